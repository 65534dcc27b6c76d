/** Random forests for one yes-or-no class each (Breiman 2001), over features of few distinct values. */

import type { RandomStream } from "../../random.ts";

/** Rows drawn for one tree: past this a tree takes minutes, and gains nothing that shows. */
const mostDraws = 2000;

/** Features in bins: a split lies between two bins. */
export interface BinnedFeatures {
  rows: number;
  features: number;
  /** [features × rows], 0 to bins - 1. */
  values: Uint8Array;
}

export const bins = 16;

/** @param columns each [rows], from 0 to 1; what is not 0 is in no bin with 0 */
export function binned(columns: readonly ArrayLike<number>[]): BinnedFeatures {
  const rows = columns[0]?.length ?? 0;
  const values = new Uint8Array(columns.length * rows);
  columns.forEach((column, feature) => {
    for (let row = 0; row < rows; row++)
      values[feature * rows + row] = Math.min(bins - 1, Math.ceil(Number(column[row]) * (bins - 1) - 1e-9));
  });
  return { rows, features: columns.length, values };
}

export interface Forest {
  /** Each a tree as [feature, highest bin on the left, left, right] a node; a leaf has feature -1 and its share of yes in `shares`. */
  trees: { nodes: Int32Array; shares: Float64Array }[];
  /** Mean decrease of the Gini impurity by each feature, adding to 1 (0 where no split was made). */
  importances: Float64Array;
  /** Of each row the mean share of the trees that did not see it; NaN where all did. [rows] */
  outOfBag: Float64Array;
}

/**
 * Grown to pure leaves on bootstraps, with √features tried a split: scikit-learn's defaults.
 * @param isYes [rows] of 0 and 1 @param among rows that may be learnt from
 */
export function growForest(
  data: BinnedFeatures,
  isYes: ArrayLike<number>,
  among: readonly number[],
  { trees: count, stream }: { trees: number; stream: RandomStream },
): Forest {
  const importances = new Float64Array(data.features);
  const sums = new Float64Array(data.rows);
  const times = new Int32Array(data.rows);
  const trees: Forest["trees"] = [];
  for (let t = 0; t < count; t++) {
    const weights = new Int32Array(data.rows);
    for (let i = 0; i < Math.min(among.length, mostDraws); i++) {
      const row = among[stream.below(among.length)] as number;
      weights[row] = (weights[row] as number) + 1;
    }
    const gains = new Float64Array(data.features);
    const tree = growTree(data, isYes, weights, stream, gains);
    // Each tree counts alike, as in scikit-learn.
    const gained = gains.reduce((a, b) => a + b, 0);
    if (gained > 0)
      gains.forEach((gain, feature) => {
        importances[feature] = (importances[feature] as number) + gain / gained;
      });
    trees.push(tree);
    for (const row of among)
      if (weights[row] === 0) {
        sums[row] = (sums[row] as number) + leafShare(tree, data, row);
        times[row] = (times[row] as number) + 1;
      }
  }
  const total = importances.reduce((a, b) => a + b, 0);
  if (total > 0) for (let i = 0; i < importances.length; i++) importances[i] = (importances[i] as number) / total;
  return { trees, importances, outOfBag: sums.map((sum, row) => sum / (times[row] as number)) };
}

/** The forest's share of yes for one row of `data`. */
export function forestShare({ trees }: Forest, data: BinnedFeatures, row: number): number {
  return trees.reduce((sum, tree) => sum + leafShare(tree, data, row), 0) / trees.length;
}

function leafShare({ nodes, shares }: Forest["trees"][number], { rows, values }: BinnedFeatures, row: number): number {
  let node = 0;
  for (;;) {
    const feature = nodes[4 * node] as number;
    if (feature < 0) return shares[node] as number;
    const isLeft = (values[feature * rows + row] as number) <= (nodes[4 * node + 1] as number);
    node = nodes[4 * node + (isLeft ? 2 : 3)] as number;
  }
}

function growTree(
  { rows: rowCount, features, values }: BinnedFeatures,
  isYes: ArrayLike<number>,
  weights: Int32Array,
  stream: RandomStream,
  gains: Float64Array,
) {
  const nodes: number[] = [];
  const shares: number[] = [];
  const order = Int32Array.from({ length: features }, (_, i) => i);
  const tried = Math.max(1, Math.floor(Math.sqrt(features)));
  const [allOf, yesOf] = [new Int32Array(bins), new Int32Array(bins)];

  const grow = (rows: readonly number[]): number => {
    const node = shares.length;
    let [all, yes] = [0, 0];
    for (const row of rows) {
      all += weights[row] as number;
      if (isYes[row]) yes += weights[row] as number;
    }
    nodes.push(-1, 0, 0, 0);
    shares.push(all === 0 ? 0 : yes / all);
    if (yes === 0 || yes === all) return node;
    // A split that gains nothing may open the way to one that does.
    let best = { gain: -1, feature: -1, bin: 0 };
    // Past √features only while none of them varies here, as in scikit-learn.
    for (let drawn = 0; drawn < features && (drawn < tried || best.feature < 0); drawn++) {
      const at = drawn + stream.below(features - drawn);
      const feature = order[at] as number;
      order[at] = order[drawn] as number;
      order[drawn] = feature;
      allOf.fill(0);
      yesOf.fill(0);
      for (const row of rows) {
        const bin = values[feature * rowCount + row] as number;
        allOf[bin] = (allOf[bin] as number) + (weights[row] as number);
        if (isYes[row]) yesOf[bin] = (yesOf[bin] as number) + (weights[row] as number);
      }
      let [left, leftYes] = [0, 0];
      for (let bin = 0; bin < bins - 1; bin++) {
        if (allOf[bin] === 0) continue;
        left += allOf[bin] as number;
        leftYes += yesOf[bin] as number;
        const right = all - left;
        if (right === 0) break;
        const rightYes = yes - leftYes;
        const gain = impurity(yes, all) - impurity(leftYes, left) - impurity(rightYes, right);
        if (gain > best.gain + 1e-12) best = { gain, feature, bin };
      }
    }
    const { feature, bin, gain } = best;
    if (feature < 0) return node;
    gains[feature] = (gains[feature] as number) + gain;
    const isLeft = (row: number) => (values[feature * rowCount + row] as number) <= bin;
    const left = grow(rows.filter(isLeft));
    const right = grow(rows.filter((row) => !isLeft(row)));
    nodes.splice(4 * node, 4, feature, bin, left, right);
    return node;
  };

  const seen: number[] = [];
  weights.forEach((weight, row) => {
    if (weight > 0) seen.push(row);
  });
  grow(seen);
  return { nodes: Int32Array.from(nodes), shares: Float64Array.from(shares) };
}

/** Gini's impurity times the rows. */
function impurity(yes: number, all: number): number {
  return all === 0 ? 0 : 2 * yes * (1 - yes / all);
}
