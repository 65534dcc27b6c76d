/** Small cutouts that a person says yes or no to. Keys: arrows move, y and n say and move on, Backspace takes back, Enter opens, r looks again. */

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type Voice, voicesText } from "../../../src/explore/teach/voices.ts";
import { go, pathTo } from "../address.ts";
import { imageUrl } from "../api.ts";
import { CutoutImage } from "../parts/CutoutImage.tsx";

export interface Shown {
  id: string;
  caption: string;
}

export type Said = "yes" | "no";

const signs: Record<Said, string> = { yes: "✓", no: "✗" };

export function CorrectionGrid({
  survey,
  title,
  galaxies,
  saidOf,
  say,
  takeBack,
  disputed,
  words = { yes: "Yes", no: "No" },
  again,
  takesFocus = false,
}: {
  survey: string;
  title: string;
  galaxies: readonly Shown[];
  saidOf: (id: string) => Said | undefined;
  say: (id: string, said: Said) => void;
  takeBack: (id: string) => void;
  /** What people say of those that they disagree on. */
  disputed?: ReadonlyMap<string, readonly Voice[]>;
  /** What the two answers are called. */
  words?: Record<Said, string>;
  /** Where the list does not learn by itself: finds it anew by what was said since, which is `waiting` answers. */
  again?: { waiting: number; look: () => void };
  /** Whether the keys are the list's as soon as it is there, unless the person is at something else. */
  takesFocus?: boolean;
}) {
  // Titles have blanks, which no id may have.
  const own = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus && document.activeElement === document.body) list.current?.focus();
  }, [takesFocus]);
  // By its id: a list that is fetched anew, without what was said of it, leaves the person at the same galaxy.
  const [current, setCurrent] = useState<{ id?: string; place: number }>({ place: 0 });
  const found = galaxies.findIndex(({ id }) => id === current.id);
  const at = found >= 0 ? found : Math.min(current.place, galaxies.length - 1);
  const here = galaxies[at];
  // What was answered last, until the person moves away: to take it back needs no step back.
  const [answered, setAnswered] = useState<string>();
  const moveTo = (next: number) => {
    setAnswered(undefined);
    const place = Math.max(0, Math.min(galaxies.length - 1, next));
    setCurrent({ id: galaxies[place]?.id, place });
    list.current?.children[place]?.scrollIntoView({ block: "nearest" });
  };
  const sayHere = (said: Said) => {
    if (!here) return;
    say(here.id, said);
    moveTo(at + 1);
    setAnswered(here.id);
  };
  const wrong = here && (saidOf(here.id) !== undefined || answered === undefined ? here.id : answered);
  const takeBackHere = () => {
    if (wrong === undefined) return;
    takeBack(wrong);
    const place = galaxies.findIndex(({ id }) => id === wrong);
    if (place >= 0) moveTo(place);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // On a button Enter and the arrows are its own.
    const isList = event.target === list.current;
    if (!isList && !["y", "n", "Backspace", "r"].includes(event.key)) return;
    const columns = columnsOf(list.current);
    const actions = new Map<string, () => void>([
      ["ArrowRight", () => moveTo(at + 1)],
      ["ArrowLeft", () => moveTo(at - 1)],
      ["ArrowDown", () => moveTo(at + columns)],
      ["ArrowUp", () => moveTo(at - columns)],
      ["Home", () => moveTo(0)],
      ["End", () => moveTo(galaxies.length - 1)],
      ["y", () => sayHere("yes")],
      ["n", () => sayHere("no")],
      ["Backspace", takeBackHere],
      ["r", () => again?.look()],
      ["Enter", () => here && go(pathTo("survey", survey, "galaxy", here.id))],
    ]);
    const action = actions.get(event.key);
    if (!action || (event.repeat && (event.key === "y" || event.key === "n"))) return;
    event.preventDefault();
    action();
  };
  if (galaxies.length === 0) return <p className="faint">There are none.</p>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the list, also after one of the buttons above it was used
    <div onKeyDown={onKey}>
      <div className="bar moves">
        <button type="button" onClick={() => sayHere("yes")}>
          <kbd>y</kbd> {words.yes}
        </button>
        <button type="button" onClick={() => sayHere("no")}>
          <kbd>n</kbd> {words.no}
        </button>
        <button type="button" onClick={takeBackHere} aria-disabled={wrong === undefined || !saidOf(wrong)}>
          <kbd>⌫</kbd> Take back
        </button>
        {again && (
          <button type="button" onClick={again.look} aria-disabled={again.waiting === 0}>
            <kbd>r</kbd> Look again
          </button>
        )}
        <span className="faint">{here?.id}</span>
      </div>
      <div
        ref={list}
        className="corrections"
        role="listbox"
        tabIndex={0}
        aria-label={title}
        aria-activedescendant={`${own}-${at}`}
      >
        {galaxies.map(({ id, caption }, i) => {
          const said = saidOf(id);
          const voices = disputed?.get(id);
          const answer = said === undefined ? caption : `${signs[said]} ${words[said]}`;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the list, which knows the current galaxy
            // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant moves instead of the focus
            <div
              key={id}
              id={`${own}-${i}`}
              role="option"
              aria-selected={i === at}
              className="cell"
              data-said={said}
              data-disputed={voices ? true : undefined}
              title={voices ? `${id}: people disagree (${voicesText(voices)}), it teaches nothing` : id}
              onClick={() => {
                setAnswered(undefined);
                setCurrent({ id, place: i });
              }}
              onDoubleClick={() => go(pathTo("survey", survey, "galaxy", id))}
            >
              <CutoutImage src={imageUrl(survey, id, 96)} alt={`galaxy ${id}`} side={104} />
              <span>{voices ? `${answer}, disputed` : answer}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function columnsOf(list: HTMLElement | null): number {
  const [first, ...others] = [...(list?.children ?? [])] as HTMLElement[];
  if (!first) return 1;
  const next = others.findIndex((each) => each.offsetTop > first.offsetTop);
  return next < 0 ? others.length + 1 : next + 1;
}
