/** almagest train: learn from a survey's labels, votes or numbers. */

import { Command, InvalidArgumentError, Option } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { type CostName, costs } from "../methods/bayesian/configuration.ts";
import { prepareBayesian } from "../methods/bayesian/prepareBayesian.ts";
import { type PriorName, priorNames } from "../methods/bayesian/priors.ts";
import { type DivergenceName, divergences, type LossUnits, lossUnits } from "../methods/sidda/configuration.ts";
import { prepareAdaptation } from "../methods/sidda/prepareAdaptation.ts";
import { startRun } from "../methods/startRun.ts";
import { tuning } from "../methods/zoobot/configuration.ts";
import { prepareRun, runToResume, type TrainingMessage } from "../methods/zoobot/startTraining.ts";
import { type TaskName, taskNames } from "../methods/zoobot/taskExamples.ts";
import { numberText } from "../numberText.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import type { Device } from "../tensor/device.ts";
import { learns } from "../training/learns.ts";
import { openRun, type Run } from "../training/run.ts";
import { examples } from "./help.ts";
import { onInterrupt } from "./interruption.ts";
import {
  deviceOption,
  globalOptions,
  notNegative,
  numberFrom,
  positiveNumber,
  positiveShare,
  share,
  wholeNumber,
} from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";
import { type Progress, startProgress } from "./progress.ts";
import { stepText } from "./stepText.ts";

interface Options {
  method?: "zoobot" | "sidda" | "bayesian";
  equivariance?: Equivariance;
  warmup?: number;
  divergence?: DivergenceName;
  divergenceWeight?: number;
  prior?: PriorName;
  priorWidth?: number;
  temperature?: number;
  cost?: CostName;
  local?: boolean;
  lossUnits?: LossUnits;
  augment: boolean;
  task?: TaskName;
  label?: string;
  votes?: string;
  target?: string;
  from?: string;
  resume?: string;
  seed?: number;
  epochs?: number;
  maxMinutes?: number;
  imageSize?: number;
  batchSize?: number;
  learningRate?: number;
  balance?: number;
  zoom?: number;
  patience?: number;
  threads?: number;
  device?: Device;
  flips: boolean;
  arch?: string;
  network?: string;
  tune?: string;
  layerDecay?: number;
  dropout?: number;
  dropPath?: number;
  weightDecay?: number;
  warmupEpochs?: number;
  classWeights?: string;
}

const equivariances = ["none", "d1", "d2", "d4", "d8"] as const;
type Equivariance = (typeof equivariances)[number];

