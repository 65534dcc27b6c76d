/** What volunteers' votes must obey, and counts made of fractions. */

import {
  answerColumn,
  answerColumns,
  type DecisionTree,
  parentsFirst,
  type Question,
  questionSlices,
} from "./decisionTree.ts";

/** Past this a count does not fit the table, and is no count of volunteers. */
const mostVotes = 2 ** 31 - 1;

/**
 * A vote count as a catalogue writes it. Nothing, and NaN as pandas writes it, is a question that was not asked: 0.
 * @returns the count, or what is wrong with it
 */
export function parseCount(text: string | null): number | string {
  if (text === null || /^\s*(nan|na|null)?\s*$/i.test(text)) return 0;
  const value = Number(text);
  if (!Number.isFinite(value)) return `"${text}" is not a count of votes`;
  if (value < 0) return `${text} is negative; a count of votes is 0 or more`;
  if (!Number.isInteger(value)) return `${text} is not a whole number; a count of votes is`;
  if (value > mostVotes) return `${text} is too large for a count of votes`;
  return value;
}

/** @returns the fraction (null where nobody was asked), or what is wrong with it */
export function parseFraction(text: string | null): number | null | string {
  if (text === null || /^\s*(nan|na|null)?\s*$/i.test(text)) return null;
  const value = Number(text);
  if (!Number.isFinite(value)) return `"${text}" is not a fraction`;
  if (value < 0 || value > 1) return `${text} is not between 0 and 1`;
  return value;
}

/**
 * Finds questions with more votes than the answers they are asked after had together.
 * @returns for a row's counts, in the order of `answerColumns`, one sentence a question that has too many
 */
export function parentRule(tree: DecisionTree): (counts: ArrayLike<number>) => string[] {
  const rules = parentIndices(tree).filter(({ parents }) => parents.length > 0);
  return (counts) =>
    rules.flatMap(({ question, first, last, parents }) => {
      const votes = sumRange(counts, first, last);
      const asked = parents.reduce((sum, parent) => sum + (counts[parent] ?? 0), 0);
      if (votes <= asked) return [];
      return [`${question.name} has ${votes} votes, but only ${asked} reached it (${question.askedAfter.join(" + ")})`];
    });
}

/**
 * Approximate counts from each question's fractions and the number of volunteers, question by question down the tree:
 * as many are asked a question as chose the answers it is asked after. No question gets more votes than were asked.
 * @returns for fractions in the order of `answerColumns` (null: nobody was asked) and a total, the counts
 */
export function countsFromFractions(
  tree: DecisionTree,
): (fractions: readonly (number | null)[], total: number) => Int32Array {
  const order = parentsFirst(tree).map((question) => question.name);
  const slices = parentIndices(tree).sort((a, b) => order.indexOf(a.question.name) - order.indexOf(b.question.name));
  const length = answerColumns(tree).length;
  return (fractions, total) => {
    const counts = new Int32Array(length);
    for (const { first, last, parents } of slices) {
      const asked = parents.length === 0 ? total : parents.reduce((sum, parent) => sum + (counts[parent] ?? 0), 0);
      const shares = fractions.slice(first, last + 1).map((fraction) => fraction ?? 0);
      counts.set(apportion(shares, asked), first);
    }
    return counts;
  };
}

/** Whole numbers nearest to `shares` x `asked` whose sum is right too: the largest remainders are rounded up. */
function apportion(shares: readonly number[], asked: number): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  // Published fractions are rounded, and may add up to a little more than 1.
  const scale = asked / Math.max(1, sum);
  const exact = shares.map((share) => share * scale);
  const counts = exact.map(Math.floor);
  let left = Math.round(Math.min(1, sum) * asked) - counts.reduce((a, b) => a + b, 0);
  const byRemainder = exact.map((_, i) => i).sort((a, b) => remainder(exact[b]) - remainder(exact[a]) || a - b);
  for (const i of byRemainder) {
    if (left <= 0) break;
    counts[i] = (counts[i] ?? 0) + 1;
    left--;
  }
  return counts;
}

function remainder(value = 0): number {
  return value - Math.floor(value);
}

function sumRange(counts: ArrayLike<number>, first: number, last: number): number {
  let sum = 0;
  for (let i = first; i <= last; i++) sum += counts[i] ?? 0;
  return sum;
}

/** Each question's slice, and where its parents stand in `answerColumns`. */
function parentIndices(tree: DecisionTree): { question: Question; first: number; last: number; parents: number[] }[] {
  const columns = answerColumns(tree);
  return questionSlices(tree).map((slice) => ({
    ...slice,
    parents: slice.question.askedAfter.map((parent) => columns.indexOf(parent)),
  }));
}

/** Votes for each answer over the question's votes: null where nobody answered. In the order of `answerColumns`. */
export function voteFractions(tree: DecisionTree): (counts: ArrayLike<number>) => (number | null)[] {
  const slices = questionSlices(tree);
  return (counts) =>
    slices.flatMap(({ question, first, last }) => {
      const votes = sumRange(counts, first, last);
      return question.answers.map((_, i) => (votes === 0 ? null : (counts[first + i] ?? 0) / votes));
    });
}

export function fractionColumn(question: Question, answer: string): string {
  return `${answerColumn(question, answer)}_fraction`;
}
