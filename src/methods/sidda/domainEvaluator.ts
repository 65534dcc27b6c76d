/** Predictions and latents of both domains while training goes on, and how far the latents are apart. */

import { asInputs, type Parameters } from "../../nn/parameters.ts";
import { randomStream, shuffled } from "../../random.ts";
import { compile, type Program } from "../../tensor/program.ts";
import { input } from "../../tensor/tensor.ts";
import type { Examples } from "../../training/examples.ts";
import type { ImageBatch } from "../../training/imageBatches.ts";
import { planes } from "../../training/views.ts";
import { decodedBatches, type Sized } from "../zoobot/evaluator.ts";
import type { Table } from "../zoobot/measures.ts";
import { averagedOutputs, type Description } from "../zoobot/model.ts";
import { answersOf, representationWidth } from "../zoobot/network.ts";
import type { Configuration } from "./configuration.ts";
import { divergenceOf } from "./divergence.ts";

export interface Seen {
  /** Of each object: class probabilities. */
  predicted: Table;
  /** [objects x width] */
  latents: Float32Array;
}

export interface DomainEvaluator {
  see(parameters: Parameters, indices: readonly number[]): Promise<Seen>;
  /**
   * Mean over batches of as many of either, drawn by the seed and the same every time; undefined where either has fewer than
   * two objects.
   */
  apart(source: Seen, target: Seen): Promise<{ divergence: number; blur?: number } | undefined>;
  release(): Promise<void>;
}

/** @param like parameters of the right shapes */
export async function createDomainEvaluator(
  description: Description,
  like: Parameters,
  examples: Examples & Sized,
  {
    seed,
    batchSize,
    threads,
    device,
    divergence,
  }: Pick<Configuration, "seed" | "batchSize" | "threads" | "device" | "divergence">,
  cachePath: string,
): Promise<DomainEvaluator> {
  const { task, imageSize } = description;
  const answers = answersOf(task).length;
  const width = representationWidth(description);
  const image = planes(input("pixels", [batchSize, imageSize, imageSize, 3], "uint8"));
  const { mean, representation } = averagedOutputs(description, task, asInputs(like), image, 1);
  const program = await compile({ mean, representation }, { threads, device });
  const kept = new Map<string, ImageBatch[]>();

  async function* decoded(indices: readonly number[]): AsyncGenerator<ImageBatch> {
    const key = indices.join();
    const known = kept.get(key);
    if (known) return yield* known;
    yield* decodedBatches(examples, description, indices, { batchSize, cachePath }, (batches) => {
      kept.set(key, batches);
    });
  }

  const measures = new Map<number, Program>();
  async function measureOf(name: Exclude<Configuration["divergence"], "none">, size: number): Promise<Program> {
    const known = measures.get(size);
    if (known) return known;
    const between = divergenceOf(name, input("source", [size, width]), input("target", [size, width]));
    const made = await compile({ ...between }, { threads, device });
    measures.set(size, made);
    return made;
  }

  const full = new Uint8Array(batchSize * imageSize * imageSize * 3);
  return {
    async see(parameters, indices) {
      const arrays = Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data]));
      const predicted = new Float32Array(indices.length * answers);
      const latents = new Float32Array(indices.length * width);
      let row = 0;
      for await (const batch of decoded(indices)) {
        full.set(batch.pixels);
        const found = await program.run({ ...arrays, pixels: full });
        const count = batch.indices.length;
        predicted.set((found.mean as Float32Array).subarray(0, count * answers), row * answers);
        latents.set((found.representation as Float32Array).subarray(0, count * width), row * width);
        row += count;
      }
      return { predicted: { answers, values: predicted }, latents };
    },
    async apart(source, target) {
      const least = Math.min(source.latents.length, target.latents.length) / width;
      const size = Math.min(batchSize, least);
      if (divergence === "none" || size < 2) return undefined;
      const measure = await measureOf(divergence, size);
      // Catalogues are often sorted by class: blocks in their order would tell which classes of the target are which.
      const rows = {
        source: shuffled(source.latents.length / width, randomStream(seed, "apart", "source")),
        target: shuffled(target.latents.length / width, randomStream(seed, "apart", "target")),
      };
      const sums = { divergence: 0, blur: 0 };
      const pairs = Math.floor(least / size);
      for (let pair = 0; pair < pairs; pair++) {
        const of = ({ latents }: Seen, order: Uint32Array) => {
          const block = new Float32Array(size * width);
          for (let i = 0; i < size; i++) {
            const start = (order[pair * size + i] as number) * width;
            block.set(latents.subarray(start, start + width), i * width);
          }
          return block;
        };
        const found = await measure.run({ source: of(source, rows.source), target: of(target, rows.target) });
        sums.divergence += Number(found.divergence?.[0]);
        sums.blur += Number(found.blur?.[0] ?? Number.NaN);
      }
      return {
        divergence: sums.divergence / pairs,
        ...(Number.isNaN(sums.blur) ? {} : { blur: sums.blur / pairs }),
      };
    },
    async release() {
      await program.release();
      for (const each of measures.values()) await each.release();
    },
  };
}
