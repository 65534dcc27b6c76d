/** What can be computed of a survey in shards, and how each is computed and kept: a new kind is one more entry. */

import { z } from "zod";
import { Fault } from "../../fault.ts";
import { hasNormalWeights } from "../../nn/normalWeights.ts";
import { upsertPredictions, withPredictions } from "../../survey/predictions.ts";
import { requireFinite, upsertRepresentations, withRepresentations } from "../../survey/representations.ts";
import type { Storing } from "../../survey/shards/merge.ts";
import { type Arrays, endToEnd, type Part, partsOf, readPart, writePart } from "../../survey/shards/part.ts";
import { readShardObjects, type ShardPlan, type Work } from "../../survey/shards/plan.ts";
import type { Survey } from "../../survey/survey.ts";
import { openRun } from "../../training/run.ts";
import { predictionViews } from "./configuration.ts";
import { doubtNames, usualDraws } from "./drawnPredictions.ts";
import type { Sight } from "./model.ts";
import { answersOf } from "./network.ts";
import { type Batch, batchFor, type PredictOptions, predictedBatches, representedBatches } from "./predict.ts";
import { digestOf } from "./startingEncoder.ts";
import { modelOf, sightedEncoder } from "./surveyPredictions.ts";

export interface ShardedWork extends Work {
  /** Images that the network sees at once, of a survey of so many. */
  batchOf(objects: number): number;
  /** Of these images, batch by batch. */
  compute(
    images: readonly string[],
    options: Omit<PredictOptions, "views"> & { batchSize: number },
  ): AsyncGenerator<Batch>;
}

interface Kind {
  /** @param views of each image, where that is asked for */
  prepare(
    survey: Survey,
    encoder: { run: string } | { model: string },
    options: { views?: number; draws?: number /** See `seenPictures`. */; ratio?: number },
  ): Promise<ShardedWork>;
  storing(plan: ShardPlan): Storing;
}

/** What looks at pictures decoded so many times larger. */
function largerBy<S extends Sight>(ratio: number, sight: S): S {
  return { ...sight, decodedSize: Math.round(sight.decodedSize * ratio) };
}

const predictSettings = z.object({
  views: z.number(),
  answers: z.array(z.string()),
  kind: z.enum(["shares", "numbers"]),
});

