/**
 * A training step, ours against PyTorch's: same networks, batches, image sizes and threads, in turns. Forwards, backwards,
 * AdamW and a running average of the parameters on both sides. `--networks a,b` measures some of them only; `--device cuda` or
 * `webgpu` measures a GPU, with PyTorch on CUDA beside it.
 */

import { parseArgs } from "node:util";
import { parameterCount } from "../src/nn/parameters.ts";
import type { Device } from "../src/tensor/device.ts";
import { classes, type Measured, measuredNetworks } from "./networks.ts";
import { median, missingTorch, resultOfNetworks, startPeer, talk } from "./peer.ts";
import { trainingStep } from "./recipe.ts";

const { values: asked } = parseArgs({
  options: { device: { type: "string", default: "cpu" }, networks: { type: "string" }, json: { type: "boolean" } },
});
const device = asked.device as Device;
const threads = 2;
const [rounds, millisecondsPerRound] = [6, 1000];

interface Times {
  almagestMs: number;
  torchMs?: number;
  torchChannelsLastMs?: number;
  /** Against PyTorch's faster layout. */
  ratio: number | null;
}

const absent: Record<string, string> = {};
const networks: Record<string, Times> = {};
for (const measured of measuredNetworks()) networks[measured.name] = await timesOf(measured);
resultOfNetworks(networks, absent);

async function timesOf(measured: Measured): Promise<Times> {
  const { name, batch, size, parameters } = measured;
  const own = await trainingStep(measured, { threads, device });
  const missing = missingTorch(name);
  talk(
    `${name}: ${parameterCount(parameters)} parameters, batch ${batch}, ${size} px, ${device === "cpu" ? `${threads} threads` : device}, AdamW`,
  );
  await own.steps(1);
  const steps = Math.max(1, Math.round(millisecondsPerRound / (await own.steps(2))));
  const almagest: number[] = [];
  const peers: Record<string, number[]> = { default: [], channels_last: [] };
  if (missing === undefined) {
    const layouts = Object.keys(peers).join();
    const torchDevice = device === "cpu" ? "cpu" : "cuda";
    const numbers = [batch, size, classes, threads].map(String);
    const peer = startPeer("train.py", [name, ...numbers, layouts, torchDevice]);
    for (const layout of Object.keys(peers)) await peer.ask(`${layout} 2`);
    for (let round = 0; round < rounds; round++) {
      // Every turn begins with a step that does not count: caches and threads were the other side's.
      await own.steps(1);
      almagest.push(await own.steps(steps));
      for (const [layout, times] of Object.entries(peers)) {
        await peer.ask(`${layout} 1`);
        times.push((await peer.ask(`${layout} ${steps}`)).ms ?? Number.NaN);
      }
    }
    peer.end();
  } else for (let round = 0; round < rounds; round++) almagest.push(await own.steps(steps));
  await own.release();

  const almagestMs = median(almagest);
  const show = (ms: number) => `${ms.toFixed(1)} ms a step, ${((1000 * batch) / ms).toFixed(0)} images/s`;
  talk(`  Almagest  ${show(almagestMs)}`);
  if (missing !== undefined) {
    absent[name] = missing;
    talk(`  its PyTorch side is absent (${missing}): set ALMAGEST_PYTHON to a Python that has it`);
    return { almagestMs, ratio: null };
  }
  const [torchMs, torchChannelsLastMs] = [median(peers.default ?? []), median(peers.channels_last ?? [])];
  talk(`  PyTorch, default layout  ${show(torchMs)}`);
  talk(`  PyTorch, channels_last   ${show(torchChannelsLastMs)}`);
  const ratio = Math.min(torchMs, torchChannelsLastMs) / almagestMs;
  talk(`  ratio to the faster of the two  ${ratio.toFixed(2)}`);
  return { almagestMs, torchMs, torchChannelsLastMs, ratio };
}
