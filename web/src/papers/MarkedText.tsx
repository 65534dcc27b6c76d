/** A text of a paper, its LaTeX as signs and never as markup, with places in it marked. */

import { Fragment } from "react";
import { latexShown, shownText } from "../../../src/literature/shownText.ts";

interface Place {
  start: number;
  end: number;
}

interface Props {
  text: string;
  /** Words of the question: in order, none over another. */
  words?: readonly Place[];
  /** The sentence that is cited. */
  quote?: Place;
}

export function MarkedText({ text, words: all = [], quote }: Props) {
  // A formula is shown whole: it is marked whole, or not.
  const formulae = latexShown(text);
  const words = all.filter(
    ({ start, end }) =>
      !formulae.some((each) => each.start < end && start < each.end && (each.start < start || end < each.end)),
  );
  const cuts = new Set([0, text.length]);
  for (const { start, end } of quote ? [...words, quote] : words) cuts.add(start).add(end);
  const ends = [...cuts].filter((cut) => cut <= text.length).sort((a, b) => a - b);
  const within = (at: number, { start, end }: Place) => at >= start && at < end;
  const pieces = ends.slice(1).map((end, i) => {
    const start = ends[i] as number;
    return {
      start,
      piece: shownText(text.slice(start, end)),
      isWord: words.some((word) => within(start, word)),
      isQuoted: quote !== undefined && within(start, quote),
    };
  });
  const shown = (isQuoted: boolean, from: number, to: number) =>
    pieces
      .filter(({ start, isQuoted: isIn }) => isIn === isQuoted && start >= from && start < to)
      .map(({ start, piece, isWord }) =>
        isWord ? (
          <b className="word" key={start}>
            {piece}
          </b>
        ) : (
          <Fragment key={start}>{piece}</Fragment>
        ),
      );
  if (!quote) return <>{shown(false, 0, text.length)}</>;
  return (
    <>
      {shown(false, 0, quote.start)}
      <mark>{shown(true, quote.start, quote.end)}</mark>
      {shown(false, quote.end, text.length)}
    </>
  );
}
