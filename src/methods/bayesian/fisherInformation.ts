/** The Fisher information of a network's dense weights, their diagonal: how much a prediction would change with each. */

import { crossEntropy } from "../../nn/losses.ts";
import { meansOf } from "../../nn/normalWeights.ts";
import { asInputs, type ParameterArray, prefixed } from "../../nn/parameters.ts";
import { randomStream } from "../../random.ts";
import { grad } from "../../tensor/gradient.ts";
import { sum } from "../../tensor/operators/reduction.ts";
import { compile } from "../../tensor/program.ts";
import { input, type Tensor } from "../../tensor/tensor.ts";
import { imageBatches } from "../../training/imageBatches.ts";
import { planes } from "../../training/views.ts";
import type { Model } from "../zoobot/model.ts";
import { answersOf, headOutputs, predictionOf, represent, seesGrey } from "../zoobot/network.ts";
import { denseWeights } from "./prune.ts";

/**
 * E[(d log p(y | x) / d mean)²] at the means, over the images and classes y drawn from what the network itself says.
 * @param images paths; each is one run of the network backwards
 * @returns by the weights' names, in their shapes
 */
export async function fisherInformation(
  model: Model,
  images: readonly string[],
  { seed = 0, threads = 2, cachePath }: { seed?: number; threads?: number; cachePath?: string } = {},
): Promise<Record<string, ParameterArray>> {
  const { imageSize: size, decodedSize, task } = model;
  const means = meansOf(model.parameters);
  const names = denseWeights(model.parameters);
  const answers = answersOf(task).length;
  const tensors = asInputs(means);
  const image = planes(input("pixels", [1, size, size, 3], "uint8"), seesGrey(model));
  const representation = represent(model, tensors, image, "predicting");
  const { mean } = predictionOf(task, tensors, representation);
  const target = input("targets", [1, answers]);
  const loss = sum(crossEntropy(headOutputs(tensors, representation, "predicting", 0), target));
  const dense = Object.fromEntries(names.map((name) => [name, tensors[name] as Tensor]));
  const gradients = grad(loss, dense);
  const predicting = await compile({ mean }, { threads });
  const backwards = await compile(prefixed("to", gradients), { threads });
  const arrays = Object.fromEntries(Object.entries(means).map(([name, { data }]) => [name, data]));
  const information = Object.fromEntries(
    names.map((name): [string, ParameterArray] => {
      const { shape, data } = means[name] as ParameterArray;
      return [name, { shape, data: new Float32Array(data.length) }];
    }),
  );
  const stream = randomStream(seed, "fisher");
  const batches = images.map((_, i) => [i]);
  try {
    for await (const { pixels } of imageBatches({ images, size: decodedSize, middle: size, cachePath, batches })) {
      const own = { ...arrays, pixels: pixels.slice() };
      const { mean: said } = await predicting.run(own);
      const targets = new Float32Array(answers);
      targets[drawnFrom(said as Float32Array, stream.uniform())] = 1;
      const found = await backwards.run({ ...own, targets });
      for (const [name, { data }] of Object.entries(information)) {
        const gradient = found[`to.${name}`] as Float32Array;
        for (let i = 0; i < data.length; i++)
          data[i] = (data[i] as number) + (gradient[i] as number) ** 2 / images.length;
      }
    }
  } finally {
    await predicting.release();
    await backwards.release();
  }
  return information;
}

function drawnFrom(probabilities: Float32Array, uniform: number): number {
  let sum = 0;
  const at = probabilities.findIndex((p) => {
    sum += p;
    return uniform < sum;
  });
  return at < 0 ? probabilities.length - 1 : at;
}
