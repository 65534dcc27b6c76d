/** Begins a run whose weights are distributions. */

import { exitCodes, Fault } from "../../fault.ts";
import { usualDeviation } from "../../nn/normalWeights.ts";
import type { Survey } from "../../survey/survey.ts";
import { checkDevice } from "../../training/deviceCheck.ts";
import { imagesOf } from "../../training/examples.ts";
import type { Run } from "../../training/run.ts";
import { beginRun, requireSettings } from "../zoobot/beginRun.ts";
import { classWeightsFrom } from "../zoobot/classWeights.ts";
import { defaults as zoobotDefaults } from "../zoobot/configuration.ts";
import { usualZoom } from "../zoobot/galaxySize.ts";
import { openStartingEncoder, resolveEncoder, type StartingEncoder } from "../zoobot/startingEncoder.ts";
import { checkConfiguration, defined, usualSize } from "../zoobot/startTraining.ts";
import { taskExamples } from "../zoobot/taskExamples.ts";
import { type Configuration, configuration, defaults } from "./configuration.ts";
import { usualWidths } from "./priors.ts";

export interface BayesianRequest {
  /** A column of class labels. */
  label: string;
  /** Encoder to begin with: see `resolveEncoder`. */
  from?: string;
  architecture?: string;
  classWeights?: string;
  options: Partial<Configuration>;
}

/** @throws Fault where the survey lacks what is asked for, or a number is none that can be */
export async function prepareBayesian(
  survey: Survey,
  { label, from, architecture, classWeights, options }: BayesianRequest,
): Promise<Run> {
  checkTemperature(options.temperature);
  await checkDevice(options.device);
  const { workspace } = survey;
  const name = from === undefined ? undefined : await resolveEncoder(workspace, from, { architecture });
  const start = name === undefined ? undefined : await openStartingEncoder(workspace, name);
  const { task, examples } = await taskExamples(survey, { task: "classes", name: label });
  const training = imagesOf(examples, "train");
  const asked: Configuration = {
    ...standardBayesian(start, options),
    zoom: options.zoom ?? start?.zoom ?? (await usualZoom(training, options.network ?? defaults.network)),
    ...defined(options),
    ...(classWeights === undefined ? {} : { classWeights: classWeightsFrom(classWeights, task, examples) }),
  };
  asked.batchSize = Math.min(asked.batchSize, training.length);
  checkConfiguration(asked, start);
  requireSettings(configuration, asked);
  return beginRun(survey, { method: "bayesian", configuration: asked, task, examples, from: name, start });
}

/** @throws Fault "usage" where it is not above 0 */
function checkTemperature(temperature: number | undefined): void {
  if (temperature === undefined || temperature > 0) return;
  const why =
    temperature === 0
      ? "at 0 the prior counts for nothing, every weight becomes certain and no uncertainty is left. That is plain training: leave out --method bayesian. Cold posteriors are 0.01 or 0.0001"
      : "it must be above 0";
  throw new Fault("usage", `--temperature ${temperature}: ${why}`, { exitCode: exitCodes.usage });
}

/** What is taken where nothing is asked for. */
export function standardBayesian(
  start: Pick<StartingEncoder, "network" | "imageSize"> | undefined,
  options: Partial<Configuration>,
): Omit<Configuration, "zoom"> {
  const network = start?.network ?? options.network ?? defaults.network;
  const prior = options.prior ?? defaults.prior;
  const epochs = options.epochs ?? defaults.epochs;
  return {
    seed: zoobotDefaults.seed,
    network,
    epochs,
    batchSize: defaults.batchSize,
    imageSize: options.imageSize ?? start?.imageSize ?? usualSize(network),
    learningRate: defaults.learningRate,
    // Deviations are learnt slowly, long after the loss has stopped falling steeply.
    patience: Math.max(25, Math.ceil(epochs / 2)),
    balance: 0,
    flips: true,
    tune: options.tune ?? "all",
    layerDecay: 1,
    // The prior is what keeps the weights small.
    dropout: 0,
    dropPath: 0,
    weightDecay: 0,
    threads: zoobotDefaults.threads,
    device: zoobotDefaults.device,
    checkpointSeconds: zoobotDefaults.checkpointSeconds,
    prior,
    priorWidth: usualWidths[prior],
    temperature: defaults.temperature,
    deviation: usualDeviation,
    deviationRate: 1,
    cost: "elbo",
    local: false,
    testDraws: 100,
    augment: true,
  };
}
