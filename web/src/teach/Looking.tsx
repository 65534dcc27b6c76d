/** What to look at and say yes or no to: what was found, what is uncertain, examples that look wrong, and the survey itself. */

import { useState } from "react";
import type { Taught } from "../api.ts";
import { Browse } from "./Browse.tsx";
import { CorrectionGrid } from "./CorrectionGrid.tsx";
import type { Saying } from "./useSaid.ts";

type List = "top" | "uncertain" | "doubtful" | "survey";

const lists: [List, string, string][] = [
  ["top", "Most probable", "Galaxies that are no examples yet, the most probable first."],
  ["uncertain", "Uncertain", "Galaxies that are no examples yet, those nearest to a half first: they teach most."],
  ["doubtful", "Doubtful examples", "Examples that the others put on the other side: is it the example that is wrong?"],
  ["survey", "The survey", "Any galaxies, to choose examples by hand."],
];

export function Looking({
  survey,
  className,
  taught,
  isTaughtBefore,
  said,
}: {
  survey: string;
  className: string;
  /** By the round of this visit; before it only the survey can be looked at. */
  taught: Taught | undefined;
  /** In a visit before this one: what it found is not kept. */
  isTaughtBefore: boolean;
  said: Saying;
}) {
  const [wanted, setWanted] = useState<List>();
  const list = wanted ?? (taught ? "top" : "survey");
  const [, title = "", hint] = lists.find(([each]) => each === list) ?? [];
  return (
    <section aria-labelledby="looking">
      <h2 id="looking">Is it {className}?</h2>
      <div className="bar">
        {lists.map(([each, words]) => (
          <button
            key={each}
            type="button"
            aria-pressed={list === each}
            disabled={each !== "survey" && !taught}
            onClick={() => setWanted(each)}
          >
            {words}
          </button>
        ))}
      </div>
      {!taught && (
        <p className="faint">
          {isTaughtBefore
            ? "What the last round found most probable, uncertain and doubtful is not kept: train again, which takes seconds, and they are here."
            : "The other lists are what the first round finds: train it."}
        </p>
      )}
      <p className="faint">{hint} What you say of one holds over columns and selections when you train again.</p>
      {list === "survey" || !taught ? (
        <Browse survey={survey} {...said} />
      ) : (
        <CorrectionGrid
          key={`${list} ${taught.round}`}
          survey={survey}
          title={title}
          // The button that trained was off meanwhile, and has lost the focus.
          takesFocus
          galaxies={taught[list].map((each) => ({ id: each.id, caption: captionOf(each) }))}
          {...said}
        />
      )}
    </section>
  );
}

function captionOf(each: { probability: number; side?: string }): string {
  return `${each.side ? `${each.side}? ` : ""}${each.probability.toFixed(2)}`;
}
