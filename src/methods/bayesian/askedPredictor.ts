/** Which predictor a person asks for. */

import { usage } from "../../fault.ts";
import type { Run } from "../../training/run.ts";
import { modelOf } from "../zoobot/surveyPredictions.ts";
import { ensembleOf } from "./ensemble.ts";
import { droppingOf, laplaceOf } from "./headPredictors.ts";
import { aloneOf, type Predictor, type RunModel } from "./predictor.ts";

export interface PredictorRequest {
  /** Networks with another part of the representation left out, as when it learnt. */
  passes?: number;
  /** Heads drawn out of Laplace's approximation of the last layer. */
  laplace?: boolean;
  seed?: number;
}

/** @throws Fault "unfinished"; "usage" where the runs do not go together, or are not of the kind that is asked for */
export async function askedPredictor(
  runs: readonly [Run, ...Run[]],
  { passes, laplace = false, seed = 0 }: PredictorRequest = {},
): Promise<Predictor> {
  const members: RunModel[] = [];
  for (const run of runs) members.push({ run, model: await modelOf(run) });
  if (passes !== undefined && laplace)
    throw usage("--passes and --laplace are two ways to doubt one network: ask for one of them");
  const way = passes !== undefined ? "--passes" : laplace ? "--laplace" : undefined;
  if (runs.length > 1) {
    if (way) throw usage(`${way} is of one run: an ensemble of ${runs.length} has its own doubt`);
    return ensembleOf(members);
  }
  const [one] = members as [RunModel];
  if (passes !== undefined) return droppingOf(one, passes, seed);
  return laplace ? laplaceOf(one, seed) : aloneOf(one);
}
