/** Free text with #tags. Enter saves, Shift and Enter begin a line; in an empty field the keys of the page hold. */

import { type KeyboardEvent, useEffect, useRef, useState } from "react";

export function TextAnswer({
  given,
  disabled,
  answer,
  pass,
  undo,
  move,
}: {
  given: string;
  disabled: boolean;
  answer: (text: string) => void;
  pass: () => void;
  undo: () => void;
  move: (step: 1 | -1) => void;
}) {
  const [text, setText] = useState(given);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = () => {
    if (!disabled && text.trim() !== "") answer(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isUntouched = text === given;
    const actions = new Map<string, (() => void) | undefined>([
      ["Enter", event.shiftKey ? undefined : save],
      ["Escape", pass],
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
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" onClick={save} aria-disabled={disabled || text.trim() === ""}>
        Save <kbd>Enter</kbd>
      </button>
    </div>
  );
}
