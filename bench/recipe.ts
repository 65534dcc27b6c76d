/** A measured network's training step: cross-entropy, AdamW and a running average, on pixels that never change. */

import { crossEntropy } from "../src/nn/losses.ts";
import { adamW } from "../src/nn/optimiser.ts";
import { randomStream } from "../src/random.ts";
import { mean } from "../src/tensor/operators/reduction.ts";
import type { CompileOptions } from "../src/tensor/program.ts";
import { elementCount } from "../src/tensor/shape.ts";
import { input } from "../src/tensor/tensor.ts";
import { compileTraining, initialState, type Recipe } from "../src/training/trainingProgram.ts";
import { classes, type Measured } from "./networks.ts";

export interface MeasuredStep {
  /** Milliseconds a step, over `count` of them. */
  steps(count: number): Promise<number>;
  release(): Promise<void>;
}

export async function trainingStep(
  { batch, size, parameters, logits }: Measured,
  options: CompileOptions,
): Promise<MeasuredStep> {
  const pixels = input("pixels", [batch, 3, size, size]);
  const targets = input("targets", [batch, classes]);
  const recipe: Recipe = {
    optimiser: adamW(),
    loss: (tensors, phase) => ({ loss: mean(crossEntropy(logits(tensors, pixels, phase), targets)) }),
  };
  const program = await compileTraining(recipe, initialState(parameters, recipe), options);
  const stream = randomStream(1, "pixels");
  const images = Float32Array.from({ length: batch * 3 * size * size }, () => stream.uniform());
  const labels = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) labels[i * classes + (i % classes)] = 1;
  const noise = Object.fromEntries(
    program.noise.map((name) => [
      name,
      new Float32Array(elementCount(program.batchInputs[name]?.shape ?? [])).fill(0.5),
    ]),
  );
  let step = 0;
  return {
    async steps(count) {
      const start = performance.now();
      for (let i = 0; i < count; i++)
        await program.step(
          { pixels: images, targets: labels, ...noise },
          { step: ++step, learningRate: 1e-4, averageDecay: 0.99 },
        );
      return (performance.now() - start) / count;
    },
    release: () => program.release(),
  };
}
