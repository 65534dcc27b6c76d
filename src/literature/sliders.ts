/** Weights as a person sets them, each of any size from 0 up: what counts is how they stand to one another. */

import { Fault } from "../fault.ts";
import { defaultWeights, type SearchOptions } from "./library.ts";

export const usualSliders = { ...defaultWeights, recent: 0, cited: 0 };
export type SliderName = keyof typeof usualSliders;
/** Those left out stand where they usually do. */
export type Sliders = { readonly [Name in SliderName]?: number | undefined };

/** @throws Fault "request" where all are 0 */
export function weighedBy(sliders: Sliders): Required<Pick<SearchOptions, "weights" | "recent" | "cited">> {
  const of = (name: SliderName) => sliders[name] ?? usualSliders[name];
  const names = Object.keys(usualSliders) as SliderName[];
  const sum = names.reduce((total, name) => total + of(name), 0);
  if (sum === 0) throw new Fault("request", "one of the weights must be above 0: nothing else ranks the papers");
  return {
    weights: { words: of("words"), meaning: of("meaning"), named: of("named"), neighbours: of("neighbours") },
    recent: of("recent") / sum,
    cited: of("cited") / sum,
  };
}
