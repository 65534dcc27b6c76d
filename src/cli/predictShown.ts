/** What almagest predict says of its predictions. */

import { counted } from "../counted.ts";
import type { Interval } from "../methods/bayesian/conformalIntervals.ts";
import type { Conformal, Counted } from "../methods/bayesian/conformalStatement.ts";
import type { Doubted, HeldAccuracy } from "../methods/bayesian/doubtfulPredictions.ts";
import type { Predictor } from "../methods/bayesian/predictor.ts";
import type { Calibration, Resampled } from "../methods/bayesian/temperatureStatement.ts";
import { printLine, remark } from "./output.ts";

export function showPredicted(
  survey: string,
  { words }: Predictor,
  { objects, columns, held, calibration, conformal, interval, remarks }: Doubted,
  { out, imagesPerSecond, quiet }: { out?: string; imagesPerSecond: number; quiet: boolean },
): void {
  printLine(
    `${survey}: ${counted(objects, "object")} predicted with ${words}${out ? `, written to ${out}` : ""} ` +
      `(${imagesPerSecond.toFixed(0)} images/s)`,
  );
  if (held) showHeld(held);
  if (calibration) showCalibration(calibration);
  if (conformal) showConformal(conformal);
  if (interval) showInterval(interval);
  if (columns.length > 0) printLine(`columns to sort, filter and plot by: ${columns.join(", ")}`);
  for (const line of remarks) remark(line, { quiet });
}

function showHeld({ accuracy, errors, findsErrors }: HeldAccuracy): void {
  printLine(`accuracy on ${counted(accuracy.objects, "object")} held out: ${shownShare(accuracy)}`);
  const meaning = findsErrors ? "it errs where it doubts" : "of these few, doubt does not tell which are wrong";
  printLine(
    `  wrong: ${percent(errors.surer)} of the half it is surer of, ${percent(errors.lessSure)} of the other: ${meaning}`,
  );
}

function showCalibration({
  temperature,
  temperatureInterval,
  fittedOn,
  judgedOn,
  before,
  after,
  gain,
  ofRight,
}: Calibration): void {
  const range = ({ value, interval: [low, high] }: Resampled) =>
    `${value.toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)})`;
  const [least, most] = temperatureInterval;
  const was =
    least > 1
      ? "it was too sure of itself"
      : most < 1
        ? "it was not sure enough"
        : "too few to tell whether it was too sure of itself";
  printLine(
    `temperature ${range({ value: temperature, interval: temperatureInterval })}, by ${counted(fittedOn, "object")} held out: ${was}`,
  );
  if (!before || !after || !gain || ofRight === null) return;
  const [low, high] = gain.interval;
  const meaning =
    low > 0 ? "better" : high < 0 ? "worse: leave out --calibrate" : "too few objects to tell whether it is better";
  printLine(
    `  calibration error (ECE) of ${counted(judgedOn, "other object")} held out: ${range(before)} before, ${range(after)} after: ${meaning}`,
  );
  printLine(`  were every probability right, so many objects would still show ${ofRight.toFixed(3)}`);
}

function showConformal({ coverage, calibratedOn, leastProbability, found, byClass, sizes }: Conformal): void {
  printLine(
    `sets of classes for a coverage of ${percent(coverage)}: every class of probability ${leastProbability.toFixed(3)} or more, by ${counted(calibratedOn, "object")} held out`,
  );
  const many = sizes.flatMap((count, size) =>
    count > 0 ? [`${size === 0 ? "none" : counted(size, "class", "classes")} for ${count}`] : [],
  );
  printLine(`  sets hold ${many.join(", ")}`);
  if (found)
    printLine(
      `  coverage of ${counted(found.objects, "other object")} held out: ${shownShare(found)}${verdict(coverage, found)}`,
    );
  const missed = byClass.filter(({ interval: [, high] }) => high < coverage);
  for (const each of missed)
    printLine(
      `  of the ${each.objects} of class ${each.class} alone: ${shownShare(each)}, less than that: the promise is of all classes together`,
    );
}

function showInterval({ coverage, calibratedOn, halfWidth, found }: Interval): void {
  if (halfWidth === null || !found) return;
  printLine(
    `intervals for a coverage of ${percent(coverage)}: ${halfWidth.toPrecision(3)} either side, by ${counted(calibratedOn, "object")} held out`,
  );
  printLine(
    `  coverage of ${counted(found.objects, "other object")} held out: ${shownShare(found)}${verdict(coverage, found)}`,
  );
}

export function shownShare({ value, interval: [low, high] }: Counted): string {
  return `${percent(value)} (95 %: ${percent(low)} to ${percent(high)})`;
}

function verdict(asked: number, { interval: [low, high] }: Counted): string {
  if (high < asked) return ", less than was asked for: do not rely on it";
  return low > asked ? ", more than was asked for: it says less than it could" : "";
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share >= 0.9995 || share === 0 ? 0 : 1)} %`;
}
