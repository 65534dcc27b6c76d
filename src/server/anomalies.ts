/** Proposals of what to rate next, for a person who rates on the page: what was learnt for the last batch is where the next begins. */

import { type AnomalySpace, anomalySpace } from "../explore/anomalies/anomalySpace.ts";
import { type Proposals, type ProposeOptions, proposeIn } from "../explore/anomalies/propose.ts";
import { readRatings } from "../explore/anomalies/ratings.ts";
import type { Hyperparameters } from "../explore/anomalies/rationalQuadratic.ts";
import type { Survey } from "../survey/survey.ts";
import { remembered } from "./remembered.ts";

/** Principal components of a survey are worth keeping; of many surveys they would fill the memory. */
const mostSpaces = 2;

export interface Anomalies {
  propose(survey: Survey, options: ProposeOptions): Promise<Proposals>;
}

export function createAnomalies(): Anomalies {
  const spaces = remembered<AnomalySpace & { run: string }>(mostSpaces);
  const learnt = new Map<string, Hyperparameters>();
  return {
    async propose(survey, options) {
      const { name, tableVersion } = survey.card;
      const key = JSON.stringify([name, tableVersion, options.run]);
      const space = spaces(key, () => anomalySpace(survey, options.run));
      const ratings = await readRatings(survey.workspace, name, options);
      const person = JSON.stringify([key, options.interest, options.by]);
      // Few ratings say little of the hyperparameters, and are searched anew in no time.
      const from = ratings.scores.size >= ratingsForWarmStart ? learnt.get(person) : undefined;
      const found = await proposeIn(await space, ratings, { ...options, from });
      if (found.hyperparameters) learnt.set(person, found.hyperparameters);
      for (const oldest of [...learnt.keys()].slice(0, -50)) learnt.delete(oldest);
      return found;
    },
  };
}

const ratingsForWarmStart = 100;
