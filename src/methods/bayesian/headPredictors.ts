/** A run that is certain of its weights, made to doubt by its head alone: by dropout, or by Laplace's approximation. */

import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { Fault, usage } from "../../fault.ts";
import { hasNormalWeights } from "../../nn/normalWeights.ts";
import { type Uncertainty, uncertaintySums } from "../../training/uncertainty.ts";
import { doubtColumns, usualDraws } from "../zoobot/drawnPredictions.ts";
import type { Table } from "../zoobot/measures.ts";
import { type PredictedImages, type PredictOptions, predictImages } from "../zoobot/predict.ts";
import { droppedHeads } from "./dropoutDraws.ts";
import { knownOf, rowsAt } from "./heldOut.ts";
import { drawnHeads, headCurvature, type LearntHead, posteriorOf, requireSmallHead } from "./lastLayerLaplace.ts";
import { aloneOf, type Predictor, type RunModel } from "./predictor.ts";
import { negativeLogLikelihood } from "./uncertaintyMeasures.ts";

const withDropout = z.object({ dropout: z.number().default(0) });

/** Monte-Carlo dropout: see `droppedHeads`. */
export function droppingOf(member: RunModel, passes: number, seed: number): Predictor {
  const { run, model } = member;
  const head = certainHead(member, "--passes");
  const { dropout: rate } = withDropout.parse(run.card.configuration);
  if (rate === 0)
    throw usage(
      `--passes: run "${run.id}" learnt without dropout, so every pass would say the same: train one with --dropout 0.2, or ask for --laplace`,
    );
  return {
    ...aloneOf(member),
    isDoubtful: true,
    words: `${run.id}, ${passes} times with ${Math.round(100 * rate)} % of its representation left out`,
    async predict(images, options) {
      const seen = await predictImages(model, images, { ...options, views: 1 });
      const tables = droppedHeads(head, seen.representations, { rate, seed, draws: passes });
      return withDoubt(seen, await togetherSaid(tables, images.length, seen.answers.length, options));
    },
  };
}

/** Of a head's weights: what is tried on the validation objects. */
const priorPrecisions = [0.1, 1, 10, 100, 1000, 10_000];
const triedDraws = 30;

/** See `headPosterior`; the prior is the one under which the validation objects are likeliest. */
export function laplaceOf(member: RunModel, seed: number): Predictor {
  const { run, model } = member;
  const head = certainHead(member, "--laplace");
  requireSmallHead(head);
  return {
    ...aloneOf(member),
    isDoubtful: true,
    words: `${run.id}, with heads drawn out of a Laplace approximation`,
    async predict(images, options) {
      const [training, validation] = [await knownOf(run, "train"), await knownOf(run, "validation")];
      const all = [...new Set([...images, ...training.images, ...validation.images])];
      const places = new Map(all.map((image, i) => [image, i]));
      const { representations, means, answers } = await predictImages(model, all, { ...options, views: 1 });
      const width = representations.length / all.length;
      const classes = answers.length;
      const seenOf = (paths: readonly string[]) =>
        Float32Array.from(
          rowsAt(
            representations,
            width,
            paths.map((path) => places.get(path) as number),
          ).values,
        );
      await orStop(options);
      const curvature = headCurvature(head, seenOf(training.images));
      const tried = seenOf(validation.images);
      const targets = { answers: classes, values: validation.targets.flat() };
      let best = { prior: 1, loss: Number.POSITIVE_INFINITY };
      for (const prior of validation.images.length > 0 ? priorPrecisions : []) {
        await orStop(options);
        const tables = drawnHeads(posteriorOf(curvature, prior), tried, { seed, draws: triedDraws });
        const { mean } = await togetherSaid(tables, validation.images.length, classes, options);
        const loss = negativeLogLikelihood({ answers: classes, values: mean }, targets);
        if (loss < best.loss) best = { prior, loss };
      }
      await orStop(options);
      const representationsOfImages = representations.subarray(0, images.length * width);
      const tables = drawnHeads(posteriorOf(curvature, best.prior), representationsOfImages, {
        seed,
        draws: options.draws ?? usualDraws,
      });
      const found = await togetherSaid(tables, images.length, classes, options);
      return withDoubt({ answers, means, representations: representationsOfImages }, found);
    },
  };
}

/** @throws Fault "usage" where the run learnt no classes, or its weights are distributions already */
function certainHead({ run, model: { task, parameters } }: RunModel, option: string): LearntHead {
  if (task.kind !== "labels")
    throw usage(
      `${option} is of runs that learn classes (--label): run "${run.id}" learnt ${task.kind === "votes" ? "votes" : "a number"}`,
    );
  if (hasNormalWeights(parameters))
    throw usage(`${option}: run "${run.id}" is Bayesian, networks are drawn out of it already (--draws)`);
  const [weight, bias] = [parameters["head.weight"], parameters["head.bias"]];
  if (!weight || !bias) throw new Fault("damaged-run", `the weights of run "${run.id}" have no head: train again`);
  return { weight: weight.data, bias: bias.data };
}

/** @param tables what each network says, [objects x classes] */
async function togetherSaid(
  tables: Iterable<Table>,
  objects: number,
  classes: number,
  options: Pick<PredictOptions, "signal">,
): Promise<Uncertainty> {
  const sums = uncertaintySums(objects, classes);
  for (const { values } of tables) {
    sums.add(values);
    await orStop(options);
  }
  return sums.result();
}

/** Lets Ctrl-C be heard between two pieces of arithmetic. @throws what `signal` was aborted with */
async function orStop({ signal }: Pick<PredictOptions, "signal">): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}

function withDoubt(seen: PredictedImages, found: Uncertainty): PredictedImages {
  return { ...seen, means: found.mean, doubts: doubtColumns(found) };
}
