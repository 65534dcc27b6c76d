/** What an adapted network reaches on the objects held out of both surveys: domains.json, and the same as a page. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../../fault.ts";
import type { Parameters } from "../../nn/parameters.ts";
import type { Examples } from "../../training/examples.ts";
import { readMetrics } from "../../training/metrics.ts";
import type { Run } from "../../training/run.ts";
import { writeWhole } from "../../wholeFile.ts";
import type { Evaluation } from "../zoobot/evaluator.ts";
import { accuracy, balancedAccuracy, confusion, rowOf, type Table } from "../zoobot/measures.ts";
import { brierScore, expectedCalibrationError, meanConfidenceGap } from "./calibrationErrors.ts";
import { chanceAccuracy } from "./chanceAccuracy.ts";
import type { Configuration } from "./configuration.ts";
import type { DomainEvaluator, Seen } from "./domainEvaluator.ts";
import { isLabelled, sourcesOf, targetsIn } from "./domains.ts";
import { domainsPage } from "./domainsPage.ts";

export interface DomainMeasures {
  /** Held-out objects with a label of a known class. */
  objects: number;
  accuracy: number;
  balancedAccuracy: number;
  crossEntropy: number;
  expectedCalibrationError: number;
  brierScore: number;
  /** Called "ECE" in the published code. */
  meanConfidenceGap: number;
  /** Rows: the label; columns: what was predicted. */
  confusion: number[][];
}

export interface Results {
  classes: string[];
  /** Undefined where nothing was held out. */
  source: { measures?: DomainMeasures; evaluation?: Evaluation };
  /** Undefined where the target has no labels. */
  target: { survey: string; measures?: DomainMeasures; unknownClasses: string[] };
  /** Between the held-out objects of both. */
  apart?: { divergence: number; blur?: number };
  /** Where nothing was learnt, what to do. */
  remark?: string;
}

interface Tested {
  description: { task: Run["card"]["task"] };
  options: Configuration;
  examples: Examples;
}

/** The only place where labels of the target are looked at. */
export async function tested(
  { description: { task }, options, examples }: Tested,
  evaluator: DomainEvaluator,
  parameters: Parameters,
): Promise<Results> {
  const [own, other] = [sourcesOf(examples, options, "test"), targetsIn(examples, options, "test")];
  const source = await evaluator.see(parameters, own);
  const target = await evaluator.see(parameters, other);
  return {
    classes: task.kind === "labels" ? task.classes : [],
    source: measuredOn(source, examples, own),
    target: {
      survey: options.target,
      measures: measuredOn(target, examples, other).measures,
      unknownClasses: options.unknownClasses,
    },
    apart: await evaluator.apart(source, target),
  };
}

/** Of the objects with a label; empty where there are none. */
export function measuredOn(seen: Seen, examples: Examples, indices: readonly number[]): Results["source"] {
  const evaluation = labelledOnly(seen, examples, indices);
  const { predicted, targets, loss } = evaluation;
  if (targets.values.length === 0) return {};
  const counts = confusion(predicted, targets);
  return {
    evaluation,
    measures: {
      objects: targets.values.length / targets.answers,
      accuracy: accuracy(counts),
      balancedAccuracy: balancedAccuracy(counts),
      crossEntropy: loss,
      expectedCalibrationError: expectedCalibrationError(predicted, targets),
      brierScore: brierScore(predicted, targets),
      meanConfidenceGap: meanConfidenceGap(predicted, targets),
      confusion: counts,
    },
  };
}

export function classified(
  seen: Seen,
  examples: Examples,
  indices: readonly number[],
): { crossEntropy: number; accuracy: number; chanceAccuracy: number } {
  const { loss, predicted, targets } = labelledOnly(seen, examples, indices);
  const counts = confusion(predicted, targets);
  return { crossEntropy: loss, accuracy: accuracy(counts), chanceAccuracy: chanceAccuracy(counts) };
}

function labelledOnly({ predicted }: Seen, examples: Examples, indices: readonly number[]): Evaluation {
  const rows = indices.flatMap((index, row) => (isLabelled(examples, index) ? [{ index, row }] : []));
  const { answers } = predicted;
  const probabilities: Table = {
    answers,
    values: Float32Array.from(rows.flatMap(({ row }) => rowOf(predicted, row))),
  };
  const targets: Table = {
    answers,
    values: Float32Array.from(rows.flatMap(({ index }) => examples.targets[index] ?? [])),
  };
  let sum = 0;
  for (let i = 0; i < targets.values.length; i++)
    if (targets.values[i] === 1) sum -= Math.log(Math.max(1e-12, probabilities.values[i] as number));
  return { loss: sum / rows.length, predicted: probabilities, targets };
}

/** For the run's card: the target's where it has labels. */
export function summaryOf({ source, target, apart }: Results): Record<string, number> {
  const of = (measures: DomainMeasures | undefined, name: (text: string) => string) =>
    measures
      ? {
          [name("accuracy")]: measures.accuracy,
          [name("balancedAccuracy")]: measures.balancedAccuracy,
          [name("expectedCalibrationError")]: measures.expectedCalibrationError,
          [name("brierScore")]: measures.brierScore,
        }
      : {};
  return {
    ...of(source.measures, (text) => text),
    ...of(target.measures, (text) => `target${text.slice(0, 1).toUpperCase()}${text.slice(1)}`),
    ...(apart ? { divergence: apart.divergence } : {}),
  };
}

/** @throws Fault "unfinished" where the run has not come to its end */
export async function readDomains(run: Run): Promise<Pick<Results, "source" | "target" | "apart">> {
  try {
    return JSON.parse(await readFile(join(run.path, "domains.json"), "utf8"));
  } catch (error) {
    throw new Fault("unfinished", `run "${run.id}" is ${run.card.status}: it has no results yet`, { cause: error });
  }
}

/** @returns the page's path */
export async function writeDomains(run: Run, results: Results): Promise<string> {
  const { evaluation: _, ...source } = results.source;
  const content = { ...results, source };
  await writeWhole(join(run.path, "domains.json"), JSON.stringify(content));
  const page = join(run.path, "domains.html");
  await writeWhole(page, domainsPage(run, content, await readMetrics(run)));
  return page;
}
