/** What a Bayesian run is asked to do: that of a zoobot run, and what is believed of its weights. */

import { z } from "zod";
import { usualDeviation } from "../../nn/normalWeights.ts";
import { configuration as zoobotConfiguration } from "../zoobot/configuration.ts";
import { priorNames } from "./priors.ts";

export const costs = ["elbo", "pac"] as const;
export type CostName = (typeof costs)[number];

export const configuration = zoobotConfiguration.extend({
  prior: z.enum(priorNames),
  /** A Gaussian prior's deviation, a Laplace prior's scale; of mixtures, the wide part's. */
  priorWidth: z.number().positive(),
  /** Of the weights to begin with: the middle, in logarithm. */
  deviation: z.number().positive().default(usualDeviation),
  /** Learning rate of the deviations' logarithms, as a multiple of the means': in few steps they hardly move otherwise. */
  deviationRate: z.number().positive().default(1),
  /** Factor on the divergence from the prior. At 0 nothing would keep the weights from certainty. */
  temperature: z.number().positive(),
  /**
   * "pac" subtracts the variance of the likelihood: see `varianceTerm`. "likelihood" is the same network with certain
   * weights and no prior, which the others are compared with.
   */
  cost: z.enum([...costs, "likelihood"]),
  /** Linear layers draw outputs, object by object, instead of weights. */
  local: z.boolean(),
  /** Networks drawn for what is said of the finished run. */
  testDraws: z.int().positive().default(100),
  /** Views are turned, mirrored, zoomed and shifted at random; "turns": turned and mirrored alone. */
  augment: z.union([z.boolean(), z.literal("turns")]),
});

export type Configuration = z.infer<typeof configuration>;

export const defaults = {
  network: "radioLenet",
  prior: "laplace",
  temperature: 0.01,
  epochs: 200,
  batchSize: 50,
  learningRate: 1e-3,
  /** The average forgets within an epoch or two of a thousand objects. */
  averageDecay: 0.99,
  /** Networks drawn at each validation. */
  validationDraws: 8,
  stepsBetweenValidations: 30,
} as const;
