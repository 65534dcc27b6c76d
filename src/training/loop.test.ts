import { describe, expect, test } from "vitest";
import { sgd } from "../nn/optimiser.ts";
import { parameter } from "../nn/parameters.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { mul } from "../tensor/operators/elementwise.ts";
import { sum } from "../tensor/operators/reduction.ts";
import type { Lesson } from "./lesson.ts";
import { trainingLoop } from "./loop.ts";
import type { Metric } from "./metrics.ts";
import type { Recipe } from "./trainingProgram.ts";

/** Epochs whose parameters were kept, and all lines, of a training whose validation losses are these, epoch by epoch. */
async function kept(losses: readonly number[], own: Partial<Lesson>, patience = losses.length) {
  const path = await temporaryFolder("loop");
  const recipe = (): Recipe => ({
    optimiser: sgd(),
    loss: (parameters) => ({ loss: sum(mul(parameter(parameters, "w"), parameter(parameters, "w"))) }),
  });
  let validated = 0;
  const epochs: number[] = [];
  const metrics: Metric[] = [];
  const { from = 0 } = own.later ?? {};
  const lesson: Lesson = {
    cachePath: path,
    parameters: () => ({ w: { shape: [1], data: Float32Array.of(1) } }),
    recipe: recipe(),
    order: () => [0],
    inputs: () => ({}),
    validate: async () => ({ loss: losses[validated++] as number }),
    keepBest: async () => {
      epochs.push(validated);
    },
    ...own,
    ...(own.later ? { later: { from, recipe: recipe() } } : {}),
  };
  const plan = {
    seed: 1,
    epochs: losses.length,
    batchSize: 1,
    learningRate: 0.01,
    averageDecay: 0.9,
    patience,
    threads: 1,
    device: "cpu" as const,
    decodedSize: 1,
    checkpointSeconds: 1000,
  };
  const { signal } = new AbortController();
  await trainingLoop({ path } as never, plan, lesson, {
    onMetric: (metric) => void metrics.push(metric),
    stop: signal,
  });
  return { epochs, trained: metrics.filter(({ kind }) => kind === "epoch").length };
}

const later = { from: 2 } as NonNullable<Lesson["later"]>;

describe("the best epoch", () => {
  test("is the one of least validation loss", async () => {
    expect((await kept([3, 1, 2], {})).epochs.at(-1)).toBe(2);
  });

  test("is none from before the recipe changed, however little its loss", async () => {
    expect((await kept([1, 0.5, 9, 7, 8], { later })).epochs.at(-1)).toBe(4);
  });

  test("is one from before where the training ended there", async () => {
    expect((await kept([2, 1], { later })).epochs.at(-1)).toBe(2);
  });
});

/** As `kept`, of a training that calls an epoch of a loss below 1 collapsed. */
const isUsable = ({ loss }: Record<string, number>) => (loss as number) >= 1;

test("no epoch that is not worth keeping is kept over one that is, however little its loss", async () => {
  expect((await kept([0.1, 3, 2, 0.2, 0.05], { isUsable })).epochs).toEqual([1, 2, 3]);
  expect((await kept([3, 0.5, 0.3, 4, 6], { isUsable, later })).epochs.at(-1)).toBe(4);
  // Where none is, the least loss is what there is.
  expect((await kept([0.3, 0.1, 0.2], { isUsable })).epochs.at(-1)).toBe(2);
});

test("a lack of patience ends no run before its recipe changed", async () => {
  expect((await kept([1, 2, 3, 4, 5, 6], { later: { ...later, from: 4 } }, 2)).trained).toBe(6);
  expect((await kept([1, 2, 3, 4, 5, 6], {}, 2)).trained).toBe(3);
});

test("a validation loss that is no number ends the training, and is no best epoch", async () => {
  await expect(kept([2, Number.NaN, 1], {})).rejects.toThrow(
    /the validation loss became NaN after step 2; no checkpoint had been written yet.*begin again.*largest numbers \(.*\) are in layer w$/,
  );
});
