/** Begins a run that learns from a labelled survey and from images without labels. */

import { counted } from "../../counted.ts";
import { evenlyChosen } from "../../evenlyChosen.ts";
import { Fault, usage } from "../../fault.ts";
import { decodeImage } from "../../sky/image.ts";
import { type Survey, surveyLabelsIfAny, surveyObjects } from "../../survey/survey.ts";
import { checkDevice } from "../../training/deviceCheck.ts";
import { type Examples, imagesOf, indicesOf, joined } from "../../training/examples.ts";
import type { Run, Task } from "../../training/run.ts";
import { beginRun, requireSettings } from "../zoobot/beginRun.ts";
import { classWeightsFrom } from "../zoobot/classWeights.ts";
import { defaults as zoobotDefaults } from "../zoobot/configuration.ts";
import { zoomAlike } from "../zoobot/decodedAlike.ts";
import { usualZoom } from "../zoobot/galaxySize.ts";
import { openStartingEncoder, resolveEncoder, type StartingEncoder } from "../zoobot/startingEncoder.ts";
import { checkConfiguration, defined, usualSize } from "../zoobot/startTraining.ts";
import { taskExamples } from "../zoobot/taskExamples.ts";
import { type Configuration, configuration, defaults } from "./configuration.ts";
import { keptLabels } from "./pools.ts";
import { type OtherWidth, poolWidth } from "./poolWidth.ts";
import { type SharedSources, sharedSources } from "./sameSources.ts";

export interface FixMatchRequest extends OtherWidth {
  /** A column of class labels. */
  label: string;
  /** Encoder to begin with: see `resolveEncoder`. */
  from?: string;
  architecture?: string;
  classWeights?: string;
  /** Steps of training in all. */
  steps?: number;
  options: Partial<Configuration>;
}

/**
 * @param pool the survey whose images are unlabelled: the labelled one itself for its objects without a label; left out
 *   where `options.labels` hides some of its labels
 * @returns the run, and what became of the pool, in words for the user
 * @throws Fault where either survey lacks what is needed
 */
export async function prepareFixMatch(
  survey: Survey,
  pool: Survey | undefined,
  { label, from, architecture, classWeights, steps = defaults.steps, options, ...otherWidth }: FixMatchRequest,
): Promise<{ run: Run; notes: string[] }> {
  if (pool === undefined && otherWidth.isSameScale)
    throw usage("--same-scale is of two surveys: name the other one with --unlabelled, or leave it out");
  if (pool === undefined && options.labels === undefined && !options.isSupervised)
    throw usage(
      `name the images without labels: --unlabelled <survey> (${survey.card.name} itself for its objects without a label), or hide all but some labels with --labels <n>`,
    );
  await checkDevice(options.device);
  const name = from === undefined ? undefined : await resolveEncoder(survey.workspace, from, { architecture });
  const start = name === undefined ? undefined : await openStartingEncoder(survey.workspace, name);
  const { task, examples: all } = await taskExamples(survey, { task: "classes", name: label });
  const { own, hidden } = parted(all, options, pool === undefined);
  checkClasses(own, task, label);
  const outside = pool && (await poolExamples(survey, pool, label, task));
  const widths =
    pool && outside
      ? await poolWidth(
          { name: survey.card.name, images: own.images },
          { name: pool.card.name, images: outside.examples.images },
          otherWidth,
        )
      : { ratio: 1 };
  const examples = [own, hidden, ...(outside ? [outside.examples] : [])].reduce(joined);
  const unlabelled = examples.ids.length - own.ids.length;
  if (unlabelled < 2 && !options.isSupervised)
    throw new Fault(
      "too-few-examples",
      `${pool ? `survey "${pool.card.name}"` : `--labels ${options.labels}`} leaves ${counted(unlabelled, "unlabelled image")}: at least 2 are needed`,
    );
  const asked: Configuration = {
    ...standardFixMatch(start, options, steps),
    bands: await bandsOf(examples.images),
    ...defined(options),
    zoom: await zoomAlike(
      widths.ratio,
      options.zoom,
      () => start?.zoom ?? usualZoom(imagesOf(own, "train"), start ? undefined : (options.network ?? defaults.network)),
    ),
    poolWidth: widths.ratio,
    ...(pool ? { unlabelled: pool.card.name } : {}),
    sources: own.ids.length,
    ...(classWeights === undefined ? {} : { classWeights: classWeightsFrom(classWeights, task, own) }),
  };
  checkConfiguration(asked, start);
  requireSettings(configuration, asked);
  const run = await beginRun(survey, { method: "fixmatch", configuration: asked, task, examples, from: name, start });
  const labels = indicesOf(own, "train").length;
  const notes = [
    `${counted(labels, "label")} and ${counted(unlabelled, "unlabelled image")}${asked.isSupervised ? ", which are not looked at: learning from labels alone" : ""}`,
    ...cutNotes(survey, pool, widths.pixels),
    ...(outside && outside.shared > 0
      ? [
          `${counted(outside.shared, "object")} of ${pool?.card.name} left out: within 0.006 degrees of one of ${survey.card.name}, the same source`,
        ]
      : []),
    ...(outside?.remark === undefined ? [] : [outside.remark]),
  ];
  return { run, notes };
}