export const train = new Command("train")
  .description(
    "Train a network on class labels, volunteers' votes or numbers; a fifth of the survey is held out to test it",
  )
  .argument("[survey]", "not needed with --resume")
  .option("--label <column>", "learn the classes in this label column")
  .option(
    "--votes <tree>",
    "learn the vote counts of this decision tree (gz2, gz-decals, radio, or the name of your own)",
  )
  .option(
    "--target <name>",
    "learn the numbers in this column; objects without one are left out. With --method sidda: the survey to adapt to",
  )
  .addOption(
    new Option(
      "--method <name>",
      "sidda: learn classes from this survey's labels, and features that hold in --target, of which only images are needed; " +
        "bayesian: weights are distributions, so that predictions come with how unsure they are",
    ).choices(["zoobot", "sidda", "bayesian"]),
  )
  .addOption(
    new Option("--prior <name>", "with --method bayesian: what is believed of a weight (default: laplace)").choices(
      priorNames,
    ),
  )
  .option(
    "--prior-width <w>",
    "with --method bayesian: the prior's deviation or scale (default: as published)",
    positiveNumber,
  )
  .option(
    "--temperature <t>",
    "with --method bayesian: weight of the prior, 1 is Bayes' rule, colder fits the data better (default: 0.01)",
    notNegative,
  )
  .addOption(
    new Option(
      "--cost <name>",
      "with --method bayesian: pac is a tighter bound where no weights are right (default: elbo)",
    ).choices(costs),
  )
  .option("--local", "with --method bayesian: linear layers draw each object's outputs instead of weights")
  .addOption(
    new Option(
      "--equivariance <group>",
      "with --method sidda: a network that knows the turns and reflections of D_N (none: SIDDA's plain one)",
    ).choices(equivariances),
  )
  .option(
    "--warmup <epochs>",
    "with --method sidda: first learn from the labelled survey alone (default: 5)",
    numberFrom(0, 10_000),
  )
  .addOption(
    new Option(
      "--divergence <name>",
      "with --method sidda: how far the surveys' features are apart; none: no adaptation (default: sinkhorn)",
    ).choices(divergences),
  )
  .option("--divergence-weight <factor>", "with --method sidda: its weight (default: learnt)", positiveNumber)
  .addOption(
    new Option("--task <kind>", "what the head predicts (default: what --label, --votes or --target names)").choices(
      taskNames,
    ),
  )
  .option(
    "--from <encoder>",
    "begin with this encoder: a run, an imported model, a weights file or folder, hf-hub:owner/name",
  )
  .option("--arch <network>", "with --from a weights file: the network it is of (see almagest models list)")
  .option("--network <name>", "train this network from scratch, e.g. resnet18 (default: smallResnet)")
  .option("--tune <parts>", "with --from, what learns: linear (only the head), blocks:N (and the last N), all", tuned)
  .option(
    "--layer-decay <factor>",
    "learning rates fall by it from block to block (default: 0.75, own encoders 1)",
    positiveShare,
  )
  .option("--resume <run>", "go on with a run that was stopped or killed, from its last checkpoint")
  .option("--seed <n>", "same seed, data, device and threads: the same network, bit for bit (default: 42)", wholeNumber)
  .option(
    "--epochs <n>",
    "times to go through the training objects (default: 80, with --max-minutes 200)",
    numberFrom(1, 10_000),
  )
  .option("--max-minutes <n>", "do as many epochs as fit into this time", positiveNumber)
  .option(
    "--image-size <pixels>",
    "side of what the network sees, 16 to 512 (default: as the encoder has learnt; 64 from scratch)",
    numberFrom(16, 512),
  )
  .option(
    "--zoom <share>",
    "share of an image's side that is looked at (default: as wide as the galaxies)",
    positiveShare,
  )
  .option("--batch-size <n>", "images a step (default: 64)", numberFrom(1, 1024))
  .option(
    "--learning-rate <rate>",
    "at its highest (default: 0.003; with --from 0.001, or 0.0003 for a published network)",
    positiveNumber,
  )
  .option("--balance <share>", "0: classes as often as they are, 1: equally often (default: 0.1)", share)
  .option("--class-weights <a=2,b=1>", "factors on the loss of each class, or: balanced")
  .option("--dropout <share>", "of the representation, before the head (default: 0.2)", share)
  .option("--drop-path <share>", "of images that skip the last residual branch (default: 0)", share)
  .option("--weight-decay <rate>", "of AdamW (default: 0.05)", notNegative)
  .option("--warmup-epochs <n>", "in which the learning rate rises (default: 2)", notNegative)
  .option("--patience <epochs>", "end after this many without improvement (default: 25)", numberFrom(1, 10_000))
  .option("--threads <n>", "processor threads (default: 2)", numberFrom(1, 256))
  .addOption(deviceOption("cpu; with --resume, the one it was on"))
  .addOption(
    new Option(
      "--loss-units <kind>",
      "with --method sidda: weigh the losses as they are, or each in what it was when adaptation began (default: paper)",
    ).choices(lossUnits),
  )
  .option(
    "--no-augment",
    "with --method sidda or bayesian: images are seen as they are, not turned, mirrored and shifted",
  )
  .option("--no-flips", "mirror images differ: where clockwise and anticlockwise are told apart")
  .addHelpText(
    "after",
    examples(
      "almagest train gz1 --label class --max-minutes 15",
      "almagest train gz2 --votes gz2 --from gz1-4k2j9a",
      "almagest train rings --task regression --target has-spiral-arms_no_fraction --from gz2-0f3m7c",
      "almagest train rings --label ring --from hf-hub:mwalmsley/zoobot-encoder-convnext_nano --tune linear",
      "almagest train --resume gz1-4k2j9a",
      "almagest train gz1 --label class --device webgpu",
      "almagest train sdss --label class --method sidda --target desi --equivariance d4",
      "almagest train sdss --label class --method sidda --target desi --from gz1-4k2j9a",
      "almagest train radio --label class --method bayesian --prior laplace --temperature 0.01",
    ),
  )
  .action(async (name: string | undefined, options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const run =
      options.resume === undefined
        ? await prepared(workspace, need(name), options)
        : await resumed(workspace, name, options);
    describe(run, quiet);
    const progress = startProgress({ quiet });
    const show = trainingShown(
      progress,
      quiet,
      Number(run.card.configuration.maxMinutes ?? Number.POSITIVE_INFINITY) * 60,
    );
    let isStopped = false;
    const job = startRun(workspace, run, (message) => {
      if (message.kind === "stopped") isStopped = true;
      else show(message);
    });
    const forget = onInterrupt(
      async () => {
        progress.end();
        remark("stopping: writing a checkpoint", { quiet });
        job.stop();
        await job.done.catch(() => {});
        remark(`stopped; go on with: almagest train --resume ${run.id}`, { quiet });
      },
      { isTold: false },
    );
    try {
      await job.done;
    } finally {
      progress.end();
    }
    forget();
    if (isStopped) {
      process.exitCode = exitCodes.interrupted;
      return;
    }
    const { card } = await openRun(workspace, run.id);
    const summary = card.summary ?? {};
    if (json) printJson({ run: run.id, ...summary });
    else {
      printLine(`run ${run.id} finished`);
      for (const [measure, value] of Object.entries(summary))
        printLine(`  ${spelled(measure)}: ${numberText(value, 4)}`);
    }
  });

