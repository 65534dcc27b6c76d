/** What a finished run reached on the objects held out: report.json, and the same as a page of its own, report.html. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { questionSlices } from "../../survey/decisionTree.ts";
import type { Run } from "../../training/run.ts";
import { writeWhole } from "../../wholeFile.ts";
import type { Evaluation } from "./evaluator.ts";
import {
  accuracy,
  balancedAccuracy,
  type CalibrationBin,
  calibration,
  confusion,
  fractionsOf,
  type QuestionMeasure,
  rowCount,
  rowOf,
  type Table,
  voteErrors,
} from "./measures.ts";
import { type HistogramBin, histogram, type NumberMeasure, numberErrors } from "./numberMeasures.ts";
import { reportPage } from "./reportPage.ts";

export interface HeldOut {
  objects: number;
  loss: number;
  labels?: {
    classes: string[];
    /** Rows: the label; columns: what was predicted. */
    confusion: number[][];
    accuracy: number;
    balancedAccuracy: number;
    calibration: CalibrationBin[];
  };
  questions?: (QuestionMeasure & {
    calibration: CalibrationBin[];
    /** Predicted and observed vote fraction of each answer, for some of the objects. */
    points: { answer: string; predicted: number; observed: number }[];
  })[];
  number?: NumberMeasure & {
    column: string;
    /** Of some of the objects. */
    points: { predicted: number; observed: number }[];
    /** Of predicted minus observed. */
    residuals: HistogramBin[];
  };
}

/** More dots than this in a scatter plot hide one another. */
const objectsPlotted = 400;
/** The same where there is one plot. */
const numbersPlotted = 2000;

/** @returns undefined where nothing was held out */
export async function readHeldOut(run: Pick<Run, "path">): Promise<HeldOut | undefined> {
  try {
    return JSON.parse(await readFile(join(run.path, "report.json"), "utf8"));
  } catch {
    return undefined;
  }
}

export async function writeReport(run: Run, tested: Evaluation | undefined, training: Table): Promise<void> {
  const heldOut = tested && measured(run, tested, training);
  if (heldOut) await writeWhole(join(run.path, "report.json"), JSON.stringify(heldOut));
  await writeWhole(join(run.path, "report.html"), await reportPage(run, heldOut));
}

function measured(run: Run, { loss, predicted, targets }: Evaluation, training: Table): HeldOut {
  const { task } = run.card;
  const objects = rowCount(targets);
  if (task.kind === "labels") {
    const counts = confusion(predicted, targets);
    const pairs = Array.from({ length: predicted.values.length }, (_, i): [number, number] => [
      predicted.values[i] ?? 0,
      targets.values[i] ?? 0,
    ]);
    return {
      objects,
      loss,
      labels: {
        classes: task.classes,
        confusion: counts,
        accuracy: accuracy(counts),
        balancedAccuracy: balancedAccuracy(counts),
        calibration: calibration(pairs),
      },
    };
  }
  if (task.kind === "regression") {
    const points = Array.from({ length: objects }, (_, row) => ({
      predicted: predicted.values[row] ?? 0,
      observed: targets.values[row] ?? 0,
    }));
    const residuals = points.map((point) => point.predicted - point.observed);
    return {
      objects,
      loss,
      number: {
        column: task.column,
        ...numberErrors(predicted, targets, task.mean),
        points: points.slice(0, numbersPlotted),
        // Rice's rule for the number of bins.
        residuals: histogram(residuals, Math.ceil(2 * Math.cbrt(objects))),
      },
    };
  }
  const errors = voteErrors(task.tree, predicted, targets, training);
  const questions = questionSlices(task.tree).map(({ question, first, last }, q) => {
    const points = Array.from({ length: objects }, (_, row) => row).flatMap((row) => {
      const fractions = fractionsOf(rowOf(targets, row).slice(first, last + 1));
      const guess = rowOf(predicted, row).slice(first, last + 1);
      return (fractions ?? []).map((observed, i) => ({
        answer: question.answers[i] ?? "",
        predicted: guess[i] ?? 0,
        observed,
      }));
    });
    return {
      ...(errors[q] ?? { question: question.name, objects: 0, error: 0, baseline: 0, answers: [] }),
      calibration: calibration(points.map((point) => [point.predicted, point.observed] as const)),
      points: points.slice(0, objectsPlotted * question.answers.length),
    };
  });
  return { objects, loss, questions };
}
