/** The encoder that --run or --model names, of every command that embeds. */

import { usage } from "../fault.ts";
import { shippedRun } from "../methods/zoobot/shippedModel.ts";
import { resolveEncoder } from "../methods/zoobot/startingEncoder.ts";
import type { Workspace } from "../survey/workspace.ts";

export interface EncoderOptions {
  run?: string;
  model?: string;
}

export const modelText =
  "instead of a run: shipped (the encoder in the package), an imported model, a weights folder, hf-hub:owner/name";

/** @throws Fault "usage" unless just one of the two is there */
export function checkEncoderOptions({ run, model }: EncoderOptions): void {
  if ((run === undefined) === (model === undefined))
    throw usage(
      "name the encoder: either --run <run> or --model <encoder>; --model shipped is the one that comes with the package",
    );
}

/** @throws Fault "no-encoder" */
export async function askedEncoder(
  workspace: Workspace,
  { run, model }: EncoderOptions,
  options: { signal?: AbortSignal } = {},
): Promise<{ run: string } | { model: string }> {
  // What reads representations calls it a run: whoever writes that here means the same.
  if (run !== undefined && run !== shippedRun) return { run };
  return { model: await resolveEncoder(workspace, model ?? shippedRun, options) };
}
