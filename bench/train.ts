/**
 * A training step, ours against PyTorch's: same network, batch, image size and threads, in turns. Forwards, backwards,
 * AdamW and a running average of the parameters on both sides.
 */

import { linear, linearParameters } from "../src/nn/linear.ts";
import { crossEntropy } from "../src/nn/losses.ts";
import { adamW } from "../src/nn/optimiser.ts";
import { parameterCount, prefixed, under } from "../src/nn/parameters.ts";
import { smallResnet, smallResnetParameters, smallResnetWidth } from "../src/nn/smallResnet.ts";
import { randomStream } from "../src/random.ts";
import { mean } from "../src/tensor/operators/reduction.ts";
import { input } from "../src/tensor/tensor.ts";
import { compileTraining, initialState, type Recipe } from "../src/training/trainingProgram.ts";
import { median, missingPeer, result, startPeer, talk } from "./peer.ts";

const [batch, size, classes, threads] = [64, 64, 3, 2];
const [rounds, stepsPerRound] = [8, 5];

const stream = randomStream(1, "bench");
const parameters = {
  ...prefixed("encoder", smallResnetParameters(stream)),
  ...prefixed("head", linearParameters(stream, { inputs: smallResnetWidth, outputs: classes })),
};
const pixels = input("pixels", [batch, 3, size, size]);
const targets = input("targets", [batch, classes]);
const recipe: Recipe = {
  optimiser: adamW(),
  loss: (tensors, phase) => {
    const representation = smallResnet(under("encoder", tensors), "encoder", pixels, phase);
    return { loss: mean(crossEntropy(linear(under("head", tensors), representation), targets)) };
  },
};
const program = await compileTraining(recipe, initialState(parameters, recipe), { threads });
const images = Float32Array.from({ length: batch * 3 * size * size }, () => stream.uniform());
const labels = new Float32Array(batch * classes);
for (let i = 0; i < batch; i++) labels[i * classes + (i % classes)] = 1;

let step = 0;
async function ours(): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < stepsPerRound; i++)
    await program.step({ pixels: images, targets: labels }, { step: ++step, learningRate: 1e-3, averageDecay: 0.99 });
  return (performance.now() - start) / stepsPerRound;
}

talk(`${parameterCount(parameters)} parameters, batch ${batch}, ${size} px, ${threads} threads, AdamW`);
const absent = missingPeer(["torch"]);
await ours();
const own: number[] = [];
const peers: Record<string, number[]> = { default: [], channels_last: [] };
if (absent === undefined) {
  const peer = startPeer("train.py", [batch, size, classes, threads].map(String));
  for (const layout of Object.keys(peers)) await peer.ask(`${layout} ${stepsPerRound}`);
  for (let round = 0; round < rounds; round++) {
    own.push(await ours());
    for (const [layout, times] of Object.entries(peers))
      times.push((await peer.ask(`${layout} ${stepsPerRound}`)).ms ?? Number.NaN);
  }
  peer.end();
} else {
  talk(`PyTorch is absent (${absent}): set ALMAGEST_PYTHON to a Python that has it`);
  for (let round = 0; round < rounds; round++) own.push(await ours());
}
const almagest = median(own);
talk(`Almagest  ${almagest.toFixed(1)} ms a step, ${((1000 * batch) / almagest).toFixed(0)} images/s`);
if (absent === undefined) {
  const byLayout = Object.fromEntries(Object.entries(peers).map(([layout, times]) => [layout, median(times)]));
  for (const [layout, ms] of Object.entries(byLayout))
    talk(`PyTorch, ${layout} layout  ${ms.toFixed(1)} ms a step, ${((1000 * batch) / ms).toFixed(0)} images/s`);
  // Against the layout people get without asking; the faster one is reported beside it.
  const torch = byLayout.default ?? Number.NaN;
  const channelsLast = byLayout.channels_last ?? Number.NaN;
  result({
    ratio: torch / almagest,
    ratioChannelsLast: channelsLast / almagest,
    almagestMs: almagest,
    torchMs: torch,
    torchChannelsLastMs: channelsLast,
  });
} else result({ ratio: null, absent, almagestMs: almagest });
await program.release();
