/** almagest train --method fixmatch: its own options, and the run that it begins. */

import { type Command, Option } from "commander";
import { usage } from "../fault.ts";
import { defaults, discs } from "../methods/fixmatch/configuration.ts";
import { type FixMatchRequest, prepareFixMatch } from "../methods/fixmatch/prepareFixMatch.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import type { Run } from "../training/run.ts";
import { notNegative, numberFrom, share } from "./options.ts";
import { remark } from "./output.ts";
import { otherSizeOption, sameScaleOption } from "./poolOptions.ts";
import type { TrainOptions } from "./trainOptions.ts";

const of = (text: string) => `with --method fixmatch: ${text}`;

export function withFixMatchOptions(command: Command): Command {
  return command
    .option(
      "--unlabelled <survey>",
      of("whose images have no labels; this survey itself for its own objects without one"),
    )
    .option(
      "--labels <n>",
      of("keep only so many labels, drawn by --seed; without --unlabelled the others' images are the pool"),
      labels,
    )
    .option("--supervised", of("learn from the labels alone, over as many steps: what FixMatch is compared with"))
    .option("--steps <n>", of(`steps in all (default: ${defaults.steps})`), numberFrom(1, 1_000_000))
    .option("--threshold <p>", of(`how sure a guess must be to count (default: ${defaults.threshold})`), share)
    .option("--unlabelled-weight <w>", of("weight of what is learnt without labels (default: 1)"), notNegative)
    .option(
      "--unlabelled-ratio <n>",
      of(`unlabelled images a step for each labelled one (default: ${defaults.unlabelledRatio})`),
      numberFrom(1, 64),
    )
    .option(
      "--average-decay <share>",
      of(`of the running average that is kept; 0: the last parameters (default: ${defaults.averageDecay})`),
      share,
    )
    .addOption(
      new Option("--disc <kind>", of("all is black outside a disc: the paper's, the inscribed one, none")).choices(
        discs,
      ),
    )
    .option("--steady-guesses", of("guesses are made without dropout (the paper's code has it on)"))
    .addOption(sameScaleOption("with --method fixmatch or sidda: "))
    .addOption(otherSizeOption(of("")));
}

const labels = numberFrom(2, 1_000_000);

/** Of this method alone; by the names of `TrainOptions`. */
export const fixMatchOptions = [
  "unlabelled",
  "labels",
  "supervised",
  "steadyGuesses",
  "steps",
  "threshold",
  "unlabelledWeight",
  "unlabelledRatio",
  "averageDecay",
  "disc",
  "allowOtherSize",
] as const satisfies readonly (keyof TrainOptions)[];

export async function preparedFixMatch(
  survey: Survey,
  asked: TrainOptions,
  { options, ...common }: Omit<FixMatchRequest, "label">,
  quiet: boolean,
): Promise<Run> {
  const { label, votes, target, task, epochs, balance, unlabelled, supervised, steps, sameScale, allowOtherSize } =
    asked;
  if (label === undefined || votes !== undefined || target !== undefined || (task ?? "classes") !== "classes")
    throw usage(
      "--method fixmatch learns classes: name their column with --label <column>, without --votes, --target and --task",
    );
  if (epochs !== undefined) throw usage("--method fixmatch counts steps: write --steps <n> in place of --epochs");
  if (asked.patience !== undefined)
    throw usage("--method fixmatch takes all its steps, for nothing is chosen by validation: leave out --patience");
  if (balance !== undefined) throw usage("--balance is not of --method fixmatch: use --class-weights, or leave it out");
  const pool =
    unlabelled === undefined
      ? undefined
      : unlabelled === survey.card.name
        ? survey
        : await openSurvey(survey.workspace, unlabelled);
  const { threshold, unlabelledWeight, unlabelledRatio, averageDecay, disc } = asked;
  const { run, notes } = await prepareFixMatch(survey, pool, {
    label,
    ...common,
    steps,
    isSameScale: sameScale,
    allowOtherSize,
    options: {
      ...options,
      labels: asked.labels,
      isSupervised: supervised ?? false,
      isSteady: asked.steadyGuesses ?? false,
      threshold,
      unlabelledWeight,
      unlabelledRatio,
      averageDecay,
      disc,
    },
  });
  for (const note of notes) remark(note, { quiet });
  return run;
}
