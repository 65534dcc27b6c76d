/** Begins a run that learns from a labelled survey and adapts to one without labels. */

import { counted } from "../../counted.ts";
import { exitCodes, Fault } from "../../fault.ts";
import { pictureWidth } from "../../sky/simulateSurvey.ts";
import { type Survey, surveyLabelsIfAny, surveyObjects } from "../../survey/survey.ts";
import { checkDevice } from "../../training/deviceCheck.ts";
import { type Examples, imagesOf, joined } from "../../training/examples.ts";
import type { Run } from "../../training/run.ts";
import { poolWidth } from "../fixmatch/poolWidth.ts";
import { beginRun, requireSettings } from "../zoobot/beginRun.ts";
import { classWeightsFrom } from "../zoobot/classWeights.ts";
import { defaults as zoobotDefaults } from "../zoobot/configuration.ts";
import { zoomAlike } from "../zoobot/decodedAlike.ts";
import { zoomFor } from "../zoobot/galaxySize.ts";
import { openStartingEncoder, resolveEncoder, type StartingEncoder } from "../zoobot/startingEncoder.ts";
import { batchFor, checkConfiguration, defined, usualSize } from "../zoobot/startTraining.ts";
import { taskExamples } from "../zoobot/taskExamples.ts";
import { type Configuration, configuration, defaults } from "./configuration.ts";
import { sourcesOf, targetsIn } from "./domains.ts";

export interface AdaptationRequest {
  /** Of the source: a column of class labels. */
  label: string;
  /** Encoder to begin with: see `resolveEncoder`. */
  from?: string;
  architecture?: string;
  classWeights?: string;
  /** Pixels are as wide on the sky in both surveys: the larger pictures are cut about their middle. */
  isSameScale?: boolean;
  options: Partial<Configuration>;
}

/**
 * The target's labels in the column of the same name, where it has them, test the finished run; nothing is chosen by them.
 * @throws Fault where either survey lacks what is needed
 */
export async function prepareAdaptation(
  source: Survey,
  target: Survey,
  { label, from, architecture, classWeights, isSameScale, options }: AdaptationRequest,
): Promise<Run> {
  const { workspace, card } = source;
  if (target.card.name === card.name)
    throw new Fault("usage", `--target ${card.name} is the survey learnt from: name another one`, {
      exitCode: exitCodes.usage,
    });
  await checkDevice(options.device);
  const name = from === undefined ? undefined : await resolveEncoder(workspace, from, { architecture });
  const start = name === undefined ? undefined : await openStartingEncoder(workspace, name);
  const { task, examples: own } = await taskExamples(source, { task: "classes", name: label });
  if (task.kind !== "labels") throw new Error("classes are labels");
  const other = await targetExamples(target, label, task.classes);
  const examples = joined(own, other.examples);
  const domains = { sources: own.ids.length };
  const unlabelled = targetsIn(examples, domains, "train").length;
  if (unlabelled < 2)
    throw new Fault(
      "too-few-examples",
      `survey "${target.card.name}" has ${counted(unlabelled, "image")} to train with: at least 2 are needed to compare domains`,
    );
  const { ratio } = await poolWidth(
    { name: card.name, images: own.images },
    { name: target.card.name, images: other.examples.images },
    isSameScale ? { isSameScale } : { allowOtherSize: true },
  );
  const zoom = await zoomAlike(ratio, options.zoom, () => start?.zoom ?? usualZoom(own, options.network));
  const asked: Configuration = {
    ...standard(start, options),
    imageSize: options.imageSize ?? start?.imageSize ?? (await usualImageSize(own, options.network)),
    ...defined(options),
    zoom,
    targetWidth: ratio,
    target: target.card.name,
    ...domains,
    hasTargetLabels: other.hasLabels,
    unknownClasses: other.unknownClasses,
    ...(classWeights === undefined ? {} : { classWeights: classWeightsFrom(classWeights, task, own) }),
  };
  asked.batchSize = Math.min(asked.batchSize, sourcesOf(examples, domains, "train").length);
  checkConfiguration(asked, start);
  requireSettings(configuration, asked);
  return beginRun(source, { method: "sidda", configuration: asked, task, examples, from: name, start });
}

interface TargetExamples {
  examples: Examples;
  hasLabels: boolean;
  unknownClasses: string[];
}

/** Every object of the survey: one without a label, or of a class that is not learnt, has no 1 among its targets. */
async function targetExamples(target: Survey, label: string, classes: readonly string[]): Promise<TargetExamples> {
  const { ids, images, splits } = await surveyObjects(target);
  // No labels there is what adaptation is for.
  const labels = (await surveyLabelsIfAny(target, label)) ?? ids.map(() => null);
  const present = [...new Set(labels.flatMap((each) => each ?? []))];
  return {
    examples: {
      ids: [...ids],
      images: [...images],
      splits: [...splits],
      targets: labels.map((each) => classes.map((name) => (name === each ? 1 : 0))),
    },
    hasLabels: present.some((each) => classes.includes(each)),
    unknownClasses: present.filter((each) => !classes.includes(each)).sort(),
  };
}

function isOfThePaper(network: string | undefined): boolean {
  return network?.startsWith("sidda_") ?? false;
}

/** The paper's networks see the whole picture. */
async function usualZoom(source: Examples, network: string | undefined): Promise<number> {
  if (isOfThePaper(network)) return 1;
  return zoomFor(imagesOf(source, "train"));
}

async function usualImageSize({ images }: Examples, network: string | undefined): Promise<number> {
  if (!isOfThePaper(network)) return usualSize(network ?? zoobotDefaults.network);
  const width = (await pictureWidth(images[0] ?? "")) ?? defaults.imageSize;
  return Math.max(16, Math.min(defaults.imageSize, width));
}

type Standard = Omit<
  Configuration,
  "zoom" | "targetWidth" | "imageSize" | "target" | "sources" | "hasTargetLabels" | "unknownClasses"
>;

function standard(start: StartingEncoder | undefined, options: Partial<Configuration>): Standard {
  const network = start?.network ?? options.network ?? zoobotDefaults.network;
  const isOwn = isOfThePaper(network) && !start;
  const epochs = options.epochs ?? defaults.epochs;
  return {
    seed: zoobotDefaults.seed,
    network,
    epochs,
    batchSize: isOwn ? defaults.batchSize : batchFor(options.imageSize ?? start?.imageSize ?? 64),
    learningRate: isOwn
      ? defaults.learningRate
      : start
        ? network === zoobotDefaults.network
          ? zoobotDefaults.fineTuningRate
          : zoobotDefaults.publishedRate
        : zoobotDefaults.learningRate,
    // The divergence may rise while the network still learns: it is not to end there.
    patience: epochs,
    balance: 0,
    flips: true,
    tune: options.tune ?? "all",
    layerDecay: 1,
    dropout: 0,
    dropPath: 0,
    weightDecay: defaults.weightDecay,
    threads: zoobotDefaults.threads,
    device: zoobotDefaults.device,
    checkpointSeconds: zoobotDefaults.checkpointSeconds,
    divergence: "sinkhorn",
    lossUnits: "paper",
    warmup: Math.min(defaults.warmup, Math.max(0, epochs - 1)),
    augment: true,
  };
}
