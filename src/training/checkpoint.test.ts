import { fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { writeSafetensors } from "../nn/safetensors.ts";
import { randomStream } from "../random.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { type Position, readLast, writeLast } from "./checkpoint.ts";

let run: { path: string };

const at = (step: number): Position => ({
  step,
  epochs: 3,
  bestEpoch: 1,
  bestLoss: 0.1 + 0.2,
  bestIsUsable: false,
  seconds: 1 / 3,
  firstEpochSeconds: 2,
  lossSum: 1e-300,
  lossCount: 4,
});

beforeEach(async () => {
  run = { path: await temporaryFolder("checkpoint") };
});

test("a run without a checkpoint has none", async () => {
  expect(await readLast(run)).toBeUndefined();
});

test("parameters, optimiser state, averages and position come back exactly", async () => {
  const state = {
    parameters: { "conv.weight": { shape: [2], data: Float32Array.of(0.1, -0) } },
    optimiser: { "conv.weight.mean": { shape: [], data: Float32Array.of(1e-40) } },
    averages: {},
  };
  await writeLast(run, state, at(5));
  expect(await readLast(run)).toEqual({ state, at: at(5) });
});

test.each<Record<string, string>>([{}, { position: "{" }, { position: "{}" }])(
  "a checkpoint whose position is %j is refused",
  async (stored) => {
    await writeSafetensors(join(run.path, "last.safetensors"), {}, stored);
    await expect(readLast(run)).rejects.toMatchObject({ code: "checkpoint" });
  },
);

test("a process killed at any moment leaves a whole checkpoint: the one before or the one after", async () => {
  const built = new URL("../../dist/src/training/checkpoint.js", import.meta.url).href;
  const script = join(run.path, "write.mjs");
  // Every element of checkpoint n is n, so that a mixture would show.
  await writeFile(
    script,
    `import { writeLast } from ${JSON.stringify(built)};
     const position = ${JSON.stringify(at(0))};
     for (let step = 1; ; step++) {
       const weight = { shape: [300000], data: new Float32Array(300000).fill(step) };
       await writeLast({ path: ${JSON.stringify(run.path)} }, { parameters: { weight }, optimiser: {}, averages: {} }, { ...position, step });
       process.send(step);
     }`,
  );
  const stream = randomStream(5, "kill");
  for (let kill = 0; kill < 5; kill++) {
    const child = fork(script);
    let told = 0;
    child.on("message", (step: number) => {
      told = step;
    });
    await new Promise((resolve) => child.once("message", resolve));
    await new Promise((resolve) => setTimeout(resolve, stream.below(60)));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    const read = await readLast(run);
    expect(read?.at.step).toBeGreaterThanOrEqual(told);
    expect(read?.state.parameters.weight?.data.every((value) => value === read.at.step)).toBe(true);
  }
});
