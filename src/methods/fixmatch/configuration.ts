/** What a FixMatch run is asked to do: that of a zoobot run, and what it makes of unlabelled images. */

import { z } from "zod";
import { configuration as zoobotConfiguration } from "../zoobot/configuration.ts";

export const discs = ["paper", "inscribed", "none"] as const;
export type Disc = (typeof discs)[number];

/** In halves of a whole image's side. The paper's code has half of the way to a corner, wider than it meant. */
export const discRadii: Readonly<Record<Disc, number | undefined>> = {
  paper: Math.SQRT1_2,
  inscribed: 1,
  none: undefined,
};

export const configuration = zoobotConfiguration.extend({
  /** The survey whose images are unlabelled; left out where they are those of this survey whose labels are hidden. */
  unlabelled: z.string().optional(),
  /** So many examples of the training part keep their labels, of every class its share; the others' are hidden. */
  labels: z.number().int().min(2).optional(),
  /** Of the examples, the first so many are the labelled survey's own; after them come the unlabelled ones. */
  sources: z.number().int(),
  /** Learns from labels alone, over the same steps: what FixMatch is compared with. */
  isSupervised: z.boolean(),
  threshold: z.number().min(0).max(1),
  unlabelledWeight: z.number().min(0).max(1000),
  /** Unlabelled images a step for each labelled one. */
  unlabelledRatio: z.number().int().min(1).max(64),
  /** Steps between two validations: what an epoch is. */
  stepsPerEpoch: z.number().int().min(1),
  /** Share of the old value in the running average of the parameters: 0 for the last ones. */
  averageDecay: z.number().min(0).max(0.9999),
  disc: z.enum(discs),
  /** Guesses are made without dropout; with it, as published, they are noisier. */
  isSteady: z.boolean().default(false),
  /**
   * Width of the unlabelled pictures in those of the labelled ones, where a pixel is as wide on the sky in both; 1 where
   * whole pictures are. `zoom` is of the labelled ones.
   */
  poolWidth: z.number().positive().default(1),
  /** 1 where the images are grey. */
  bands: z.union([z.literal(1), z.literal(3)]),
});

export type Configuration = z.infer<typeof configuration>;

/** The paper's, but for the running average, which it has not, and a learning rate that falls, where its own stays. */
export const defaults = {
  network: "radioTang",
  steps: 2400,
  stepsPerEpoch: 40,
  batchSize: 20,
  unlabelledRatio: 7,
  learningRate: 1e-3,
  threshold: 0.95,
  unlabelledWeight: 1,
  averageDecay: 0.99,
  disc: "paper",
} as const;
