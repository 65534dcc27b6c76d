/** Words of one meaning, put together: alike in the language of papers, and said of the same subjects by different people. */

import { stemmer } from "stemmer";
import type { Term, Vocabulary } from "./terms.ts";

/** What two words have in common: both are needed, as either alone has its own accidents. */
export interface Likeness {
  /** Cosine of their vectors, 1 for words of one stem; of pairs, that of the word which has least its like in the other. */
  meaning: number;
  /** Correlation, over subjects, of the shares of answers that use them; answers that use both do not count. */
  use: number;
}

/**
 * @param vectors of each word of the terms, of length 1, or 0 for words without one
 * @returns [terms × terms]: √(meaning × use), 1 for words of one stem that are used together, and -1 for words that are no synonyms whatever their vectors say: one denies the
 * other, or they are not said of the same subjects. (Antonyms lie close together among word vectors.)
 */
export function likenesses(
  terms: readonly Term[],
  vocabulary: Vocabulary,
  vectors: ReadonlyMap<string, Float32Array>,
): { values: Float64Array; of(a: number, b: number): Likeness } {
  const n = terms.length;
  const sets = terms.map(({ answers }) => new Set(answers));
  const words = terms.map((term) =>
    wordsOf(term).map((word) => ({ stem: stemmer(word), vector: vectors.get(word) ?? new Float32Array() })),
  );
  const of = (a: number, b: number): Likeness => ({
    meaning: leastAlike(words[a] ?? [], words[b] ?? []),
    use: jointUse(terms[a] as Term, terms[b] as Term, sets[a] as Set<number>, sets[b] as Set<number>, vocabulary),
  });
  const values = new Float64Array(n * n).fill(2);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < a; b++) {
      const isDenial = terms[a]?.lemma.startsWith("no ") !== terms[b]?.lemma.startsWith("no ");
      const { meaning, use } = isDenial ? denied : of(a, b);
      const value = use <= 0 ? -1 : meaning === 1 ? 1 : Math.sqrt(Math.max(0, meaning) * use);
      values[a * n + b] = value;
      values[b * n + a] = value;
    }
  return { values, of };
}

export function wordsOf({ lemma }: Term): string[] {
  return lemma.replace(/^no /, "").split(" ");
}

interface Word {
  stem: string;
  vector: Float32Array;
}

/** "edge brightened" and "core brightened" share a word, and it is the other that tells them apart. */
function leastAlike(some: readonly Word[], others: readonly Word[]): number {
  const nearest = (word: Word, among: readonly Word[]) => Math.max(...among.map((other) => alike(word, other)));
  return Math.min(...some.map((word) => nearest(word, others)), ...others.map((word) => nearest(word, some)));
}

function alike(a: Word, b: Word): number {
  return a.stem === b.stem ? 1 : a.vector.reduce((sum, part, k) => sum + part * (b.vector[k] ?? 0), 0);
}

/** "edge" and "brightened" stand in the same answers, as one phrase, and are no synonyms: only what different people say counts. */
function jointUse(
  a: Term,
  b: Term,
  inA: ReadonlySet<number>,
  inB: ReadonlySet<number>,
  { subjects, subjectOf, answersOf }: Vocabulary,
): number {
  const [x, y] = [new Float64Array(subjects.length), new Float64Array(subjects.length)];
  const add = (shares: Float64Array, i: number) => {
    const place = subjectOf[i] as number;
    shares[place] = (shares[place] as number) + 1 / (answersOf[place] as number);
  };
  for (const i of a.answers) if (!inB.has(i)) add(x, i);
  for (const i of b.answers) if (!inA.has(i)) add(y, i);
  return correlation(x, y);
}

/** Pearson's; 0 where either does not vary. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < n; i++) {
    sumA += Number(a[i]);
    sumB += Number(b[i]);
  }
  let [both, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [Number(a[i]) - sumA / n, Number(b[i]) - sumB / n];
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return squareA === 0 || squareB === 0 ? 0 : both / Math.sqrt(squareA * squareB);
}

const denied: Likeness = { meaning: 0, use: -1 };

export interface Merge {
  /** Numbers of what was joined: 0 to n - 1 are items, n + i the i-th merge. */
  a: number;
  b: number;
  /** Mean likeness between the two. */
  likeness: number;
}

/**
 * Agglomerative clustering by average linkage (Sokal & Michener 1958): the most alike first, down to one cluster.
 * @param likeness [n × n], symmetric
 */
export function averageLinkage(likeness: Float64Array, n: number): Merge[] {
  const sums = Float64Array.from(likeness);
  const clusters = Array.from({ length: n }, (_, i) => ({ number: i, size: 1, row: i }));
  const merges: Merge[] = [];
  while (clusters.length > 1) {
    let best = { i: 1, j: 0, mean: Number.NEGATIVE_INFINITY };
    for (let i = 1; i < clusters.length; i++)
      for (let j = 0; j < i; j++) {
        const [a, b] = [clusters[i], clusters[j]] as [(typeof clusters)[number], (typeof clusters)[number]];
        const mean = (sums[a.row * n + b.row] as number) / (a.size * b.size);
        if (mean > best.mean) best = { i, j, mean };
      }
    const [a, b] = [clusters[best.j], clusters[best.i]] as [(typeof clusters)[number], (typeof clusters)[number]];
    for (const { row } of clusters) {
      if (row === a.row || row === b.row) continue;
      const sum = (sums[a.row * n + row] as number) + (sums[b.row * n + row] as number);
      sums[a.row * n + row] = sum;
      sums[row * n + a.row] = sum;
    }
    merges.push({ a: a.number, b: b.number, likeness: best.mean });
    clusters[best.j] = { number: n + merges.length - 1, size: a.size + b.size, row: a.row };
    clusters.splice(best.i, 1);
  }
  return merges;
}

/** The clusters that stand before the first merge below `least`, each as its items, ascending. */
export function clustersAt(merges: readonly Merge[], n: number, least: number): number[][] {
  const members = new Map<number, number[]>(Array.from({ length: n }, (_, i) => [i, [i]]));
  merges.forEach(({ a, b, likeness }, i) => {
    if (likeness < least) return;
    const [of, and] = [members.get(a), members.get(b)];
    // One of the two was left apart before.
    if (!of || !and) return;
    members.delete(a);
    members.delete(b);
    members.set(
      n + i,
      [...of, ...and].sort((x, y) => x - y),
    );
  });
  return [...members.values()];
}
