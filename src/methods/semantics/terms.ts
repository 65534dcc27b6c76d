/** The corpus's vocabulary: each lemma or pair of them, who used it, of which subjects, and how far people agree on it. */

import { krippendorffAlpha } from "../../survey/agreement.ts";
import type { Answer } from "./answers.ts";
import type { Lemma } from "./lemmas.ts";

export interface Term {
  /** Of a pair both: "edge brighten". */
  lemma: string;
  /** The form that was written most. */
  form: string;
  /** Answers that have it, as their places, ascending. */
  answers: number[];
  /** People who used it. */
  people: number;
  subjects: number;
  /** Phrases that have it, the most common first, with how many answers have them. */
  phrases: [phrase: string, answers: number][];
  /** The two words that hold most of its uses, such as "edge brightened" for "brighten", where they hold half of them. */
  pair: string | null;
}

export interface Vocabulary {
  /** The terms of the most answers first. */
  terms: Term[];
  /** Subjects in the order of their first answers. */
  subjects: string[];
  /** Of each answer its subject's place. */
  subjectOf: Int32Array;
  /** Of each subject its answers. */
  answersOf: Int32Array;
}

/**
 * @param phrases clean ones of each answer
 * @param lemmas of one phrase
 * @param fewest answers a term must have; rarer words say nothing that could be counted
 * @param fewestPeople who must have used it: a habit of one person is no common word
 */
export function vocabularyOf(
  answers: readonly Answer[],
  phrases: readonly (readonly string[])[],
  lemmas: (phrase: string) => readonly Lemma[],
  { fewest, fewestPeople }: { fewest: number; fewestPeople: number },
): Vocabulary {
  const places = new Map<string, number>();
  const subjectOf = Int32Array.from(answers, ({ subject }) => {
    const place = places.get(subject) ?? places.size;
    places.set(subject, place);
    return place;
  });
  const answersOf = new Int32Array(places.size);
  for (const place of subjectOf) answersOf[place] = (answersOf[place] ?? 0) + 1;
  const found = new Map<
    string,
    { answers: number[]; forms: Map<string, number>; phrases: Map<string, number>; pairs: Map<string, number> }
  >();
  phrases.forEach((some, i) => {
    for (const phrase of some) {
      const words = lemmas(phrase);
      for (const [at, { lemma, form }] of words.entries()) {
        const entry = found.get(lemma) ?? {
          answers: [] as number[],
          forms: new Map(),
          phrases: new Map(),
          pairs: new Map(),
        };
        found.set(lemma, entry);
        if (entry.answers.at(-1) !== i) entry.answers.push(i);
        entry.forms.set(form, (entry.forms.get(form) ?? 0) + 1);
        entry.phrases.set(phrase, (entry.phrases.get(phrase) ?? 0) + 1);
        for (const pair of pairsAt(words, at, phrase)) entry.pairs.set(pair, (entry.pairs.get(pair) ?? 0) + 1);
      }
    }
  });
  const terms = [...found].flatMap(([lemma, { answers: uses, forms, phrases: written, pairs }]): Term[] => {
    const people = peopleOf(uses, answers);
    if (uses.length < fewest || people < fewestPeople) return [];
    const form = byCount(forms)[0]?.[0] ?? lemma;
    const subjects = new Set(uses.map((i) => subjectOf[i])).size;
    const [pair, together] = byCount(pairs)[0] ?? [null, 0];
    const isHalf = together >= uses.length / 2;
    return [
      {
        lemma,
        form,
        answers: uses,
        people,
        subjects,
        phrases: byCount(written).slice(0, 12),
        pair: isHalf ? pair : null,
      },
    ];
  });
  terms.sort((a, b) => b.answers.length - a.answers.length || (a.lemma < b.lemma ? -1 : 1));
  return { terms, subjects: [...places.keys()], subjectOf, answersOf };
}

