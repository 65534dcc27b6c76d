/** Checkpoints of a run: last.safetensors to go on from, best.safetensors to predict with. */

import { join } from "node:path";
import { z } from "zod";
import { exists } from "../exists.ts";
import { Fault } from "../fault.ts";
import { prefixed, under } from "../nn/parameters.ts";
import { readSafetensors, writeSafetensors } from "../nn/safetensors.ts";
import type { Run } from "./run.ts";
import type { TrainingState } from "./trainingProgram.ts";

/** Where training stands, beside the arrays. */
const position = z.object({
  /** Steps done. */
  step: z.number(),
  /** Epochs planned: fewer than asked where the time would not have sufficed. */
  epochs: z.number(),
  bestEpoch: z.number(),
  bestLoss: z.number().nullable(),
  /** See `Lesson.isUsable`. */
  bestIsUsable: z.boolean().default(true),
  /** Of training, over all sittings. */
  seconds: z.number(),
  firstEpochSeconds: z.number(),
  /** Of the epoch so far. */
  lossSum: z.number(),
  lossCount: z.number(),
});

export type Position = z.infer<typeof position>;

export async function writeLast(run: Pick<Run, "path">, state: TrainingState, at: Position): Promise<void> {
  const arrays = {
    ...prefixed("parameters", state.parameters),
    ...prefixed("optimiser", state.optimiser),
    ...prefixed("averages", state.averages),
  };
  await writeSafetensors(join(run.path, "last.safetensors"), arrays, { position: JSON.stringify(at) });
}

/** @returns undefined where the run has not come to its first checkpoint */
export async function readLast(run: Pick<Run, "path">): Promise<{ state: TrainingState; at: Position } | undefined> {
  const path = join(run.path, "last.safetensors");
  if (!(await exists(path))) return undefined;
  const { parameters, metadata } = await readSafetensors(path).catch((error: Error) => {
    throw new Fault("checkpoint", `${error.message}. The checkpoint is damaged: train again`, { cause: error });
  });
  const parsed = position.safeParse(jsonOf(metadata.position));
  if (!parsed.success) throw new Fault("checkpoint", `${path} does not say where training stood: train again`);
  const state = {
    parameters: under("parameters", parameters),
    optimiser: under("optimiser", parameters),
    averages: under("averages", parameters),
  };
  return { state, at: parsed.data };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
}
