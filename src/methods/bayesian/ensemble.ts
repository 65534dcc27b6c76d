/** Deep ensembles (Lakshminarayanan+ 2017, arXiv 1612.01474): runs that began elsewhere, asked together. */

import { createHash } from "node:crypto";
import { counted } from "../../counted.ts";
import { usage } from "../../fault.ts";
import { learns } from "../../training/learns.ts";
import type { Run } from "../../training/run.ts";
import { uncertaintySums } from "../../training/uncertainty.ts";
import { doubtColumns } from "../zoobot/drawnPredictions.ts";
import { answersOf } from "../zoobot/network.ts";
import { type PredictedImages, predictImages } from "../zoobot/predict.ts";
import type { Predictor, RunModel } from "./predictor.ts";

/** @throws Fault "usage" where two of them do not predict the same of the same pictures */
export function ensembleOf(members: readonly RunModel[]): Predictor {
  const [first, ...others] = members as [RunModel, ...RunModel[]];
  const ids = members.map(({ run }) => run.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw usage(`--run ${twice} twice: an ensemble is of different runs`);
  for (const other of others) requireAlike(first, other);
  return {
    name: ensembleName(ids),
    words: `an ensemble of ${counted(ids.length, "run")} (${ids.join(", ")})`,
    task: first.model.task,
    isDoubtful: true,
    runs: members.map(({ run }) => run) as [Run, ...Run[]],
    async predict(images, options) {
      const all: PredictedImages[] = [];
      for (const [m, { model }] of members.entries())
        all.push(
          await predictImages(model, images, {
            ...options,
            onProgress: (done) => options.onProgress?.(m * images.length + done, members.length * images.length),
          }),
        );
      return first.model.task.kind === "labels" ? classesTogether(all) : numbersTogether(all);
    },
  };
}

/** The same whatever the order they are named in. */
export function ensembleName(runs: readonly string[]): string {
  const digest = createHash("sha256")
    .update([...runs].sort().join("\n"))
    .digest("hex");
  return `ensemble-${BigInt(`0x${digest}`).toString(36).slice(0, 6)}`;
}

function requireAlike(a: RunModel, b: RunModel): void {
  const differ = (what: string, of: (member: RunModel) => string) => {
    if (of(a) !== of(b))
      throw usage(
        `runs "${a.run.id}" and "${b.run.id}" ${what}: ${of(a)}; ${of(b)}. An ensemble's runs differ by --seed alone, or by their network`,
      );
  };
  differ("learn different things", ({ model }) => learns(model.task));
  differ("predict different answers", ({ model }) => answersOf(model.task).join(", "));
  differ("see pictures of different size", ({ model }) => `${model.imageSize} px`);
  differ(
    "see different parts of a picture",
    ({ model }) => `the middle ${(100 * model.zoom).toFixed(1)} % of its side`,
  );
}

function classesTogether(all: readonly PredictedImages[]): PredictedImages {
  const [{ answers, means, representations }] = all as [PredictedImages];
  const sums = uncertaintySums(means.length / answers.length, answers.length);
  for (const each of all) sums.add(each.means);
  const found = sums.result();
  // What a Bayesian member's own networks disagree is disagreement too.
  const within = all.flatMap(({ doubts }) => doubts?.mutual_information ?? []);
  const mutualInformation = found.mutualInformation.map(
    (between, i) => between + within.reduce((sum, each) => sum + (each[i] as number), 0) / all.length,
  );
  return { answers, means: found.mean, representations, doubts: doubtColumns({ ...found, mutualInformation }) };
}

/** Vote fractions or numbers: their mean, and how far they scatter about it. */
function numbersTogether(all: readonly PredictedImages[]): PredictedImages {
  const [{ answers, representations, concentrations }] = all as [PredictedImages];
  const meanOf = (of: (each: PredictedImages) => Float32Array) =>
    of(all[0] as PredictedImages).map(
      (_, i) => all.reduce((sum, each) => sum + (of(each)[i] as number), 0) / all.length,
    );
  const means = meanOf((each) => each.means);
  const std = new Float32Array(means.length / answers.length);
  for (const each of all)
    each.means.forEach((value, i) => {
      const image = Math.floor(i / answers.length);
      std[image] = (std[image] as number) + (value - (means[i] as number)) ** 2 / (all.length * answers.length);
    });
  return {
    answers,
    means,
    ...(concentrations ? { concentrations: meanOf((each) => each.concentrations ?? new Float32Array()) } : {}),
    representations,
    doubts: { prediction_std: std.map(Math.sqrt) },
  };
}
