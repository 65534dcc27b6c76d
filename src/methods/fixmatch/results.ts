/** What a FixMatch run reaches on the objects held out, and how sure it is of those without a label: fixmatch.json. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { evenlyChosen } from "../../evenlyChosen.ts";
import { Fault } from "../../fault.ts";
import type { Parameters } from "../../nn/parameters.ts";
import type { Examples } from "../../training/examples.ts";
import type { Run } from "../../training/run.ts";
import { writeWhole } from "../../wholeFile.ts";
import {
  normalised,
  uncertaintyCalibrationError,
  uncertaintyCalibrationErrorOfRight,
  wrongs,
} from "../bayesian/uncertaintyMeasures.ts";
import type { DomainEvaluator } from "../sidda/domainEvaluator.ts";
import { isLabelled, sourcesOf, targetsIn } from "../sidda/domains.ts";
import { type DomainMeasures, measuredOn } from "../sidda/results.ts";
import type { Evaluation } from "../zoobot/evaluator.ts";
import { rowCount, rowOf, type Table } from "../zoobot/measures.ts";
import type { Configuration } from "./configuration.ts";

/** Unlabelled images looked at in a validation: enough for a share. */
const mostSeen = 512;

export interface PoolMeasures {
  /** Share of the pool about which the network is sure enough to learn from its guess, images as they are. */
  maskRate: number;
  /** Share of those guesses that are wrong, by labels that were hidden; left out where there are none. */
  impurity?: number;
}

export interface TestMeasures extends DomainMeasures {
  /** See `uncertaintyCalibrationError`: of the entropy of what is predicted, ten bins. */
  uncertaintyCalibrationError: number;
  /** What it would be of the same predictions were they right: not 0. */
  uncertaintyCalibrationErrorOfRightProbabilities: number;
  /** Nats, of all objects and of those that were given a wrong class. */
  meanEntropy: number;
  wrongEntropy: number;
}

export interface Results {
  labels: number;
  unlabelled: number;
  /** Undefined where nothing was held out. */
  test?: TestMeasures;
  pool?: PoolMeasures;
}

export async function poolMeasures(
  evaluator: DomainEvaluator,
  parameters: Parameters,
  examples: Examples,
  options: Pick<Configuration, "sources" | "threshold">,
): Promise<PoolMeasures | undefined> {
  const some = evenlyChosen(targetsIn(examples, options, "train"), mostSeen);
  if (some.length === 0) return undefined;
  const { predicted } = await evaluator.see(parameters, some);
  return masked(
    predicted,
    some.map((index) => (isLabelled(examples, index) ? (examples.targets[index]?.indexOf(1) ?? -1) : undefined)),
    options.threshold,
  );
}

/** @param hidden class of each object; undefined where it is not known */
export function masked(predicted: Table, hidden: readonly (number | undefined)[], threshold: number): PoolMeasures {
  const guesses = hidden.map((own, row) => {
    const p = rowOf(predicted, row);
    const most = Math.max(...p);
    return { isSure: most >= threshold, isWrong: own === undefined ? undefined : p.indexOf(most) !== own };
  });
  const sure = guesses.filter(({ isSure }) => isSure);
  const known = sure.filter(({ isWrong }) => isWrong !== undefined);
  return {
    maskRate: sure.length / guesses.length,
    ...(known.length > 0 ? { impurity: known.filter(({ isWrong }) => isWrong).length / known.length } : {}),
  };
}

/** @returns the evaluation too, for the report */
export async function tested(
  evaluator: DomainEvaluator,
  parameters: Parameters,
  examples: Examples,
  options: Configuration,
): Promise<Results & { evaluation?: Evaluation }> {
  const own = sourcesOf(examples, options, "test");
  const { measures, evaluation } = measuredOn(await evaluator.see(parameters, own), examples, own);
  const pool = await poolMeasures(evaluator, parameters, examples, options);
  return {
    labels: sourcesOf(examples, options, "train").length,
    unlabelled: options.isSupervised ? 0 : targetsIn(examples, options, "train").length,
    ...(measures && evaluation ? { test: { ...measures, ...doubts(evaluation) }, evaluation } : {}),
    ...(pool ? { pool } : {}),
  };
}

function doubts({ predicted, targets }: Evaluation): Omit<TestMeasures, keyof DomainMeasures> {
  const entropies = Array.from({ length: rowCount(predicted) }, (_, row) =>
    rowOf(predicted, row).reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0),
  );
  const isWrong = wrongs(predicted, targets);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const { answers } = predicted;
  const uncertainties = normalised(entropies, answers);
  return {
    uncertaintyCalibrationError: uncertaintyCalibrationError(uncertainties, isWrong, { answers }),
    uncertaintyCalibrationErrorOfRightProbabilities: uncertaintyCalibrationErrorOfRight(uncertainties, predicted),
    meanEntropy: mean(entropies),
    wrongEntropy: mean(entropies.filter((_, row) => isWrong[row])),
  };
}

/** For the run's card. */
export function summaryOf({ labels, unlabelled, test, pool }: Results): Record<string, number> {
  return {
    ...(test
      ? {
          accuracy: test.accuracy,
          balancedAccuracy: test.balancedAccuracy,
          expectedCalibrationError: test.expectedCalibrationError,
          uncertaintyCalibrationError: test.uncertaintyCalibrationError,
          uncertaintyCalibrationErrorOfRightProbabilities: test.uncertaintyCalibrationErrorOfRightProbabilities,
        }
      : {}),
    ...pool,
    labels,
    unlabelled,
  };
}

export async function writeFixMatch(run: Run, { labels, unlabelled, test, pool }: Results): Promise<void> {
  await writeWhole(join(run.path, "fixmatch.json"), JSON.stringify({ labels, unlabelled, test, pool }));
}

/** @throws Fault "unfinished" where the run has not come to its end */
export async function readFixMatch(run: Run): Promise<Results> {
  try {
    return JSON.parse(await readFile(join(run.path, "fixmatch.json"), "utf8"));
  } catch (error) {
    throw new Fault("unfinished", `run "${run.id}" is ${run.card.status}: it has no results yet`, { cause: error });
  }
}
