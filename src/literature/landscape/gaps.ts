/**
 * Gaps: pairs of regions that lie near in meaning, with fewer papers between them than such pairs have. What is counted is words, not
 * ideas: a gap is a place to look, no finding.
 */

export interface Gap {
  regions: [number, number];
  /** Cosine of the two centres. */
  nearness: number;
  /** Between the two: their nearest and second nearest centre, and nearly as near to the one as to the other. */
  papers: number;
  /** So many papers a pair of this nearness and these sizes has. */
  expected: number;
  /** Papers nearest to the middle of the two centres. */
  nearest: number[];
}

/** Of the cosine with the nearest centre, that with the second. */
const nearlyAsNear = 0.8;
/** Of each region's others, so many are its neighbours. */
const neighboursOfEach = 6;
const gapsKept = 12;
const nearestKept = 3;

/**
 * @param values [papers x dimension] and @param centres [regions x dimension], of length 1
 * @param isApart whether two regions may make a gap
 */
export function findGaps(
  values: Float32Array,
  centres: Float64Array,
  dimension: number,
  sizes: readonly number[],
  isApart: (a: number, b: number) => boolean,
): Gap[] {
  const regions = sizes.length;
  const between = new Map<number, number>();
  for (let paper = 0; paper < values.length / dimension; paper++) {
    const { first, second, ratio } = twoNearest(values, centres, dimension, regions, paper);
    if (ratio < nearlyAsNear) continue;
    const pair = pairOf(first, second, regions);
    between.set(pair, (between.get(pair) ?? 0) + 1);
  }
  const pairs = neighbouring(centres, dimension, regions).map(({ a, b, nearness }) => ({
    a,
    b,
    nearness,
    papers: between.get(pairOf(a, b, regions)) ?? 0,
    // Sizes and nearness of the pair, on the scale on which counts are fitted.
    traits: [1, Math.log((sizes[a] as number) * (sizes[b] as number) + 1), nearness],
  }));
  const fitted = poisson(pairs);
  return (
    pairs
      .map((pair) => ({ ...pair, expected: Math.exp(dotOf(fitted, pair.traits)) }))
      // Fewer than half of what is expected, and not by chance: 2.6 times the root of it below.
      .filter(
        ({ a, b, papers, expected }) =>
          isApart(a, b) && papers < expected / 2 && expected - papers > 2.6 * Math.sqrt(expected),
      )
      .sort((p, q) => (q.expected - q.papers) / Math.sqrt(q.expected) - (p.expected - p.papers) / Math.sqrt(p.expected))
      .slice(0, gapsKept)
      .map(({ a, b, nearness, papers, expected }) => ({
        regions: [a, b],
        nearness,
        papers,
        expected,
        nearest: nearestToMiddle(values, centres, dimension, a, b),
      }))
  );
}

const pairOf = (a: number, b: number, regions: number) => Math.min(a, b) * regions + Math.max(a, b);

function twoNearest(values: Float32Array, centres: Float64Array, dimension: number, regions: number, paper: number) {
  let [first, second, most, next] = [0, 0, -2, -2];
  for (let region = 0; region < regions; region++) {
    const cosine = product(values, paper, centres, region, dimension);
    if (cosine > most) [first, second, most, next] = [region, first, cosine, most];
    else if (cosine > next) [second, next] = [region, cosine];
  }
  return { first, second, ratio: most > 0 ? next / most : 0 };
}

function neighbouring(centres: Float64Array, dimension: number, regions: number) {
  const found = new Map<number, { a: number; b: number; nearness: number }>();
  for (let a = 0; a < regions; a++) {
    const others = Array.from({ length: regions }, (_, b) => ({
      a,
      b,
      nearness: product(centres, a, centres, b, dimension),
    }))
      .filter(({ b }) => b !== a)
      .sort((p, q) => q.nearness - p.nearness)
      .slice(0, neighboursOfEach);
    for (const { b, nearness } of others)
      found.set(pairOf(a, b, regions), { a: Math.min(a, b), b: Math.max(a, b), nearness });
  }
  return [...found.values()];
}

/** Counts as exp(traits x weights), by Newton's method (McCullagh & Nelder 1989, chapter 6). */
function poisson(pairs: readonly { papers: number; traits: readonly number[] }[]): number[] {
  const size = 3;
  const mean = pairs.reduce((sum, { papers }) => sum + papers, 0) / Math.max(1, pairs.length);
  let weights = [Math.log(mean + 1e-3), 0, 0];
  for (let round = 0; round < 50; round++) {
    const rows = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size + 1 }, (_, j) => (i === j ? 1e-6 : 0)),
    );
    for (const { papers, traits } of pairs) {
      const expected = Math.exp(Math.min(20, dotOf(weights, traits)));
      for (let i = 0; i < size; i++) {
        const row = rows[i] as number[];
        for (let j = 0; j < size; j++)
          row[j] = (row[j] as number) + expected * (traits[i] as number) * (traits[j] as number);
        row[size] = (row[size] as number) + (papers - expected) * (traits[i] as number);
      }
    }
    const step = solved(rows);
    weights = weights.map((weight, i) => weight + Math.max(-1, Math.min(1, step[i] as number)));
    if (step.every((each) => Math.abs(each) < 1e-9)) break;
  }
  return weights;
}

/** By Gauss's elimination. @param rows [n x (n + 1)], positive definite with a right side */
function solved(rows: number[][]): number[] {
  const size = rows.length;
  for (let pivot = 0; pivot < size; pivot++)
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const [own, other] = [rows[row] as number[], rows[pivot] as number[]];
      const factor = (own[pivot] as number) / (other[pivot] as number);
      for (let k = pivot; k <= size; k++) own[k] = (own[k] as number) - factor * (other[k] as number);
    }
  return rows.map((row, i) => (row[size] as number) / (row[i] as number));
}

function nearestToMiddle(
  values: Float32Array,
  centres: Float64Array,
  dimension: number,
  a: number,
  b: number,
): number[] {
  const best: { paper: number; least: number }[] = [];
  for (let paper = 0; paper < values.length / dimension; paper++) {
    // Near to both, not to one alone.
    const least = Math.min(
      product(values, paper, centres, a, dimension),
      product(values, paper, centres, b, dimension),
    );
    if (best.length === nearestKept && least <= (best[nearestKept - 1]?.least ?? 0)) continue;
    best.push({ paper, least });
    best.sort((p, q) => q.least - p.least);
    best.length = Math.min(best.length, nearestKept);
  }
  return best.map(({ paper }) => paper);
}

function product(a: Float32Array | Float64Array, i: number, b: Float64Array, j: number, dimension: number): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) sum += (a[i * dimension + k] as number) * (b[j * dimension + k] as number);
  return sum;
}

function dotOf(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, each, i) => sum + each * (b[i] as number), 0);
}
