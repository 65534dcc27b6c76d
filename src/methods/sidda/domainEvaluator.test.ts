import { afterAll, beforeAll, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import type { Examples } from "../../training/examples.ts";
import { descriptionOf } from "../zoobot/model.ts";
import { encoderParameters, headParameters } from "../zoobot/network.ts";
import { createDomainEvaluator, type DomainEvaluator, type Seen } from "./domainEvaluator.ts";

const task = { kind: "labels" as const, column: "class", classes: ["a", "b"] };
const width = 256;
let evaluator: DomainEvaluator;
beforeAll(async () => {
  const encoder = { network: "sidda_cnn", normalization: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } };
  const options = { imageSize: 16, zoom: 1 };
  const stream = randomStream(1, "parameters");
  const like = { ...encoderParameters(encoder, 16, stream), ...headParameters(encoder, task, stream) };
  const none: Examples = { ids: [], images: [], splits: [], targets: [] };
  evaluator = await createDomainEvaluator(
    descriptionOf(encoder, task, options),
    like,
    none,
    { seed: 5, batchSize: 8, threads: 1, device: "cpu", divergence: "sinkhorn" },
    "",
  );
});
afterAll(() => evaluator.release());

/** Latents about one of two places, by class, in the catalogue's order. */
function seen(classes: readonly number[], name: string): Seen {
  const stream = randomStream(2, name);
  const latents = Float32Array.from(
    classes.flatMap((at) => Array.from({ length: width }, (_, i) => (i === at ? 10 : 0) + 0.1 * stream.normal())),
  );
  return { predicted: { answers: 2, values: [] }, latents };
}

test("how far domains are apart does not hang on whether both catalogues are sorted by class, or by the same order of classes", async () => {
  const sorted = [...Array(48).fill(0), ...Array(48).fill(1)];
  const source = seen(sorted, "source");
  const alike = await evaluator.apart(source, seen(sorted, "target"));
  const reversed = await evaluator.apart(source, seen([...sorted].reverse(), "target"));
  expect(alike?.divergence).toBeGreaterThan(0.5 * (reversed?.divergence ?? 0));
  expect(alike?.divergence).toBeLessThan(2 * (reversed?.divergence ?? 0));
  expect(await evaluator.apart(source, seen(sorted, "target"))).toEqual(alike);
});
