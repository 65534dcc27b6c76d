/** Proposals of what to rate next, each sooner than the first: spaces, programs and what was learnt for the last batch are kept. */

import { type AnomalySpace, anomalySpace } from "../explore/anomalies/anomalySpace.ts";
import { type Everywhere, everywhere } from "../explore/anomalies/everywhere.ts";
import { type Proposals, type ProposeOptions, proposeIn } from "../explore/anomalies/propose.ts";
import { readRatings } from "../explore/anomalies/ratings.ts";
import type { Hyperparameters } from "../explore/anomalies/rationalQuadratic.ts";
import type { Survey } from "../survey/survey.ts";
import { remembered } from "./remembered.ts";

/** Principal components of a survey are worth keeping; of many surveys they would fill the memory. */
const mostSpaces = 2;

interface WarmSpace extends AnomalySpace {
  run: string;
  quick: Everywhere;
}

export function warmAnomalies(): (survey: Survey, options: ProposeOptions) => Promise<Proposals> {
  const spaces = remembered<WarmSpace>(mostSpaces, ({ quick }) => quick.release());
  const learnt = new Map<string, Hyperparameters>();
  return async (survey, options) => {
    const { name, tableVersion } = survey.card;
    const key = JSON.stringify([name, tableVersion, options.run]);
    const space = await spaces(key, async () => {
      const found = await anomalySpace(survey, options.run);
      return { ...found, quick: everywhere(found, options) };
    });
    const ratings = await readRatings(survey.workspace, name, options);
    const person = JSON.stringify([key, options.interest, options.by]);
    // Few ratings say little of the hyperparameters, and are searched anew in no time.
    const from = ratings.scores.size >= ratingsForWarmStart ? learnt.get(person) : undefined;
    const found = await proposeIn(space, space.quick, ratings, { ...options, from });
    if (found.hyperparameters) learnt.set(person, found.hyperparameters);
    for (const oldest of [...learnt.keys()].slice(0, -50)) learnt.delete(oldest);
    return found;
  };
}

const ratingsForWarmStart = 100;
