/** Begins, or goes on with, a run that learns from a survey's labels, votes or numbers; the work is done in another process. */

import { exitCodes, Fault, usage } from "../../fault.ts";
import { depthsOf } from "../../nn/depth.ts";
import { networkNamed } from "../../nn/networks.ts";
import { asInputs, type Parameters } from "../../nn/parameters.ts";
import { nothing } from "../../random.ts";
import type { Survey } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import type { Device } from "../../tensor/device.ts";
import { input } from "../../tensor/tensor.ts";
import { checkDevice } from "../../training/deviceCheck.ts";
import { imagesOf } from "../../training/examples.ts";
import { type Job, moduleBeside, startJob } from "../../training/job.ts";
import type { Metric } from "../../training/metrics.ts";
import { type Run, settledRun } from "../../training/run.ts";
import { beginRun } from "./beginRun.ts";
import { classWeightsFrom } from "./classWeights.ts";
import { affordableImages, type Configuration, configuration, defaults } from "./configuration.ts";
import { zoomFor } from "./galaxySize.ts";
import { type Encoder, networkOf } from "./network.ts";
import { openStartingEncoder, resolveEncoder, type StartingEncoder } from "./startingEncoder.ts";
import { askedTask, type TaskRequest, taskExamples } from "./taskExamples.ts";
import { learningBlocks } from "./tuning.ts";

export interface TrainingRequest extends TaskRequest {
  /** Encoder to begin with: see `resolveEncoder`. */
  from?: string;
  /** What network the weights in a file are of, where nothing beside them tells. */
  architecture?: string;
  /** "balanced", or factors such as "ring=2,none=1". */
  classWeights?: string;
  options: Partial<Configuration>;
}

/** What the training process tells while it works. */
export type TrainingMessage =
  | { kind: "metric"; metric: Metric; epochs: number; steps: number }
  | { kind: "talk"; text: string }
  | { kind: "stopped" };

/** @throws Fault where the survey lacks what is asked for, the run to begin with, or the device */
export async function prepareRun(
  survey: Survey,
  { from, architecture, classWeights, options, ...request }: TrainingRequest,
): Promise<Run> {
  const wanted = askedTask(request);
  if (wanted.task === "regression" && options.balance !== undefined)
    throw new Fault("usage", `--balance ${options.balance}: a number has no classes, leave it out`, {
      exitCode: exitCodes.usage,
    });
  await checkDevice(options.device);
  const name = from === undefined ? undefined : await resolveEncoder(survey.workspace, from, { architecture });
  const start = name === undefined ? undefined : await openStartingEncoder(survey.workspace, name);
  const { task, examples } = await taskExamples(survey, wanted);
  const trainImages = imagesOf(examples, "train");
  const asked: Configuration = {
    ...standard(trainImages.length, start, options),
    ...(task.kind === "labels" ? {} : { balance: 0 }),
    zoom: options.zoom ?? (await zoomFor(trainImages)),
    ...defined(options),
    ...(classWeights === undefined ? {} : { classWeights: classWeightsFrom(classWeights, task, examples) }),
  };
  checkConfiguration(asked, start);
  return beginRun(survey, { method: "zoobot", configuration: asked, task, examples, from: name, start });
}

/** What is taken where nothing is asked for: it need not be tuned for 200 to 20,000 objects. */
function standard(
  count: number,
  start: StartingEncoder | undefined,
  options: Partial<Configuration>,
): Omit<Configuration, "zoom"> {
  const network = start?.network ?? options.network ?? defaults.network;
  const isPublished = network !== defaults.network;
  const imageSize = options.imageSize ?? start?.imageSize ?? usualSize(network);
  const tune = options.tune ?? "all";
  const fineTuningRate = isPublished ? defaults.publishedRate : defaults.fineTuningRate;
  const learningRate = start ? (tune === "linear" ? defaults.linearRate : fineTuningRate) : defaults.learningRate;
  return {
    seed: defaults.seed,
    network,
    epochs: options.maxMinutes === undefined ? defaults.epochs : defaults.mostEpochs,
    batchSize: Math.min(tune === "linear" ? defaults.batchSize : batchFor(imageSize), count),
    imageSize,
    learningRate: isPublished && !start ? defaults.fineTuningRate : learningRate,
    patience: defaults.patience,
    balance: defaults.balance,
    flips: true,
    tune,
    layerDecay: start && isPublished ? defaults.publishedLayerDecay : 1,
    dropout: defaults.dropout,
    dropPath: 0,
    weightDecay: defaults.weightDecay,
    threads: defaults.threads,
    device: defaults.device,
    checkpointSeconds: defaults.checkpointSeconds,
  };
}

