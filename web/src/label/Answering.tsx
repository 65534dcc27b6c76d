/** One galaxy after the other, and what is asked of each. Keys: digits answer, arrows move, Backspace undoes, s passes over. */

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { Task } from "../api.ts";
import { isTyping } from "../typing.ts";
import { askedNow, type Choice, wordsOf } from "./answers.ts";
import { LabelPicture, useLook } from "./LabelPicture.tsx";
import { Pictures } from "./pictures.ts";
import { SavedState } from "./SavedState.tsx";
import { TextAnswer } from "./TextAnswer.tsx";
import type { Labelling } from "./useLabelling.ts";
import { usePicture } from "./usePicture.ts";

export function Answering({
  survey,
  task,
  labelling,
  children,
}: {
  survey: string;
  task: Task;
  labelling: Labelling;
  /** Below what is asked. */
  children: ReactNode;
}) {
  const { here, isAtEnd, ahead } = labelling;
  const pictures = useMemo(() => new Pictures(survey), [survey]);
  const picture = usePicture(pictures, ahead);
  const look = useLook();
  const [answers, setAnswers] = useState<Record<string, string>>({});
  /** Texts by galaxy that were typed and not saved: whoever looks at another one first finds them again. */
  const drafts = useRef(new Map<string, string>());
  const id = here?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another galaxy begins the decision tree anew
  useEffect(() => setAnswers({}), [id]);
  const { question, choices } = askedNow(task, answers);
  const isSeen = picture?.state === "ready";

  const choose = ({ leadsTo }: Choice) => {
    // Nobody judges what is not drawn yet.
    if (!isSeen) return;
    if ("label" in leadsTo) labelling.answer(leadsTo.label);
    else setAnswers(leadsTo.answers);
  };
  const back = () => {
    const given = Object.keys(answers);
    if (given.length === 0) labelling.undo();
    else setAnswers(Object.fromEntries(given.slice(0, -1).map((name) => [name, answers[name] ?? ""])));
  };
  const pass = () => {
    // Nobody passes over what is not drawn yet; what cannot be drawn is passed over.
    if (here && picture !== undefined && picture.state !== "loading") labelling.answer(null);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]") || isTyping(event.target)) return;
      const isUndo = event.key === "Backspace" || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z");
      if (!isUndo && (event.ctrlKey || event.metaKey || event.altKey)) return;
      const actions = new Map<string, () => void>([
        ["ArrowLeft", () => labelling.move(-1)],
        ["ArrowRight", () => labelling.move(1)],
        ["s", pass],
        ...Object.entries(look.keys),
      ]);
      const choice = choices.find(({ key }) => key === event.key);
      // A key held down is one answer, and takes one back.
      const isOnce = isUndo || (event.key.length === 1 && !(event.key in look.keys));
      const action = event.repeat && isOnce ? undefined : actions.get(event.key);
      if (isUndo && !event.repeat) back();
      else if (choice && !event.repeat) choose(choice);
      else if (action) action();
      else if (!isUndo) return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  return (
    <div className="labeller">
      <LabelPicture
        id={id}
        picture={picture}
        look={look}
        note={
          isAtEnd ? (
            <AtEnd labelling={labelling} />
          ) : here ? undefined : (
            (labelling.trouble?.message ?? "Fetching galaxies …")
          )
        }
        again={() => id && pictures.load(id, { again: true })}
      />
      <section className="answering" aria-label="Answer">
        <p className="faint path">
          {Object.entries(answers)
            .map(([name, answer]) => `${name}: ${answer}`)
            .join(" › ") || "\u00a0"}
        </p>
        <h2 id="question">{question}</h2>
        {task.kind === "text" ? (
          <TextAnswer
            key={id}
            given={typeof here?.value === "string" ? here.value : ""}
            draft={drafts.current.get(id ?? "")}
            drafted={(text) => {
              if (text === undefined) drafts.current.delete(id ?? "");
              else drafts.current.set(id ?? "", text);
            }}
            disabled={!here || !isSeen}
            answer={labelling.answer}
            pass={pass}
            undo={back}
            move={labelling.move}
          />
        ) : (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser
          <div className="choices" role="group" aria-labelledby="question">
            {choices.map((choice) => (
              <button
                key={choice.text}
                type="button"
                aria-pressed={isGiven(choice, here?.value)}
                aria-disabled={!here || !isSeen}
                onClick={() => choose(choice)}
              >
                <kbd>{choice.key}</kbd> {choice.text}
              </button>
            ))}
          </div>
        )}
        <div className="bar moves">
          <button type="button" onClick={() => labelling.move(-1)} aria-disabled={!labelling.canGoBack}>
            <kbd>←</kbd> Previous
          </button>
          <button type="button" onClick={() => labelling.move(1)} aria-disabled={isAtEnd}>
            Next <kbd>→</kbd>
          </button>
          <button
            type="button"
            onClick={() => pass()}
            aria-disabled={!here || picture === undefined || picture.state === "loading"}
          >
            <kbd>{task.kind === "text" ? "Esc" : "s"}</kbd> Skip
          </button>
          <button type="button" onClick={back} aria-disabled={!labelling.canUndo}>
            <kbd>⌫</kbd> Undo
          </button>
        </div>
        <p className="faint given">{here?.value === undefined ? "\u00a0" : `You said: ${wordsOf(here.value)}`}</p>
        <SavedState outbox={labelling.outbox} dismiss={labelling.dismissRefused} />
        {children}
      </section>
    </div>
  );
}

function AtEnd({ labelling: { counts, trouble, fetchMore } }: { labelling: Labelling }) {
  if (trouble)
    return (
      <>
        <p>{trouble.message}</p>
        <button type="button" onClick={fetchMore}>
          Try again
        </button>
      </>
    );
  if (counts === undefined || counts.left > 0)
    return (
      <>
        <p>Fetching galaxies …</p>
        <button type="button" onClick={fetchMore}>
          Try again
        </button>
      </>
    );
  return <p>You have labelled every galaxy here ({counts.total.toLocaleString("en-US")}).</p>;
}

function isGiven({ leadsTo }: Choice, value: unknown): boolean {
  return "label" in leadsTo && value !== undefined && JSON.stringify(leadsTo.label) === JSON.stringify(value);
}
