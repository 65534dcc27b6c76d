/** Where a training left the numbers: the first layer whose values are none any more. */

import type { Parameters } from "../nn/parameters.ts";
import type { TrainingState } from "./trainingProgram.ts";

/** The first parameter, in the network's order, that holds an infinite value or none; undefined where all are sound. */
export function firstNonFinite(parameters: Parameters): string | undefined {
  return Object.entries(parameters).find(([, { data }]) => !areFinite(data))?.[0];
}

/** A number times 0 is 0, unless it is infinite or none. Counted up, for a call a number takes thirty times as long. */
export function areFinite(data: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += 0 * (data[i] as number);
  return sum === 0;
}

/**
 * In words, for the end of a sentence; "" where nothing is known.
 * @param before the step whose loss was no number, and after it
 */
export function whereItBroke(before: TrainingState, after: TrainingState): string {
  const name = firstNonFinite(before.parameters) ?? firstNonFinite(statistics(after.parameters));
  return name === undefined
    ? largestNumbers(before.parameters)
    : `; the first layer without numbers is ${layerOf(name)}`;
}

/** Of numbers that are all numbers still, but too large to go on with: in which layer they are largest. */
export function largestNumbers(parameters: Parameters): string {
  let [layer, most] = ["", 0];
  for (const [name, { data }] of Object.entries(parameters))
    for (let i = 0; i < data.length; i++) {
      const size = Math.abs(data[i] as number);
      if (size > most) [layer, most] = [layerOf(name), size];
    }
  return layer === "" ? "" : `; the largest numbers (${most.toExponential(0)}) are in layer ${layer}`;
}

/** Normalisations' running statistics: in the network's order they tell where its values first became none. */
function statistics(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name.includes(".running_")));
}

export function layerOf(name: string): string {
  return name.replace(/\.[^.]*$/, "");
}
