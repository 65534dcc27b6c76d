/**
 * Free text with #tags. Enter saves, Shift and Enter begin a line, Esc passes over, asked for twice where something is typed;
 * in an empty field the keys of the page hold.
 */

import { type KeyboardEvent, useEffect, useRef, useState } from "react";

export function TextAnswer({
  given,
  draft,
  drafted,
  disabled,
  answer,
  pass,
  undo,
  move,
}: {
  given: string;
  /** What was typed of it before and not saved. */
  draft: string | undefined;
  drafted: (text: string | undefined) => void;
  disabled: boolean;
  answer: (text: string) => void;
  pass: () => void;
  undo: () => void;
  move: (step: 1 | -1) => void;
}) {
  const [text, setText] = useState(draft ?? given);
  const [asksAgain, setAsksAgain] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const type = (typed: string) => {
    setText(typed);
    setAsksAgain(false);
    drafted(typed === given ? undefined : typed);
  };
  const save = () => {
    if (disabled || text.trim() === "") return;
    drafted(undefined);
    answer(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isUntouched = text === given;
    const actions = new Map<string, (() => void) | undefined>([
      ["Enter", event.shiftKey ? undefined : save],
      ["Escape", isUntouched || text.trim() === "" || asksAgain ? pass : () => setAsksAgain(true)],
      ["Backspace", text === "" ? undo : undefined],
      ["ArrowLeft", isUntouched ? () => move(-1) : undefined],
      ["ArrowRight", isUntouched ? () => move(1) : undefined],
    ]);
    const isUndo = text === "" && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    const action = isUndo ? undo : actions.get(event.key);
    if (!action || event.repeat) return;
    event.preventDefault();
    action();
  };
  return (
    <div className="words">
      <textarea
        ref={field}
        rows={4}
        maxLength={5000}
        aria-labelledby="question"
        placeholder="#ring with a faint #tidal-tail"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" onClick={save} aria-disabled={disabled || text.trim() === ""}>
        Save <kbd>Enter</kbd>
      </button>
      <p role="status" className="faint">
        {asksAgain ? "This is not saved: Enter saves it, Esc again skips the galaxy. What you typed stays here." : ""}
      </p>
    </div>
  );
}
