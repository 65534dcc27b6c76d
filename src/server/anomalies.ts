/** Proposals of what to rate next, for a person who rates on the page: worked out by a process that stands by. */

import type { Proposals, ProposeOptions } from "../explore/anomalies/propose.ts";
import type { Survey } from "../survey/survey.ts";
import { moduleBeside } from "../training/job.ts";
import { standby } from "../training/standby.ts";

export interface AnomaliesQuestion {
  workspace: string;
  survey: string;
  options: ProposeOptions;
}

export interface Anomalies {
  /** @throws Fault "no-representations", "vector" */
  propose(survey: Survey, options: ProposeOptions): Promise<Proposals>;
}

export function createAnomalies(): Anomalies {
  const process = standby(moduleBeside(import.meta.url, "anomaliesProcess"));
  return {
    propose: ({ workspace, card }, options) =>
      process.ask<Proposals>({ workspace: workspace.path, survey: card.name, options } satisfies AnomaliesQuestion),
  };
}
