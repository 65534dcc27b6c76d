/** almagest shift: how far a survey's images are from a labelled survey's, before they are learnt from. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { type SurveyShift, surveyShift } from "../methods/fixmatch/surveyShift.ts";
import { chanceText } from "../numberText.ts";
import { type PoolFigures, poolFigures } from "../reproduce/fixmatchFigures.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import type { Device } from "../tensor/device.ts";
import { checkDevice } from "../training/deviceCheck.ts";
import { openRun } from "../training/run.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { deviceOption, globalOptions, numberFrom, wholeNumber } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";
import { otherSizeOption, sameScaleOption } from "./poolOptions.ts";
import { startProgress } from "./progress.ts";

interface Options {
  run: string;
  seed: number;
  draws: number;
  objects: number;
  threads: number;
  device?: Device;
  sameScale?: boolean;
  allowOtherSize?: boolean;
}

export const shift = new Command("shift")
  .description(
    "How far an unlabelled survey is from a labelled one, as a trained network sees them, and what that has meant for FixMatch",
  )
  .argument("<labelled>", "survey with labels")
  .argument("<unlabelled>", "survey without; the same one for its objects without a label")
  .requiredOption("--run <run>", "a run that learnt the labels alone (see train, and its --supervised)")
  .option("--draws <n>", "draws of objects, from which the spread is known", numberFrom(10, 10_000), 40)
  .option("--objects <n>", "of either survey in a draw, at most", numberFrom(10, 100_000), 500)
  .option("--seed <n>", "of the draws", wholeNumber, 42)
  .option("--threads <n>", "processor threads", numberFrom(1, 256), 2)
  .addOption(sameScaleOption())
  .addOption(otherSizeOption())
  .addOption(deviceOption())
  .addHelpText(
    "after",
    examples(
      "almagest shift radio first --same-scale --run radio-4k2j9a",
      "almagest shift radio radio --run radio-4k2j9a --json",
    ),
  )
  .action(async (labelled: string, unlabelled: string, options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const { run: id, seed, draws, objects: mostObjects, threads, device, sameScale, allowOtherSize } = options;
    await checkDevice(device);
    const workspace = await openWorkspace(folder);
    const run = await openRun(workspace, id);
    const [own, other] = [await openSurvey(workspace, labelled), await openSurvey(workspace, unlabelled)];
    const progress = startProgress({ quiet });
    const found = await interruptible((signal) =>
      surveyShift(own, other, run, {
        seed,
        draws,
        mostObjects,
        threads,
        device,
        isSameScale: sameScale,
        allowOtherSize,
        signal,
        onProgress: (fraction, text) => progress.report(fraction, text),
      }),
    ).finally(() => progress.end());
    const known = await poolFigures(workspace.path);
    if (json) printJson({ run: id, ...found, ...(known ? { reproduced: known } : {}) });
    else {
      show(found);
      if (known) showKnown(known);
    }
  });

/** What other distances brought in this workspace's own reproduction of the paper. */
function showKnown({ scale, seeds, pools }: PoolFigures): void {
  printLine(`In your own reproduction of the paper (${scale}, ${counted(seeds, "seed")}), pools brought:`);
  const points = (value: number) => `${value >= 0 ? "+" : ""}${(100 * value).toFixed(1)}`;
  printTable(
    ["pool of MiraBest", "ratio", "points of accuracy", "95 % over seeds"],
    pools.map(({ name, ratio, gain, interval }) => [
      name,
      ratio.toFixed(1),
      points(gain),
      interval ? interval.map(points).join(" to ") : "one seed: not known",
    ]),
  );
}

function show({ labelled, unlabelled, frechet, twoSample, classes, meaning }: SurveyShift): void {
  const range = ([low, high]: readonly [number, number]) => `${low.toPrecision(3)} to ${high.toPrecision(3)}`;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  printTable(
    ["measure", "value", "95 % of draws", "what it is"],
    [
      [
        "Fréchet distance",
        frechet.distance.mean.toPrecision(3),
        range(frechet.distance.interval),
        `${labelled.survey} to ${unlabelled.survey}, ${frechet.objects} objects of either`,
      ],
      [
        "its null",
        frechet.null.mean.toPrecision(3),
        range(frechet.null.interval),
        `two halves of ${labelled.survey}, ${frechet.objects} objects each`,
      ],
      ["ratio", frechet.ratio.toFixed(2), "", "1: as alike as the halves"],
      [
        "told apart",
        percent(twoSample.accuracy),
        "",
        `of ${twoSample.objects} objects, whose survey was guessed; 50 %: alike (${chanceText(twoSample.p)})`,
      ],
      ...classes.map(({ name, labelled: own, unlabelled: other }) => [
        `class ${name}`,
        `${percent(own)} to ${percent(other)}`,
        "",
        "share by the network's own guess",
      ]),
    ],
  );
  if (unlabelled.shared > 0)
    printLine(
      `${counted(unlabelled.shared, "object")} of ${unlabelled.survey} left out: within 0.006 degrees of one of ${labelled.survey}.`,
    );
  for (const sentence of meaning.sentences) printLine(sentence);
}
