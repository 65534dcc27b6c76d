/** Whether what was said is on the server's disk; if not, why, and what becomes of it. */

import { useEffect, useState } from "react";
import type { OutboxState } from "./outbox.ts";

export function SavedState({ outbox, dismiss }: { outbox: OutboxState; dismiss: () => void }) {
  const { unsent, trouble, refused, isKept } = outbox;
  const isOne = unsent === 1;
  const isAway = trouble !== undefined && unsent > 0;
  // Said once it is over: a line that only goes is not spoken.
  const [wasAway, setWasAway] = useState(false);
  useEffect(() => {
    if (isAway) setWasAway(true);
    else if (unsent > 0) setWasAway(false);
  }, [isAway, unsent]);
  useEffect(() => {
    document.title = document.title.replace(
      /^(\(\d+ unsaved\) )?/,
      trouble && unsent > 0 ? `(${unsent} unsaved) ` : "",
    );
  }, [trouble, unsent]);
  return (
    <div className="saved">
      <p className="count" data-unsent={unsent}>
        {unsent === 0 ? "✓ All saved" : `… ${unsent} not saved yet`}
      </p>
      {/* Spoken only when the server is away and when it is back: not at every key. */}
      <p role="status" className={trouble && unsent > 0 ? "failed" : undefined}>
        {trouble && unsent > 0
          ? `${isOne ? "1 label is" : `${unsent} labels are`} not saved yet. ${sentence(trouble)} ${
              isKept
                ? `${isOne ? "It is" : "They are"} kept in this browser, and sent when it answers: go on labelling.`
                : "This browser keeps nothing: do not close this page before all is saved."
            }`
          : wasAway && unsent === 0
            ? "The workbench answers again: nothing is unsaved."
            : ""}
      </p>
      {refused.length > 0 && (
        <div role="alert">
          <p>
            {refused.length} not taken: {refused[0]?.reason}
          </p>
          <button type="button" onClick={dismiss}>
            Understood
          </button>
        </div>
      )}
    </div>
  );
}

/** What went wrong may be worded as a line of its own. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
