/** The run that almagest train begins: what was asked for, by the method it is of. */

import { usage } from "../fault.ts";
import { prepareBayesian } from "../methods/bayesian/prepareBayesian.ts";
import { prepareAdaptation } from "../methods/sidda/prepareAdaptation.ts";
import { otherWidthRemark } from "../methods/sidda/targetWidth.ts";
import { prepareRun } from "../methods/zoobot/startTraining.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import type { Run } from "../training/run.ts";
import { remark } from "./output.ts";
import { fixMatchOptions, preparedFixMatch } from "./trainFixMatch.ts";
import type { TrainOptions } from "./trainOptions.ts";

export async function preparedTraining(
  workspace: Workspace,
  name: string,
  options: TrainOptions,
  quiet: boolean,
): Promise<Run> {
  const survey = await openSurvey(workspace, name);
  const network = networkAsked(options);
  const common = {
    from: options.from,
    architecture: options.arch,
    classWeights: options.classWeights,
  };
  const asked = {
    seed: options.seed,
    epochs: options.epochs,
    maxMinutes: options.maxMinutes,
    imageSize: options.imageSize,
    batchSize: options.batchSize,
    learningRate: options.learningRate,
    balance: options.balance,
    zoom: options.zoom,
    patience: options.patience,
    threads: options.threads,
    device: options.device,
    flips: options.flips,
    network,
    tune: options.tune,
    layerDecay: options.layerDecay,
    dropout: options.dropout,
    dropPath: options.dropPath,
    weightDecay: options.weightDecay,
    warmupEpochs: options.warmupEpochs,
    // Of two methods alone: the others were not given it, see `checkOwnOptions`.
    augment: options.augment === "all" ? true : options.augment,
  };
  checkOwnOptions(options);
  if (options.method === "bayesian") return preparedBayesian(survey, options, { ...common, options: asked });
  if (options.method === "fixmatch") return preparedFixMatch(survey, options, { ...common, options: asked }, quiet);
  if (options.method !== "sidda") {
    const { task, label, votes, target } = options;
    return prepareRun(survey, { task, label, votes, target, ...common, options: asked });
  }
  const { label, target, warmup, divergence, divergenceWeight, lossUnits: units } = options;
  if (label === undefined || options.votes !== undefined || (options.task ?? "classes") !== "classes")
    throw usage("--method sidda learns classes: name their column with --label <column>, without --votes and --task");
  if (target === undefined) throw usage("--method sidda: name the survey to adapt to with --target <survey>");
  if (options.balance !== undefined)
    throw usage("--balance is not of --method sidda: use --class-weights, or leave it out");
  if (units === "measured" && (divergenceWeight !== undefined || divergence === "none"))
    throw usage(
      `--loss-units measured is of losses whose weights are learnt: leave it out, or ${divergence === "none" ? "--divergence none" : "--divergence-weight"}`,
    );
  const other = await openSurvey(workspace, target);
  const { sameScale: isSameScale } = options;
  const width = target === name || isSameScale ? undefined : await otherWidthRemark(survey, other);
  if (width !== undefined) remark(width, { quiet });
  const adaptation = { ...asked, warmup, divergence, divergenceWeight, lossUnits: units };
  return prepareAdaptation(survey, other, { label, ...common, isSameScale, options: adaptation });
}

const ownOptions = {
  sidda: ["equivariance", "warmup", "divergence", "divergenceWeight", "lossUnits"],
  bayesian: ["prior", "priorWidth", "deviation", "deviationRate", "temperature", "cost", "local"],
  fixmatch: fixMatchOptions,
} as const;

/** @throws Fault "usage" that names an option of a method that was not asked for */
function checkOwnOptions(options: TrainOptions): void {
  for (const [method, own] of Object.entries(ownOptions)) {
    const given = own.find((each) => options[each] !== undefined);
    if (given !== undefined && options.method !== method)
      throw usage(`${dashed(given)} is of --method ${method}: add that, or leave it out`);
  }
  if (options.sameScale && options.method !== "sidda" && options.method !== "fixmatch")
    throw usage("--same-scale is of --method fixmatch and sidda: add one, or leave it out");
  if (options.augment !== undefined && options.method !== "sidda" && options.method !== "bayesian") {
    const given = options.augment ? "--augment" : "--no-augment";
    throw usage(`${given} is of --method sidda and bayesian: add one, or leave it out`);
  }
}

function preparedBayesian(
  survey: Survey,
  { label, votes, target, task, prior, priorWidth, deviation, deviationRate, temperature, cost, local }: TrainOptions,
  { options, ...common }: Omit<Parameters<typeof prepareBayesian>[1], "label">,
): Promise<Run> {
  if (label === undefined || votes !== undefined || target !== undefined || (task ?? "classes") !== "classes")
    throw usage(
      "--method bayesian learns classes: name their column with --label <column>, without --votes, --target and --task",
    );
  const believed = { prior, priorWidth, deviation, deviationRate, temperature, cost, local };
  return prepareBayesian(survey, { label, ...common, options: { ...options, ...believed } });
}

/** --equivariance names SIDDA's networks; without it, and without any other, so does --method sidda. */
function networkAsked({ method, equivariance, network, from }: TrainOptions): string | undefined {
  if (equivariance === undefined)
    return network ?? (method === "sidda" && from === undefined ? "sidda_cnn" : undefined);
  const named = equivariance === "none" ? "sidda_cnn" : `sidda_${equivariance}`;
  const [other] = [
    network !== undefined ? `--network ${network}` : [],
    from !== undefined ? `--from ${from}` : [],
  ].flat();
  if (other !== undefined)
    throw usage(`--equivariance ${equivariance} trains ${named} from scratch: leave out it or ${other}`);
  return named;
}

/** "maxMinutes" as "--max-minutes". */
export function dashed(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
