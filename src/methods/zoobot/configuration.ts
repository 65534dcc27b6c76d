/** What a zoobot run is asked to do: stored with the run, so that resuming needs no options. */

import { z } from "zod";
import { devices } from "../../tensor/device.ts";

/** "all", "linear" (only the head), or "blocks:N" (the head and the last N blocks). */
export const tuning = z.string().regex(/^(all|linear|blocks:[1-9]\d{0,3})$/, 'must be "all", "linear" or "blocks:N"');

export const configuration = z.object({
  seed: z.number().int(),
  /** See `networkNamed`. */
  network: z.string().default("smallResnet"),
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
  /** Factors on the loss of each class. */
  classWeights: z.record(z.string(), z.number().positive()).optional(),
  flips: z.boolean(),
  /** What learns. */
  tune: tuning.default("all"),
  /** Learning rates fall by this factor from each block to the one before it. */
  layerDecay: z.number().positive().max(1).default(1),
  dropout: z.number().min(0).max(0.95).default(0.2),
  /** Share of images that skip the last residual branch; less in those before it. */
  dropPath: z.number().min(0).max(0.95).default(0),
  weightDecay: z.number().min(0).max(10).default(0.05),
  /** In which the learning rate rises. */
  warmupEpochs: z.number().min(0).max(1000).optional(),
  threads: z.number().int().min(1).max(256),
  device: z.enum(devices).default("cpu"),
  checkpointSeconds: z.number(),
});

export type Configuration = z.infer<typeof configuration>;

export const defaults = {
  seed: 42,
  network: "smallResnet",
  epochs: 80,
  /** Where the time is limited: as many as fit, up to these. */
  mostEpochs: 200,
  batchSize: 64,
  imageSize: 64,
  learningRate: 3e-3,
  /** An encoder that has learnt already is not to be shaken. */
  fineTuningRate: 1e-3,
  /** Of networks that were published: they are larger, and their blocks learn at lower rates the deeper they lie. */
  publishedRate: 3e-4,
  publishedLayerDecay: 0.75,
  /** A head by itself learns from what stays the same. */
  linearRate: 1e-2,
  patience: 25,
  balance: 0.1,
  dropout: 0.2,
  weightDecay: 0.05,
  threads: 2,
  device: "cpu",
  checkpointSeconds: 20,
} as const;

export const labelSmoothing = 0.05;
export const averageDecay = 0.998;
/** Views of each image that a prediction is averaged over. */
export const predictionViews = 8;

/** Images at once that take about as much memory as 64 of 96 px: what is laid aside for each grows with its area. */
export function affordableImages(imageSize: number): number {
  return 64 * (96 / imageSize) ** 2;
}
