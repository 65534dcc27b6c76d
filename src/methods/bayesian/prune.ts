/** Weights taken out of a Bayesian network: those least sure to differ from 0, or those its predictions least depend on. */

import { rhoName } from "../../nn/normalWeights.ts";
import type { ParameterArray, Parameters } from "../../nn/parameters.ts";

/** Means and deviations of a weight that is taken out: none, and none. */
const removedRho = -81;

function isRemoved(mean: number, rho: number): boolean {
  return mean === 0 && rho <= removedRho;
}

/** Names of the linear layers' weights: most of a small network's, and what pruning works on. */
export function denseWeights(parameters: Parameters): string[] {
  return Object.keys(parameters).filter((name) => parameters[name]?.shape.length === 2 && rhoName(name) in parameters);
}

/** |mean| / deviation in decibels, end to end over `denseWeights` (Graves 2011; Blundell+ 2015). */
export function signalToNoise(parameters: Parameters): Float64Array {
  // What was taken out before is out: by its tiny deviation it would be the surest of all.
  return scored(parameters, (mean, rho) =>
    isRemoved(mean, rho) ? Number.NEGATIVE_INFINITY : 10 * (Math.log10(Math.abs(mean) + 1e-30) - rho * Math.LOG10E),
  );
}

function scored(parameters: Parameters, score: (mean: number, rho: number) => number): Float64Array {
  return Float64Array.from(
    denseWeights(parameters).flatMap((name) => {
      const rhos = parameters[rhoName(name)]?.data;
      return Array.from(parameters[name]?.data ?? [], (mean, i) => score(mean, rhos?.[i] as number));
    }),
  );
}

/** @param fraction of the dense weights, 0 to 1. @returns a network whose least certain weights are 0 */
export function prunedBySnr(parameters: Parameters, fraction: number): Parameters {
  return without(parameters, lowest(signalToNoise(parameters), fraction));
}

/**
 * First small weights, then those with the least Fisher information (Tu+ 2016).
 * @param information by parameter: see `fisherInformation`
 * @param share of what is taken out that Fisher information decides: 1 all of it, 0 is by size alone
 */
export function prunedByFisher(
  parameters: Parameters,
  information: Parameters,
  fraction: number,
  share = 0.3,
): Parameters {
  const sizes = scored(parameters, Math.abs);
  const small = lowest(sizes, fraction * (1 - share));
  const worth = Float64Array.from(
    denseWeights(parameters).flatMap((name) => Array.from(information[name]?.data ?? [])),
  );
  const removed = scored(parameters, (mean, rho) => Number(isRemoved(mean, rho)));
  // What is out already is not to be chosen again, and what was out before comes first.
  const all = Math.round(sizes.length * fraction);
  const order = indicesBy(
    worth.map((value, i) => {
      if (small.has(i)) return Number.POSITIVE_INFINITY;
      return removed[i] ? Number.NEGATIVE_INFINITY : value;
    }),
  );
  return without(parameters, new Set([...small, ...order.subarray(0, all - small.size)]));
}

function indicesBy(values: Float64Array): Uint32Array {
  return Uint32Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
}

function lowest(values: Float64Array, fraction: number): Set<number> {
  return new Set(indicesBy(values).subarray(0, Math.round(values.length * fraction)));
}

function without(parameters: Parameters, removed: ReadonlySet<number>): Parameters {
  const changed: Record<string, ParameterArray> = { ...parameters };
  let start = 0;
  for (const name of denseWeights(parameters)) {
    const [mean, rho] = [parameters[name] as ParameterArray, parameters[rhoName(name)] as ParameterArray];
    const at = start;
    const isOut = (i: number) => removed.has(at + i);
    changed[name] = { ...mean, data: mean.data.map((value, i) => (isOut(i) ? 0 : value)) };
    changed[rhoName(name)] = { ...rho, data: rho.data.map((value, i) => (isOut(i) ? removedRho : value)) };
    start += mean.data.length;
  }
  return changed;
}
