/** Which object to rate next: the more promising, the higher. */

import { logMeanExcess } from "./normal.ts";

export const acquisitions = ["ei", "ucb"] as const;

export type Acquisition = (typeof acquisitions)[number];

/** What rating an object is worth, by the posterior's mean and deviation. It grows with both, which `proposeBatch` relies on. */
export type Worth = (mean: number, deviation: number) => number;

/** As in Walmsley+ 2022 (arXiv 2110.12735): how much better than the best rating is worth looking for. */
export const usualTradeoff = 0.5;

/**
 * The logarithm of the expected improvement over the best rating so far (Jones+ 1998): far below the best all improvements
 * would be 0 and no object better than another (Ament+ 2023, arXiv 2310.20708).
 */
export function expectedImprovement(best: number, tradeoff = usualTradeoff): Worth {
  return (mean, deviation) => {
    const above = mean - best - tradeoff;
    if (!(deviation > 0)) return above > 0 ? Math.log(above) : Number.NEGATIVE_INFINITY;
    return Math.log(deviation) + logMeanExcess(above / deviation);
  };
}

/** Mean plus deviations (Srinivas+ 2010, arXiv 0912.3995). */
export function upperConfidence(deviations = 1): Worth {
  return (mean, deviation) => mean + deviations * deviation;
}
