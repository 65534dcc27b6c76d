/** What a SIDDA run is asked to do: that of a zoobot run, and how it adapts. */

import { z } from "zod";
import { configuration as zoobotConfiguration } from "../zoobot/configuration.ts";

export const divergences = ["sinkhorn", "mmd", "coral", "none"] as const;
export type DivergenceName = (typeof divergences)[number];

export const lossUnits = ["paper", "measured"] as const;
export type LossUnits = (typeof lossUnits)[number];

export const configuration = zoobotConfiguration.extend({
  /** The survey to adapt to. */
  target: z.string(),
  /** Of the examples, the first so many are the source's. */
  sources: z.number().int(),
  /** Width of the target's pictures in widths of the source's, where pixels are as wide on the sky in both; else 1. */
  targetWidth: z.number().positive().default(1),
  /** Whether the target has labels: they are used once, to test the finished run. */
  hasTargetLabels: z.boolean(),
  /** Classes that only the target has. */
  unknownClasses: z.array(z.string()),
  /** "none" learns from the source alone, and is tested on both. */
  divergence: z.enum(divergences),
  /** Weight of the divergence beside the cross-entropy; learnt where it is left out. */
  divergenceWeight: z.number().positive().optional(),
  /**
   * In which losses are weighed: as they are, as in the paper; or "measured", each in what it was when adaptation began, so
   * that features of any scale begin in balance.
   */
  lossUnits: z.enum(lossUnits).default("paper"),
  /** Epochs on the source alone before. */
  warmup: z.number().int().min(0),
  /** Views are turned, mirrored, zoomed and shifted at random; "turns": turned and mirrored alone. */
  augment: z.union([z.boolean(), z.literal("turns")]),
});

export type Configuration = z.infer<typeof configuration>;

/** As in the paper's examples, but for the number of images a step: half of its 128, of which a laptop takes more steps. */
export const defaults = {
  epochs: 50,
  warmup: 5,
  batchSize: 64,
  learningRate: 1e-2,
  weightDecay: 1e-3,
  /** The side of the paper's images; smaller ones are seen as they are. */
  imageSize: 100,
} as const;

/** Largest norm of the network's gradients together; the two loss weights' are not clipped. */
export const clip = 10;