/** What is taken where nothing is asked for. */
export function standardFixMatch(
  start: Pick<StartingEncoder, "network" | "imageSize"> | undefined,
  options: Partial<Configuration>,
  steps: number,
): Omit<Configuration, "zoom" | "bands" | "sources" | "poolWidth"> {
  const network = start?.network ?? options.network ?? defaults.network;
  const stepsPerEpoch = Math.min(options.stepsPerEpoch ?? defaults.stepsPerEpoch, steps);
  const epochs = Math.ceil(steps / stepsPerEpoch);
  return {
    seed: zoobotDefaults.seed,
    network,
    epochs,
    stepsPerEpoch,
    batchSize: defaults.batchSize,
    imageSize: options.imageSize ?? start?.imageSize ?? usualSize(network),
    learningRate: start ? zoobotDefaults.fineTuningRate : defaults.learningRate,
    // Of few labels none are spared to choose by: the last parameters are kept.
    patience: epochs,
    balance: 0,
    flips: true,
    tune: options.tune ?? "all",
    layerDecay: 1,
    dropout: 0,
    dropPath: 0,
    weightDecay: 0,
    threads: zoobotDefaults.threads,
    device: zoobotDefaults.device,
    checkpointSeconds: zoobotDefaults.checkpointSeconds,
    isSupervised: false,
    isSteady: false,
    threshold: defaults.threshold,
    unlabelledWeight: defaults.unlabelledWeight,
    unlabelledRatio: defaults.unlabelledRatio,
    averageDecay: defaults.averageDecay,
    disc: defaults.disc,
  };
}

/** The examples whose labels are known; and, where they are to be learnt from as images, those whose labels are hidden. */
function parted(
  examples: Examples,
  { labels, seed = zoobotDefaults.seed }: Partial<Configuration>,
  isHiddenSeen: boolean,
): { own: Examples; hidden: Examples } {
  const training = indicesOf(examples, "train");
  if (labels === undefined) return { own: examples, hidden: chosen(examples, []) };
  if (labels > training.length)
    throw usage(`--labels ${labels}: only ${counted(training.length, "training example")} with a label`);
  const kept = new Set(keptLabels(examples, labels, seed));
  const rest = training.filter((index) => !kept.has(index));
  const isHidden = new Set(rest);
  const own = examples.ids.flatMap((_, index) => (isHidden.has(index) ? [] : [index]));
  return { own: chosen(examples, own), hidden: chosen(examples, isHiddenSeen ? rest : []) };
}

function chosen({ ids, images, splits, targets }: Examples, indices: readonly number[]): Examples {
  const of = <T>(list: readonly T[]) => indices.map((index) => list[index] as T);
  return { ids: of(ids), images: of(images), splits: of(splits), targets: of(targets) };
}

/** @throws Fault "classes" where the labels to learn from are all of one class */
function checkClasses(own: Examples, task: Task, label: string): void {
  const training = indicesOf(own, "train").map((index) => own.targets[index]?.indexOf(1) ?? -1);
  const present = new Set(training);
  if (present.size >= 2 || task.kind !== "labels") return;
  const [only = 0] = present;
  throw new Fault(
    "classes",
    `all ${counted(training.length, "training label")} in "${label}" are ${task.classes[only]}: two classes are needed to tell apart`,
  );
}

/** Every object of the pool, as training images; its label, where it has one of a class that is learnt, is hidden. */
async function poolExamples(
  survey: Survey,
  pool: Survey,
  label: string,
  task: Task,
): Promise<{ examples: Examples; shared: number; remark?: string }> {
  const isOwn = pool.card.name === survey.card.name;
  const { ids, images } = await surveyObjects(pool);
  // No labels there is what FixMatch is for.
  const labels = (await surveyLabelsIfAny(pool, label)) ?? ids.map(() => null);
  const { ids: shared, remark }: SharedSources = isOwn ? { ids: new Set() } : await sharedSources(survey, pool);
  const kept = ids.flatMap((id, i) => (shared.has(id) || (isOwn && labels[i] !== null) ? [] : [i]));
  const classes = task.kind === "labels" ? task.classes : [];
  return {
    examples: {
      ids: kept.map((i) => ids[i] as string),
      images: kept.map((i) => images[i] as string),
      splits: kept.map(() => "train"),
      targets: kept.map((i) => classes.map((name) => (name === labels[i] ? 1 : 0))),
    },
    shared: shared.size,
    remark,
  };
}

/** One band where some images of all parts of the list are grey. */
async function bandsOf(images: readonly string[]): Promise<1 | 3> {
  for (const image of evenlyChosen(images, 24)) {
    const pixels = await decodeImage(image, 32);
    for (let at = 0; at < pixels.length; at += 3)
      if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return 3;
  }
  return 1;
}

function cutNotes(
  survey: Survey,
  pool: Survey | undefined,
  pixels: { own: number; pool: number } | undefined,
): string[] {
  if (!pool || !pixels || pixels.own === pixels.pool) return [];
  const [larger, narrower] = pixels.own > pixels.pool ? [survey, pixels.pool] : [pool, pixels.own];
  return [
    `pictures of ${larger.card.name} are cut about their middle, from ${Math.max(pixels.own, pixels.pool)} to ${narrower} px wide`,
  ];
}
