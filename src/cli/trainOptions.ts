/** What almagest train is asked: its options, as they are written and as they are read. */

import { type Command, InvalidArgumentError, Option } from "commander";
import { defaults as bayesian, type CostName, costs } from "../methods/bayesian/configuration.ts";
import { type PriorName, priorNames } from "../methods/bayesian/priors.ts";
import { type Disc, defaults as fixmatch } from "../methods/fixmatch/configuration.ts";
import {
  type DivergenceName,
  divergences,
  type LossUnits,
  lossUnits,
  defaults as sidda,
} from "../methods/sidda/configuration.ts";
import { tuning } from "../methods/zoobot/configuration.ts";
import { type TaskName, taskNames } from "../methods/zoobot/taskExamples.ts";
import type { Device } from "../tensor/device.ts";
import { deviceOption, notNegative, numberFrom, positiveNumber, positiveShare, share, wholeNumber } from "./options.ts";
import { withFixMatchOptions } from "./trainFixMatch.ts";

const augmentKinds = ["all", "turns"] as const;

export interface TrainOptions {
  method?: "zoobot" | "sidda" | "bayesian" | "fixmatch";
  equivariance?: Equivariance;
  warmup?: number;
  divergence?: DivergenceName;
  divergenceWeight?: number;
  prior?: PriorName;
  priorWidth?: number;
  deviation?: number;
  deviationRate?: number;
  temperature?: number;
  cost?: CostName;
  local?: boolean;
  lossUnits?: LossUnits;
  unlabelled?: string;
  labels?: number;
  supervised?: boolean;
  steadyGuesses?: boolean;
  steps?: number;
  threshold?: number;
  unlabelledWeight?: number;
  unlabelledRatio?: number;
  averageDecay?: number;
  disc?: Disc;
  sameScale?: boolean;
  allowOtherSize?: boolean;
  augment?: (typeof augmentKinds)[number] | false;
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

export const equivariances = ["none", "d1", "d2", "d4", "d8"] as const;
export type Equivariance = (typeof equivariances)[number];

/** All but the command's name and its examples. */
export function withTrainOptions(command: Command): Command {
  return withFixMatchOptions(
    command
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
            "bayesian: weights are distributions, so that predictions come with how unsure they are; " +
            "fixmatch: learn from few labels and from the images of --unlabelled",
        ).choices(["zoobot", "sidda", "bayesian", "fixmatch"]),
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
        "--deviation <s>",
        "with --method bayesian: what the weights' deviations begin with; where the loss falls slowly, try 0.003 (default: 0.011, as published)",
        positiveNumber,
      )
      .option(
        "--deviation-rate <f>",
        "with --method bayesian: how many times faster than the weights their deviations learn; in trainings of a few hundred steps they stay what they begin with below 10 (default: 1, as published)",
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
        new Option(
          "--task <kind>",
          "what the head predicts (default: what --label, --votes or --target names)",
        ).choices(taskNames),
      )
      .option(
        "--from <encoder>",
        "begin with this encoder: a run, an imported model, a weights file or folder, hf-hub:owner/name",
      )
      .option("--arch <network>", "with --from a weights file: the network it is of (see almagest models list)")
      .option(
        "--network <name>",
        "train this network from scratch, e.g. resnet18 (default: smallResnet; sidda sidda_cnn, bayesian radioLenet, fixmatch radioTang)",
      )
      .option(
        "--tune <parts>",
        "with --from, what learns: linear (only the head), blocks:N (and the last N), all",
        tuned,
      )
      .option(
        "--layer-decay <factor>",
        "learning rates fall by it from block to block (default: 0.75, own encoders 1)",
        positiveShare,
      )
      .option("--resume <run>", "go on with a run that was stopped or killed, from its last checkpoint")
      .option(
        "--seed <n>",
        "same seed, data, device and threads: the same network, bit for bit (default: 42)",
        wholeNumber,
      )
      .option(
        "--epochs <n>",
        `times to go through the training objects (default: 80, with --max-minutes 200; sidda ${sidda.epochs}, bayesian ${bayesian.epochs}; fixmatch counts --steps)`,
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
      .option(
        "--batch-size <n>",
        `images a step (default: 64; bayesian ${bayesian.batchSize}, fixmatch ${fixmatch.batchSize} labelled)`,
        numberFrom(1, 1024),
      )
      .option(
        "--learning-rate <rate>",
        `at its highest (default: 0.003; with --from 0.001, or 0.0003 for a published network; its own networks: sidda ${sidda.learningRate}, bayesian ${bayesian.learningRate}, fixmatch ${fixmatch.learningRate})`,
        positiveNumber,
      )
      .option(
        "--balance <share>",
        "0: classes as often as they are, 1: equally often (default: 0.1; with --method bayesian 0)",
        share,
      )
      .option("--class-weights <a=2,b=1>", "factors on the loss of each class, or: balanced")
      .option("--dropout <share>", "of the representation, before the head (default: 0.2; other methods 0)", share)
      .option("--drop-path <share>", "of images that skip the last residual branch (default: 0)", share)
      .option(
        "--weight-decay <rate>",
        `of AdamW (default: 0.05; sidda ${sidda.weightDecay}, bayesian and fixmatch 0)`,
        notNegative,
      )
      .option("--warmup-epochs <n>", "in which the learning rate rises (default: 2)", notNegative)
      .option(
        "--patience <epochs>",
        "end after this many without improvement (default: 25; sidda: all, bayesian: half of them, 25 at least)",
        numberFrom(1, 10_000),
      )
      .option("--threads <n>", "processor threads (default: 2)", numberFrom(1, 256))
      .addOption(deviceOption("cpu; with --resume, the one it was on"))
      .addOption(
        new Option(
          "--loss-units <kind>",
          "with --method sidda: weigh the losses as they are, or each in what it was when adaptation began (default: paper)",
        ).choices(lossUnits),
      )
      .addOption(
        new Option(
          "--augment <kind>",
          "with --method sidda or bayesian: images are turned, mirrored, zoomed and shifted at random, or turned and mirrored alone (default: all)",
        ).choices(augmentKinds),
      )
      .option("--no-augment", "with --method sidda or bayesian: images are seen as they are")
      .option("--no-flips", "mirror images differ: where clockwise and anticlockwise are told apart"),
  );
}

function tuned(text: string): string {
  if (!tuning.safeParse(text).success)
    throw new InvalidArgumentError("it must be linear, blocks:N (such as blocks:2) or all.");
  return text;
}