export const kinds = {
  embed: {
    async prepare({ workspace, card }, from, { ratio = 1 } = {}) {
      const isRun = "run" in from;
      const by = isRun ? from.run : from.model;
      const found = isRun ? await modelOf(await openRun(workspace, by)) : await sightedEncoder(workspace, by);
      const encoder = largerBy(ratio, found);
      return {
        what: "embed",
        by,
        settings: { weights: digestOf(encoder), imageSize: encoder.imageSize, decodedSize: encoder.decodedSize },
        command: ["embed", card.name, isRun ? "--run" : "--model", by, ...(ratio === 1 ? [] : ["--same-scale"])],
        batchOf: (objects) => batchFor(objects, encoder.imageSize, 1),
        compute: (images, options) => representedBatches(encoder, images, options),
      };
    },
    storing: ({ by }) => ({
      upsert: async (table, ids, arrays) => {
        const [vectors, dimension] = columnsOf(arrays, "view0");
        requireFinite(by, ids, vectors, dimension);
        await upsertRepresentations(table, by, ids, vectors, dimension);
      },
      cardWith: (card, arrays) => withRepresentations(card, by, columnsOf(arrays, "view0")[1]),
    }),
  },
  predict: {
    async prepare({ workspace, card }, from, { views: asked = predictionViews, draws = usualDraws, ratio = 1 }) {
      const by = "run" in from ? from.run : from.model;
      const found = await modelOf(await openRun(workspace, by));
      const model = largerBy(ratio, found);
      const { task, imageSize, decodedSize } = model;
      const kind = task.kind === "regression" ? "numbers" : "shares";
      const isDrawn = hasNormalWeights(model.parameters);
      const views = isDrawn ? 1 : asked;
      return {
        what: "predict",
        by,
        settings: {
          views,
          ...(isDrawn ? { draws } : {}),
          answers: answersOf(task),
          kind,
          weights: digestOf(model),
          imageSize,
          decodedSize,
        },
        command: [
          "predict",
          card.name,
          "--run",
          by,
          ...(isDrawn ? ["--draws", String(draws)] : ["--views", String(views)]),
          ...(ratio === 1 ? [] : ["--same-scale"]),
        ],
        batchOf: (objects) => batchFor(objects, imageSize, views),
        async *compute(images, options) {
          for await (const { arrays, ...rows } of predictedBatches(model, images, { views, draws, ...options })) {
            const { representation: _, ...predicted } = arrays;
            yield { ...rows, arrays: predicted };
          }
        },
      };
    },
    storing({ by, settings }) {
      const { answers, kind } = predictSettings.parse(settings);
      return {
        upsert: (table, ids, arrays) => {
          const [means] = columnsOf(arrays, "mean");
          const concentrations = arrays.concentration?.data;
          const doubts = Object.fromEntries(
            doubtNames.flatMap((name) => (arrays[name] ? [[name, arrays[name].data]] : [])),
          );
          return upsertPredictions(table, by, { ids, answers, means, concentrations, doubts });
        },
        cardWith: (card) => withPredictions(card, by, { answers, kind }),
      };
    },
  },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;

function columnsOf(arrays: Arrays, name: string): [Float32Array, number] {
  const { data, shape } = arrays[name] ?? { data: new Float32Array(), shape: [0, 0] };
  return [data, shape[1] ?? 0];
}

/** @throws Fault "other-work" where the plan was made for another network or other settings */
export function requireSameWork(plan: ShardPlan, work: Work): void {
  const differing = Object.keys({ ...plan.settings, ...work.settings }).find(
    (name) => JSON.stringify(plan.settings[name]) !== JSON.stringify(work.settings[name]),
  );
  if (differing === undefined) return;
  const isOption = differing === "views" || differing === "draws";
  const what = isOption ? `--${differing} ${plan.settings[differing]}` : "other weights of that name";
  throw new Fault(
    "other-work",
    `the shards of ${plan.what} ${plan.survey} by ${plan.by} were planned with ${what}: ask for the same, or begin again (almagest ${plan.what === "embed" ? "embed" : `slurm ${plan.what}`} --again)`,
  );
}

/**
 * Computes what is not there yet of one shard, part by part.
 * @returns objects of the shard, and those that were there before
 * @throws Fault "image" that names the first file which cannot be decoded; what `signal` was aborted with: parts stay
 */
export async function computeShard(
  plan: ShardPlan,
  work: ShardedWork,
  shard: number,
  { onProgress = () => {}, ...options }: Omit<PredictOptions, "views"> = {},
): Promise<{ objects: number; before: number }> {
  const { images } = await readShardObjects(plan, shard);
  const parts: Part[] = [];
  for (const part of partsOf(plan, shard)) if (!(await readPart(plan, part))) parts.push(part);
  const wanted = parts.flatMap(({ from, to }) => images.slice(from, to));
  const before = images.length - wanted.length;

  let next = 0;
  let batches: Arrays[] = [];
  let gathered = 0;
  // Parts are of whole batches, all but a shard's last: a batch never reaches into two.
  for await (const { count, arrays } of work.compute(wanted, {
    batchSize: plan.batch,
    ...options,
    onProgress: (done) => onProgress(before + done, images.length),
  })) {
    // Copied: what the program gave belongs to it, and is overwritten by its next run.
    const kept = Object.entries(arrays).map(([name, values]) => [
      name,
      { shape: [count, values.length / count], data: values.slice() },
    ]);
    batches.push(Object.fromEntries(kept));
    gathered += count;
    const part = parts[next];
    if (!part || gathered < part.to - part.from) continue;
    await writePart(plan, part, endToEnd(batches));
    [batches, gathered] = [[], 0];
    next++;
  }
  return { objects: images.length, before };
}
