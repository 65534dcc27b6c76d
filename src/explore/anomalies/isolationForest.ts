/** Isolation forest (Liu, Ting & Zhou 2008): what few random cuts set apart from all others is odd. */

import { type RandomStream, randomStream, shuffled } from "../../random.ts";

interface Cut {
  column: number;
  at: number;
  below: Node;
  above: Node;
}

/** A leaf is the number of vectors that ended there. */
type Node = Cut | number;

export interface IsolationOptions {
  trees?: number;
  /** Vectors that each tree is grown of. */
  sample?: number;
  seed?: number;
}

/**
 * scikit-learn's decision function: negative for what is odd, at most 0.5.
 * @param vectors [objects x dimension]
 * @returns [objects]
 */
export function isolationDecision(
  { vectors, dimension }: { vectors: Float32Array; dimension: number },
  { trees = 100, sample = 256, seed = 0 }: IsolationOptions = {},
): Float64Array {
  const objects = vectors.length / dimension;
  const size = Math.min(sample, objects);
  const deepest = Math.ceil(Math.log2(Math.max(size, 2)));
  const depths = new Float64Array(objects);
  for (let t = 0; t < trees; t++) {
    const stream = randomStream(seed, "isolation", t);
    const rows = shuffled(objects, stream).slice(0, size);
    const tree = grow({ vectors, dimension, rows: Array.from(rows), stream, left: deepest });
    for (let i = 0; i < objects; i++) depths[i] = (depths[i] as number) + depthOf(tree, vectors, i * dimension);
  }
  const scale = trees * Math.max(usualDepth(size), Number.MIN_VALUE);
  return depths.map((depth) => 0.5 - 2 ** (-depth / scale));
}

interface Growing {
  vectors: Float32Array;
  dimension: number;
  rows: number[];
  stream: RandomStream;
  left: number;
}

function grow({ vectors, dimension, rows, stream, left }: Growing): Node {
  if (rows.length <= 1 || left === 0) return rows.length;
  const value = (row: number, column: number) => vectors[row * dimension + column] as number;
  // A column in which all are the same cannot part them: another is drawn.
  for (const column of shuffled(dimension, stream)) {
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      lowest = Math.min(lowest, value(row, column));
      highest = Math.max(highest, value(row, column));
    }
    if (!(highest > lowest)) continue;
    const at = lowest + stream.uniform() * (highest - lowest);
    const part = (side: number[]): Node => grow({ vectors, dimension, rows: side, stream, left: left - 1 });
    const below = rows.filter((row) => value(row, column) <= at);
    const above = rows.filter((row) => value(row, column) > at);
    return { column, at, below: part(below), above: part(above) };
  }
  return rows.length;
}

function depthOf(tree: Node, vectors: Float32Array, from: number): number {
  let node = tree;
  let depth = 0;
  while (typeof node !== "number") {
    node = (vectors[from + node.column] as number) <= node.at ? node.below : node.above;
    depth++;
  }
  return depth + usualDepth(node);
}

/** Of an unsuccessful search in a binary tree of n: how much deeper a leaf of n would go (Liu+ 2008, eq. 1). */
function usualDepth(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + eulerGamma) - (2 * (n - 1)) / n;
}

const eulerGamma = 0.5772156649015329;
