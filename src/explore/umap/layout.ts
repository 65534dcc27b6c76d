/** UMAP's layout: neighbours pull, chance meetings push (McInnes, Healy & Melville 2018, section 3.2, algorithm 5). */

import { randomStream } from "../../random.ts";
import type { FuzzyGraph } from "./fuzzyGraph.ts";

export interface LayoutOptions {
  epochs: number;
  /** How near neighbours may come, in units of the map. */
  minDistance: number;
  seed: number;
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
}

/** Chance meetings for each pull. */
const meetings = 5;
const longestMove = 4;

/**
 * Moves points until the graph's neighbours lie together.
 * @param places [points x 2], where they begin; moved
 */
export async function layOut(graph: FuzzyGraph, places: Float64Array, options: LayoutOptions): Promise<void> {
  const { epochs, minDistance, seed, onProgress = () => {}, signal } = options;
  const { a, b } = curve(minDistance);
  const pulls = table((squared) => (-2 * a * b * squared ** (b - 1)) / (1 + a * squared ** b));
  const pushes = table((squared) => (2 * b) / ((0.001 + squared) * (1 + a * squared ** b)));
  const strongest = graph.weights.reduce((most, weight) => Math.max(most, weight), 0);
  const between = Float64Array.from(graph.weights, (weight) => strongest / weight);
  const due = Float64Array.from(between);
  const chance = xorshift(seed);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 1 - epoch / epochs;
    for (let edge = 0; edge < between.length; edge++) {
      if ((due[edge] as number) > epoch || (between[edge] as number) > epochs) continue;
      due[edge] = (due[edge] as number) + (between[edge] as number);
      const point = (graph.from[edge] as number) * 2;
      const other = (graph.to[edge] as number) * 2;
      const dx: number = (places[point] as number) - (places[other] as number);
      const dy: number = (places[point + 1] as number) - (places[other + 1] as number);
      const pull = valueAt(pulls, dx * dx + dy * dy);
      const x = rate * bounded(pull * dx);
      const y = rate * bounded(pull * dy);
      places[point] = (places[point] as number) + x;
      places[point + 1] = (places[point + 1] as number) + y;
      places[other] = (places[other] as number) - x;
      places[other + 1] = (places[other + 1] as number) - y;
      for (let meeting = 0; meeting < meetings; meeting++) {
        const stranger = (chance() % graph.points) * 2;
        if (stranger === point) continue;
        const sx: number = (places[point] as number) - (places[stranger] as number);
        const sy: number = (places[point + 1] as number) - (places[stranger + 1] as number);
        const push = valueAt(pushes, sx * sx + sy * sy);
        places[point] = (places[point] as number) + rate * bounded(push * sx);
        places[point + 1] = (places[point + 1] as number) + rate * bounded(push * sy);
      }
    }
    onProgress((epoch + 1) / epochs);
    // Others, such as the one who wants it stopped, get a turn.
    if (epoch % 5 === 4) await new Promise(setImmediate);
    signal?.throwIfAborted();
  }
}

const tableSize = 1 << 15;

/**
 * A function of the squared distance, for hundreds of millions of looks: two powers each would take most of the time. Its
 * places are even in d²/(1 + d²), so that near and far have their share.
 */
function table(of: (squared: number) => number): Float64Array {
  return Float64Array.from({ length: tableSize + 1 }, (_, i) => {
    const share = (i + 0.5) / (tableSize + 1);
    return of(share / (1 - share));
  });
}

function valueAt(values: Float64Array, squared: number): number {
  return values[Math.floor((squared / (1 + squared)) * tableSize)] as number;
}

function bounded(move: number): number {
  return Math.max(-longestMove, Math.min(longestMove, move));
}

/**
 * 1 / (1 + a d^2b) nearest, by least squares, to what is 1 up to the least distance and falls as exp(least - d) from there.
 * By Gauss and Newton, from UMAP's own values for a least distance of 0.1.
 */
export function curve(minDistance: number): { a: number; b: number } {
  const samples = Array.from({ length: 300 }, (_, i) => (3 * i) / 299).slice(1);
  let [a, b] = [1.577, 0.895];
  for (let round = 0; round < 200; round++) {
    let [aa, ab, bb, ra, rb] = [1e-9, 0, 1e-9, 0, 0];
    for (const d of samples) {
      const wanted = d < minDistance ? 1 : Math.exp(minDistance - d);
      const power = d ** (2 * b);
      const value = 1 / (1 + a * power);
      const byA = -value * value * power;
      const byB = -value * value * a * power * 2 * Math.log(d);
      const off = wanted - value;
      aa += byA * byA;
      ab += byA * byB;
      bb += byB * byB;
      ra += byA * off;
      rb += byB * off;
    }
    const determinant = aa * bb - ab * ab;
    const [stepA, stepB] = [(bb * ra - ab * rb) / determinant, (aa * rb - ab * ra) / determinant];
    // A whole step may leave the positive numbers.
    const share = Math.min(1, 0.5 / Math.max(1e-12, Math.abs(stepA / a), Math.abs(stepB / b)));
    a += share * stepA;
    b += share * stepB;
    if (Math.abs(stepA) + Math.abs(stepB) < 1e-10) break;
  }
  return { a, b };
}

/** 32 bits at a time (Marsaglia 2003): hundreds of millions are drawn, and none of them matters by itself. */
function xorshift(seed: number): () => number {
  let state = 1 + randomStream(seed, "umap").below(2 ** 32 - 1);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
