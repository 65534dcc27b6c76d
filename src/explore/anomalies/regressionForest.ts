/** A random forest that regresses numbers (Breiman 2001): the mean of trees, each grown of a bootstrap sample. */

import { type RandomStream, randomStream } from "../../random.ts";

interface Cut {
  column: number;
  at: number;
  below: Node;
  above: Node;
}

/** A leaf is the mean of its targets. */
type Node = Cut | number;

interface Matrix {
  vectors: Float32Array;
  dimension: number;
}

/**
 * As scikit-learn's RandomForestRegressor by default: every column is tried at every cut, and trees grow until their leaves
 * are of one target.
 * @param targets [rows of `known`]
 * @returns the prediction for each row of `wanted`
 */
export function forestRegression(
  known: Matrix,
  targets: ArrayLike<number>,
  wanted: Matrix,
  { trees = 100, seed = 0 }: { trees?: number; seed?: number } = {},
): Float64Array {
  const rows = wanted.vectors.length / wanted.dimension;
  const sums = new Float64Array(rows);
  for (let t = 0; t < trees; t++) {
    const tree = grow(known, targets, drawn(targets.length, randomStream(seed, "forest", t)));
    for (let i = 0; i < rows; i++) sums[i] = (sums[i] as number) + leafOf(tree, wanted.vectors, i * wanted.dimension);
  }
  return sums.map((sum) => sum / trees);
}

function drawn(n: number, stream: RandomStream): number[] {
  return Array.from({ length: n }, () => stream.below(n));
}

function grow(known: Matrix, targets: ArrayLike<number>, rows: number[]): Node {
  const mean = rows.reduce((sum, row) => sum + (targets[row] as number), 0) / rows.length;
  if (rows.every((row) => targets[row] === targets[rows[0] as number])) return targets[rows[0] as number] as number;
  const best = bestCut(known, targets, rows);
  if (!best) return mean;
  const value = (row: number) => known.vectors[row * known.dimension + best.column] as number;
  return {
    ...best,
    below: grow(
      known,
      targets,
      rows.filter((row) => value(row) <= best.at),
    ),
    above: grow(
      known,
      targets,
      rows.filter((row) => value(row) > best.at),
    ),
  };
}

/** The cut after which the targets vary least within its two sides. */
function bestCut({ vectors, dimension }: Matrix, targets: ArrayLike<number>, rows: readonly number[]) {
  const total = rows.reduce((sum, row) => sum + (targets[row] as number), 0);
  let best: { column: number; at: number } | undefined;
  // The squares' sum is the same for every cut: what is left is the sides' means (CART).
  let mostExplained = (total * total) / rows.length + 1e-12;
  for (let column = 0; column < dimension; column++) {
    const value = (row: number) => vectors[row * dimension + column] as number;
    const order = [...rows].sort((a, b) => value(a) - value(b));
    let sum = 0;
    for (let i = 0; i < order.length - 1; i++) {
      const [here, next] = [order[i] as number, order[i + 1] as number];
      sum += targets[here] as number;
      if (value(here) === value(next)) continue;
      const explained = sum ** 2 / (i + 1) + (total - sum) ** 2 / (order.length - i - 1);
      if (explained <= mostExplained) continue;
      mostExplained = explained;
      const middle = Math.fround((value(here) + value(next)) / 2);
      best = { column, at: middle < value(next) ? middle : value(here) };
    }
  }
  return best;
}

function leafOf(tree: Node, vectors: Float32Array, from: number): number {
  let node = tree;
  while (typeof node !== "number") node = (vectors[from + node.column] as number) <= node.at ? node.below : node.above;
  return node;
}
