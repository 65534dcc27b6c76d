/** One picture that belongs to no survey: what a run predicts of it, and its representation. Nothing of it is kept. */

import { Fault } from "../../fault.ts";
import { decodeImage } from "../../sky/image.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { compile } from "../../tensor/program.ts";
import { moduleBeside, startJob } from "../../training/job.ts";
import { predictionViews } from "./configuration.ts";
import { type Model, modelOutputs } from "./model.ts";

export interface PredictedPicture {
  /** In the order of `answersOf`. */
  means: number[];
  representation: number[];
}

/**
 * As `almagest predict` and `almagest embed` see a survey's images.
 * @throws Fault "image" where it cannot be decoded
 */
export async function predictPicture(model: Model, picture: Uint8Array): Promise<PredictedPicture> {
  const pixels = await decodeImage({ name: "that was sent", bytes: picture }, model.decodedSize, model.imageSize);
  const { mean, representation } = modelOutputs(model, 1, predictionViews);
  const program = await compile({ mean, representation }, { threads: 2, spinning: false });
  try {
    const results = await program.run({ pixels });
    const numbers = (name: string) => Array.from(results[name] ?? [], Number);
    return { means: numbers("mean"), representation: numbers("representation") };
  } finally {
    await program.release();
  }
}

/**
 * A message between processes cannot hold a number that is none: it would come as a zero.
 * @param encoder whose prediction it is
 * @throws Fault "vector"
 */
export function requireFinitePicture(encoder: string, { means, representation }: PredictedPicture): void {
  if (![...means, ...representation].every(Number.isFinite))
    throw new Fault(
      "vector",
      `the representation of the picture by "${encoder}" has numbers that are not finite: look at the picture, and at the ` +
        "run's training",
    );
}

/**
 * The same in a process of its own.
 * @param encoder see `openEncoder`
 * @throws Fault "image"; "vector" where the encoder makes numbers that are none
 */
export async function predictPictureApart(
  workspace: Workspace,
  encoder: string,
  picture: Uint8Array,
): Promise<PredictedPicture> {
  const entry = moduleBeside(import.meta.url, "predictPictureJob");
  let predicted: PredictedPicture | undefined;
  const argument: PictureJob = {
    workspace: workspace.path,
    encoder,
    picture: Buffer.from(picture).toString("base64"),
  };
  await startJob(entry, argument, (content) => {
    predicted = content as PredictedPicture;
  }).done;
  if (!predicted) throw new Error("the process that looked at the picture said nothing of it");
  return predicted;
}

export interface PictureJob {
  workspace: string;
  encoder: string;
  /** Base64: arguments of a process are JSON. */
  picture: string;
}