async function prepared(workspace: Workspace, name: string, options: Options): Promise<Run> {
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
  };
  checkOwnOptions(options);
  if (options.method === "bayesian") return preparedBayesian(survey, options, { ...common, options: asked });
  if (options.method !== "sidda") {
    const { task, label, votes, target } = options;
    return prepareRun(survey, { task, label, votes, target, ...common, options: asked });
  }
  const { label, target, warmup, divergence, divergenceWeight, lossUnits: units, augment } = options;
  if (label === undefined || options.votes !== undefined || (options.task ?? "classes") !== "classes")
    throw usage("--method sidda learns classes: name their column with --label <column>, without --votes and --task");
  if (target === undefined) throw usage("--method sidda: name the survey to adapt to with --target <survey>");
  if (options.balance !== undefined)
    throw usage("--balance is not of --method sidda: use --class-weights, or leave it out");
  const other = await openSurvey(workspace, target);
  const adaptation = { ...asked, warmup, divergence, divergenceWeight, lossUnits: units, augment };
  return prepareAdaptation(survey, other, { label, ...common, options: adaptation });
}

const ownOptions = {
  sidda: ["equivariance", "warmup", "divergence", "divergenceWeight", "lossUnits"],
  bayesian: ["prior", "priorWidth", "temperature", "cost", "local"],
} as const;

/** @throws Fault "usage" that names an option of a method that was not asked for */
function checkOwnOptions(options: Options): void {
  for (const [method, own] of Object.entries(ownOptions)) {
    const given = own.find((each) => options[each] !== undefined);
    if (given !== undefined && options.method !== method)
      throw usage(`${dashed(given)} is of --method ${method}: add that, or leave it out`);
  }
  if (!options.augment && (options.method ?? "zoobot") === "zoobot")
    throw usage("--no-augment is of --method sidda and bayesian: add one, or leave it out");
}

function preparedBayesian(
  survey: Survey,
  { label, votes, target, task, prior, priorWidth, temperature, cost, local, augment }: Options,
  { options, ...common }: Omit<Parameters<typeof prepareBayesian>[1], "label">,
): Promise<Run> {
  if (label === undefined || votes !== undefined || target !== undefined || (task ?? "classes") !== "classes")
    throw usage(
      "--method bayesian learns classes: name their column with --label <column>, without --votes, --target and --task",
    );
  const believed = { prior, priorWidth, temperature, cost, local, augment };
  return prepareBayesian(survey, { label, ...common, options: { ...options, ...believed } });
}

