/** What almagest predict says of its predictions. */

import { counted } from "../counted.ts";
import type { Conformal, Counted, Doubted } from "../methods/bayesian/doubtfulPredictions.ts";
import type { Predictor } from "../methods/bayesian/predictor.ts";
import { printLine, remark } from "./output.ts";

export function showPredicted(
  survey: string,
  { words }: Predictor,
  { objects, conformal, remarks }: Doubted,
  { out, imagesPerSecond, quiet }: { out?: string; imagesPerSecond: number; quiet: boolean },
): void {
  printLine(
    `${survey}: ${counted(objects, "object")} predicted with ${words}${out ? `, written to ${out}` : ""} ` +
      `(${imagesPerSecond.toFixed(0)} images/s)`,
  );
  if (conformal) showConformal(conformal);
  for (const line of remarks) remark(line, { quiet });
}

function showConformal({ coverage, calibratedOn, leastProbability, found, sizes }: Conformal): void {
  printLine(
    `sets of classes for a coverage of ${percent(coverage)}: every class of probability ${leastProbability.toFixed(3)} or more, by ${counted(calibratedOn, "object")} held out`,
  );
  const many = sizes.flatMap((count, size) =>
    count > 0 ? [`${size === 0 ? "none" : counted(size, "class", "classes")} for ${count}`] : [],
  );
  printLine(`  sets hold ${many.join(", ")}`);
  if (found)
    printLine(
      `  coverage of ${counted(found.objects, "other object")} held out: ${shown(found)}${verdict(coverage, found)}`,
    );
}

function shown({ value, interval: [low, high] }: Counted): string {
  return `${percent(value)} (95 %: ${percent(low)} to ${percent(high)})`;
}

function verdict(asked: number, { interval: [low, high] }: Counted): string {
  if (high < asked) return ", less than was asked for: do not rely on these sets";
  return low > asked ? ", more than was asked for: sets are larger than they need be" : "";
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share >= 0.9995 || share === 0 ? 0 : 1)} %`;
}