/** As many as give their convolutions enough to do without taking gigabytes: multiples of 16, which are fastest. */
export function batchFor(imageSize: number): number {
  return Math.max(16, Math.min(defaults.batchSize, 16 * Math.round(affordableImages(imageSize) / 16)));
}

/** Pixels: transformers have it in their names. */
export function usualSize(network: string): number {
  if (network === defaults.network || network === "lenet") return defaults.imageSize;
  const own = networkNamed(network).usualSize;
  if (own !== undefined) return own;
  return Number(/_(\d{3})$/.exec(network)?.[1] ?? 128);
}

/** @throws Fault "usage" that names what cannot be, or the network that does not fit */
export function checkConfiguration(asked: Configuration, start: StartingEncoder | undefined): void {
  if (asked.tune !== "all" && start === undefined)
    throw usage(`--tune ${asked.tune} leaves an encoder as it is: name where it comes from with --from`);
  if (start && asked.network !== start.network)
    throw usage(`--network ${asked.network}: the encoder to begin with is ${start.network}`);
  const parsed = configuration.safeParse(asked);
  const [issue] = parsed.error?.issues ?? [];
  if (issue)
    throw usage(`${issue.path.join(".")} cannot be ${asked[issue.path[0] as keyof Configuration]}: ${issue.message}`);
  // Shapes that the network cannot have are found here, not in the training's process.
  const encoder: Encoder = start ?? asked;
  const parameters = networkOf(encoder).parameters(nothing, { imageSize: asked.imageSize });
  checkNetworkSees(asked, encoder, parameters);
  const { count } = depthsOf(Object.keys(parameters));
  if ((learningBlocks(asked.tune) ?? 0) > count)
    throw usage(`--tune ${asked.tune}: ${asked.network} has ${count} blocks, with the stem`);
}

/** @throws Fault "usage" where images of this size are too small for the network, or do not fit it */
function checkNetworkSees({ network, imageSize }: Configuration, encoder: Encoder, parameters: Parameters): void {
  const image = input("image", [2, 3, imageSize, imageSize]);
  try {
    networkOf(encoder).features(asInputs(parameters), "encoder", image, "predicting");
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault("usage", `${network} cannot look at images of ${imageSize} px: ${error.message}`, {
      exitCode: exitCodes.usage,
      cause: error,
    });
  }
}

export function defined<T extends object>(options: T): T {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as T;
}

/** Trains a prepared, stopped or failed run in a process of its own, from its last checkpoint if it has one. @param entry of that process */
export function startTraining(
  workspace: Workspace,
  run: Run,
  onMessage: (message: TrainingMessage) => void,
  entry: URL = moduleBeside(import.meta.url, "trainingJob"),
): Job {
  const argument: TrainingJob = { workspace: workspace.path, run: run.id, device: deviceOf(run) };
  return startJob(entry, argument, (content) => onMessage(content as TrainingMessage));
}

export interface TrainingJob {
  workspace: string;
  run: string;
  device: Device;
}

function deviceOf(run: Run): Device {
  return configuration.parse(run.card.configuration).device;
}

/** As its card will say from when it is trained there. */
export function onDevice(run: Run, device: Device): Run {
  return { ...run, card: { ...run.card, configuration: { ...run.card.configuration, device } } };
}

/**
 * @param device to go on on, from now on; without it, the one it was on
 * @throws Fault where the run has finished already, or there is no such device
 */
export async function runToResume(workspace: Workspace, id: string, device?: Device): Promise<Run> {
  const run = await settledRun(workspace, id);
  if (run.card.status === "finished")
    throw new Fault("finished", `run "${id}" has finished: there is nothing to resume (see almagest runs ${id})`);
  if (run.card.status === "running")
    throw new Fault("locked", `run "${id}" is being trained by another process: wait for it, or stop that one`);
  if (run.card.notResumable !== undefined)
    throw new Fault("not-trained", `run "${id}" cannot be resumed: ${run.card.notResumable}`);
  await checkDevice(device ?? deviceOf(run));
  return device === undefined ? run : onDevice(run, device);
}
