/** What a training loop is told: how long and how fast, and what the images teach. */

import type { Parameters } from "../nn/parameters.ts";
import type { Device } from "../tensor/device.ts";
import type { TypedArray } from "../tensor/shape.ts";
import type { Recipe } from "./trainingProgram.ts";

export interface Plan {
  seed: number;
  epochs: number;
  batchSize: number;
  /** At the top of its schedule. */
  learningRate: number;
  averageDecay: number;
  /** In which the learning rate rises: 2 if left out, and a fifth of all at most. */
  warmupEpochs?: number;
  /** Wall clock of all sittings; fewer epochs are done where they would not fit. */
  maxMinutes?: number;
  /** Epochs without a better validation loss after which to end. */
  patience: number;
  threads: number;
  device: Device;
  /** Side of the images as decoded. */
  decodedSize: number;
  /** At least this long between two checkpoints. */
  checkpointSeconds: number;
}

export interface Lesson {
  recipe: Recipe;
  /**
   * The recipe from this epoch on, counted from 0, where it changes: of the same parameters, for the same batches. Once it
   * began, the best epoch is one of its own, and no lack of patience ends a run before.
   */
  later?: {
    from: number;
    recipe: Recipe;
    /** New values of parameters with which it begins, from those that were reached. */
    enter?: (parameters: Parameters) => Promise<Parameters>;
  };
  /** Paths. Without them a step gets no pixels: then `inputs` hands in what there is to see. */
  images?: readonly string[];
  /** See `imageBatches`: the middle is seen, of `decodedSize`. */
  sizeOf?: (index: number) => number;
  cachePath: string;
  /** Starting values, where there is no checkpoint. */
  parameters: () => Parameters;
  /** Indices of one epoch's images, in order. */
  order: (epoch: number) => readonly number[];
  /**
   * Inputs of the step besides pixels and noise.
   * @param pixels of the batch where there are images, [batch, decodedSize, decodedSize, 3]: for those who draw views outside the program
   */
  inputs: (indices: readonly number[], step: number, pixels?: Uint8Array) => Record<string, TypedArray>;
  /** Metrics of the averaged parameters, `loss` among them; undefined where there is nothing to validate with. */
  validate: (parameters: Parameters) => Promise<Record<string, number> | undefined>;
  /** Whether an epoch with these metrics is worth keeping: one that is comes before one that is not, whatever their losses. */
  isUsable?: (validation: Record<string, number>) => boolean;
  /** Epochs from one validation to the next; there is one after the first and the last too. 1 if left out. */
  validateEach?: number;
  /** Keeps the parameters that did best so far. */
  keepBest: (parameters: Parameters) => Promise<void>;
}