/** --equivariance names SIDDA's networks; without it, and without any other, so does --method sidda. */
function networkAsked({ method, equivariance, network, from }: Options): string | undefined {
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

function usage(message: string): Fault {
  return new Fault("usage", message, { exitCode: exitCodes.usage });
}

/** A run goes on as it was begun, but for the device: what else is asked for would have no effect. */
async function resumed(
  workspace: Workspace,
  name: string | undefined,
  { resume = "", flips, augment, device, ...others }: Options,
): Promise<Run> {
  const given = Object.entries(others).flatMap(([option, value]) => (value === undefined ? [] : [dashed(option)]));
  const [first] = [...given, ...(flips ? [] : ["--no-flips"]), ...(augment ? [] : ["--no-augment"])];
  if (first !== undefined)
    throw new Fault("usage", `--resume goes on with ${resume} as it was begun: leave out ${first}`, {
      exitCode: exitCodes.usage,
    });
  const run = await runToResume(workspace, resume, device);
  if (name !== undefined && name !== run.card.survey)
    throw new Fault(
      "usage",
      `${resume} learns from the survey "${run.card.survey}", not "${name}": leave out ${name}`,
      {
        exitCode: exitCodes.usage,
      },
    );
  return run;
}

function tuned(text: string): string {
  if (!tuning.safeParse(text).success)
    throw new InvalidArgumentError("it must be linear, blocks:N (such as blocks:2) or all.");
  return text;
}

/** "maxMinutes" as "--max-minutes". */
function dashed(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function need(name: string | undefined): string {
  if (name === undefined)
    throw new Fault("usage", "name the survey to learn from, or --resume <run>", { exitCode: exitCodes.usage });
  return name;
}

function describe({ id, card }: Run, quiet: boolean): void {
  const { network, tune, imageSize, zoom, target, unknownClasses, hasTargetLabels } = card.configuration;
  const start = card.from === undefined ? "" : ` from ${card.from} (${tune})`;
  remark(
    `run ${id}: ${learns(card.task)}, ${network}${start}, ${imageSize} px, seeing ${Math.round(Number(zoom) * 100)} % of each image's side`,
    {
      quiet,
    },
  );
  if (card.method !== "sidda") return;
  remark(
    hasTargetLabels
      ? `adapting to ${target}: of its labels nothing is learnt or chosen, they test the finished run`
      : `adapting to ${target}, which has no labels of these classes: its accuracy will not be known`,
    { quiet },
  );
  if (Array.isArray(unknownClasses) && unknownClasses.length > 0)
    remark(
      `${target} has classes that ${card.survey} lacks (${unknownClasses.join(", ")}): their objects are drawn to the known classes too, and are left out of the test`,
      { quiet },
    );
}

/** Steps move the bar; epochs and notes are lines of their own. */
function trainingShown(
  progress: Progress,
  quiet: boolean,
  allowedSeconds: number,
): (message: Exclude<TrainingMessage, { kind: "stopped" }>) => void {
  let validation = "";
  return (message) => {
    if (message.kind === "metric" && message.metric.kind === "step") {
      const { metric, epochs, steps } = message;
      progress.report(metric.step / steps, `${stepText(metric, { epochs, steps, allowedSeconds })}${validation}`);
      return;
    }
    progress.end();
    if (message.kind === "talk") remark(message.text, { quiet });
    else if (message.metric.kind === "note") remark(message.metric.text, { quiet });
    else if (message.metric.kind === "epoch") {
      const { epoch, loss, validation: measured } = message.metric;
      if (measured.loss !== undefined) validation = `  validation ${measured.loss.toFixed(3)}`;
      const measures = Object.entries(measured).map(([name, value]) => `${spelled(name)} ${numberText(value)}`);
      const line = `epoch ${epoch}/${message.epochs}  loss ${loss.toFixed(3)}  validation: ${measures.join(", ") || "none"}`;
      remark(line, { quiet });
    }
  };
}

/** "balancedAccuracy" as "balanced accuracy". */
function spelled(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
