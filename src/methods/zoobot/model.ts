/** A trained model as one file: parameters, and in the file's metadata what they predict and from what images. */

import { z } from "zod";
import { Fault } from "../../fault.ts";
import { asConstants, type Parameters, type ParameterTensors } from "../../nn/parameters.ts";
import { readSafetensors, writeSafetensors } from "../../nn/safetensors.ts";
import { turned } from "../../nn/turned.ts";
import { exportAnyBatch } from "../../tensor/onnx/exportAnyBatch.ts";
import { add, mul } from "../../tensor/operators/elementwise.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";
import { type Task, task } from "../../training/run.ts";
import { planes } from "../../training/views.ts";
import { answersOf, type Encoder, encoder, predictionOf, represent, seesGrey } from "./network.ts";

const description = encoder.extend({
  task,
  /** Side of what the network sees, pixels. */
  imageSize: z.number(),
  /** Side of the decoded images that views are cut from, pixels. */
  decodedSize: z.number(),
  /** Share of an image's side that the network sees. */
  zoom: z.number(),
});

export type Description = z.infer<typeof description>;

/** How an encoder sees a picture. */
export type Sight = Encoder & Pick<Description, "imageSize" | "decodedSize">;

export interface Model extends Description {
  parameters: Parameters;
}

/** Decoded so large that the view is cut out pixel for pixel. */
export function decodedSizeFor(imageSize: number, zoom: number): number {
  return Math.round(imageSize / zoom);
}

export function descriptionOf(
  encoder: Encoder,
  task: Task,
  { imageSize, zoom }: Pick<Description, "imageSize" | "zoom">,
): Description {
  return { ...encoder, task, imageSize, zoom, decodedSize: decodedSizeFor(imageSize, zoom) };
}

export async function writeModel(path: string, { parameters, ...rest }: Model): Promise<void> {
  await writeSafetensors(path, parameters, { format: "pt", almagest: JSON.stringify(rest) });
}

/** @throws Fault that names the file where it is no model of ours */
export async function readModel(path: string): Promise<Model> {
  const { parameters, metadata } = await readSafetensors(path);
  const parsed = description.safeParse(JSON.parse(metadata.almagest ?? "null"));
  if (!parsed.success)
    throw new Fault("model", `${path} does not say what it predicts: it was not written by almagest train`);
  return { ...parsed.data, parameters };
}

/**
 * What a model gives for a batch of images, as an expression with its parameters inside.
 * @param views answers are averaged over this many: turned by right angles, then mirrored
 */
export function modelOutputs(model: Model, batch: number, views: number): ReturnType<typeof averagedOutputs> {
  const { imageSize: size, task } = model;
  const image = planes(input("pixels", [batch, size, size, 3], "uint8"), seesGrey(model));
  return averagedOutputs(model, task, asConstants(model.parameters), image, views);
}

/** Representations of each view by itself, as `view0`, `view1`, ...: an expression with the encoder's parameters inside. */
export function representationOutputs(
  encoder: Sight & { parameters: Parameters },
  batch: number,
  views: number,
): Record<string, Tensor> {
  const { imageSize: size } = encoder;
  const image = planes(input("pixels", [batch, size, size, 3], "uint8"), seesGrey(encoder));
  const parameters = asConstants(encoder.parameters);
  const all = Array.from({ length: views }, (_, v) => [`view${v}`, viewOf(encoder, parameters, image, v)] as const);
  return Object.fromEntries(all);
}

function viewOf(encoder: Encoder, parameters: ParameterTensors, image: Tensor, view: number): Tensor {
  return represent(encoder, parameters, turned(image, view % 4, view >= 4), "predicting");
}

/** @param image as `represent` has it */
export function averagedOutputs(
  encoder: Encoder,
  task: Task,
  parameters: ParameterTensors,
  image: Tensor,
  views: number,
): { mean: Tensor; concentration?: Tensor; representation: Tensor } {
  const seen = Array.from({ length: views }, (_, v) => {
    const representation = viewOf(encoder, parameters, image, v);
    return { ...predictionOf(task, parameters, representation), representation };
  });
  const concentrations = seen.flatMap(({ concentration }) => concentration ?? []);
  return {
    mean: averageOf(seen.map(({ mean }) => mean)),
    ...(concentrations.length > 0 ? { concentration: averageOf(concentrations) } : {}),
    representation: (seen[0] as (typeof seen)[0]).representation,
  };
}

function averageOf(tensors: readonly Tensor[]): Tensor {
  return mul(
    tensors.reduce((sum, tensor) => add(sum, tensor)),
    1 / tensors.length,
  );
}

/**
 * The network as an .onnx file for other tools: what it predicts, and of what images, stands in its metadata.
 * Input: image [batch, 3, size, size], 0 to 1, the middle of a cutout, as wide as `zoom` of its side. Outputs as `modelOutputs`.
 */
export function onnxOf(model: Model): Uint8Array {
  const parameters = asConstants(model.parameters);
  const { task, zoom, imageSize, normalization } = model;
  const build = (batch: number) => {
    const image = input("image", [batch, 3, imageSize, imageSize]);
    const representation = represent(model, parameters, image, "predicting");
    return { ...predictionOf(task, parameters, representation), representation };
  };
  return exportAnyBatch(build, {
    task: task.kind,
    ...(task.kind === "regression" ? { target: task.column } : { classes: JSON.stringify(answersOf(task)) }),
    ...(task.kind === "votes" ? { decision_tree: JSON.stringify(task.tree) } : {}),
    preprocessing: JSON.stringify({
      layout: "NCHW",
      colours: "RGB",
      range: [0, 1],
      size: imageSize,
      centreCrop: zoom,
      // Done in the graph: nothing is left to do outside.
      normalizedInside: normalization ?? null,
    }),
    almagest: JSON.stringify({ task, zoom }),
  });
}
