/** What a zoobot run is asked to do: stored with the run, so that resuming needs no options. */

import { z } from "zod";

export const configuration = z.object({
  seed: z.number().int(),
  epochs: z.number().int().min(1).max(10_000),
  batchSize: z.number().int().min(1).max(1024),
  imageSize: z.number().int().min(16).max(512),
  /** Share of an image's side that the network sees. */
  zoom: z.number().positive().max(1),
  learningRate: z.number().positive(),
  maxMinutes: z.number().positive().optional(),
  patience: z.number().int().positive(),
  /** 0: classes as often as they are; 1: equally often. */
  balance: z.number().min(0).max(1),
  flips: z.boolean(),
  /** Only the head learns. */
  frozen: z.boolean(),
  threads: z.number().int().min(1).max(256),
  checkpointSeconds: z.number(),
});

export type Configuration = z.infer<typeof configuration>;

export const defaults = {
  seed: 42,
  epochs: 80,
  /** Where the time is limited: as many as fit, up to these. */
  mostEpochs: 200,
  batchSize: 64,
  imageSize: 64,
  learningRate: 3e-3,
  /** An encoder that has learnt already is not to be shaken. */
  fineTuningRate: 1e-3,
  patience: 25,
  balance: 0.1,
  threads: 2,
  checkpointSeconds: 20,
} as const;

export const labelSmoothing = 0.05;
export const weightDecay = 0.05;
export const averageDecay = 0.998;
/** Views of each image that a prediction is averaged over. */
export const predictionViews = 8;