/** A word with the one before and the one after it, where they stand side by side. */
function pairsAt(lemmas: readonly Lemma[], at: number, phrase: string): string[] {
  return [at - 1, at].flatMap((first) => {
    const [a, b] = [lemmas[first]?.form, lemmas[first + 1]?.form];
    if (a === undefined || b === undefined || a.startsWith("no ") || b.startsWith("no ")) return [];
    return ` ${phrase} `.includes(` ${a} ${b} `) ? [`${a} ${b}`] : [];
  });
}

export function peopleOf(uses: readonly number[], answers: readonly Answer[]): number {
  return new Set(uses.map((i) => answers[i]?.by)).size;
}

function byCount(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1));
}

/** Answers that have any of the terms, ascending. */
export function answersWith(terms: readonly Term[]): number[] {
  return [...new Set(terms.flatMap(({ answers }) => answers))].sort((a, b) => a - b);
}

/** Of each subject the share of its answers among `uses`. @returns [subjects] */
export function sharesOf(uses: readonly number[], { subjects, subjectOf, answersOf }: Vocabulary): Float64Array {
  const shares = new Float64Array(subjects.length);
  for (const i of uses) {
    const place = subjectOf[i] as number;
    shares[place] = (shares[place] as number) + 1 / (answersOf[place] as number);
  }
  return shares;
}

/**
 * Krippendorff's alpha of naming it or not, over the people who described the same subject.
 * @returns null where no two people described one subject
 */
export function agreementOn(uses: readonly number[], { subjects, subjectOf, answersOf }: Vocabulary): number | null {
  const named = new Int32Array(subjects.length);
  for (const i of uses) named[subjectOf[i] as number] = (named[subjectOf[i] as number] as number) + 1;
  const units = Array.from(named, (count, place) =>
    Array.from({ length: answersOf[place] as number }, (_, i) => Number(i < count)),
  );
  return krippendorffAlpha(units, "nominal");
}

/**
 * How far the people who use a word at all use it of the same subjects, beyond the habit of each: the correlation of what two
 * of them said of one subject, after each one's own rate is taken off, over all such pairs. Krippendorff's alpha takes people to
 * be alike, and is below 0 for a word that some always write and others never.
 * @returns -1 to 1, 0 where chance alone would show as much; null where no two who use it described one subject
 */
export function agreementBeyondHabit(
  uses: readonly number[],
  answers: readonly Answer[],
  { subjects, subjectOf }: Vocabulary,
): number | null {
  const isUse = new Uint8Array(answers.length);
  for (const i of uses) isUse[i] = 1;
  const rates = new Map<string, { all: number; used: number }>();
  answers.forEach(({ by }, i) => {
    const rate = rates.get(by) ?? { all: 0, used: 0 };
    rates.set(by, { all: rate.all + 1, used: rate.used + (isUse[i] as number) });
  });
  // Sums over pairs come from sums over answers: Σ pairs xy = ((Σ x)² - Σ x²) / 2.
  const [sums, squares] = [new Float64Array(subjects.length), new Float64Array(subjects.length)];
  const [spreads, variances] = [new Float64Array(subjects.length), new Float64Array(subjects.length)];
  answers.forEach(({ by }, i) => {
    const { all, used } = rates.get(by) as { all: number; used: number };
    const rate = used / all;
    const variance = rate * (1 - rate);
    if (variance === 0) return;
    const [place, rest] = [subjectOf[i] as number, (isUse[i] as number) - rate];
    sums[place] = (sums[place] as number) + rest;
    squares[place] = (squares[place] as number) + rest * rest;
    spreads[place] = (spreads[place] as number) + Math.sqrt(variance);
    variances[place] = (variances[place] as number) + variance;
  });
  let [together, expected] = [0, 0];
  for (let place = 0; place < subjects.length; place++) {
    together += (sums[place] as number) ** 2 - (squares[place] as number);
    expected += (spreads[place] as number) ** 2 - (variances[place] as number);
  }
  return expected <= 1e-9 ? null : Math.max(-1, Math.min(1, together / expected));
}
