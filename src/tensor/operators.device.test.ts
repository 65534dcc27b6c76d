/** The operators on the device that `npm run test:device` was asked for: forwards, backwards, and where they were computed. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { resultsApart, slopesApart } from "./finiteDifferences.ts";
import { differenceFromTorch, torchCases } from "./fixtureCases.ts";
import { operatorCases } from "./operatorCases.ts";

const device = inject("device");
/** Products of shortened numbers (TF32 on CUDA: 5.5e-3 was seen in a convolution's gradient) differ by so much. */
const tolerance = 1e-2;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-device-"));
});

describe(`${device} agrees with PyTorch`, () => {
  test.each(torchCases)("%s", async (name, build) => {
    expect(await differenceFromTorch(name, build, { device })).toBeLessThan(tolerance);
  });
});

describe(`${device} agrees with the processor, and its gradients with finite differences`, () => {
  test.each(operatorCases.map((each) => [each.name, each] as const))("%s", async (_, each) => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(each.shapes, fc.integer({ min: 0, max: 1e6 }), async (shapes, seed) => {
        const profile = runs++ === 0 ? join(folder, "profile") : undefined;
        const options = { device, dtype: "float32", profile } as const;
        expect(await resultsApart(each, { shapes, seed }, options)).toBeLessThan(tolerance);
        expect((await slopesApart(each, { shapes, seed }, options)).apart).toBeLessThan(tolerance);
      }),
      { numRuns: 6 },
    );
  });
});

/** One operator's run, as ONNX Runtime's profile has it. */
interface Event {
  cat: string;
  args: { op_name?: string; provider?: string };
}

afterAll(async () => {
  const [here, elsewhere] = [new Set<string>(), new Set<string>()];
  for (const file of await readdir(folder)) {
    const events: Event[] = JSON.parse(await readFile(join(folder, file), "utf8"));
    for (const { args } of events.filter(({ cat }) => cat === "Node"))
      if (args.op_name && args.provider)
        (args.provider.toLowerCase().startsWith(device) ? here : elsewhere).add(args.op_name);
  }
  await rm(folder, { recursive: true, force: true });
  const listed = (names: Set<string>) => [...names].sort().join(", ") || "none";
  process.stdout.write(`computed on ${device}: ${listed(here)}\nleft to the processor: ${listed(elsewhere)}\n`);
  // Otherwise the processor was compared with itself.
  expect(here.size).toBeGreaterThan(0);
});
