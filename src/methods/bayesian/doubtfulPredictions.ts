/** A survey predicted with a word on how far to believe it: sets of classes that hold the right one as often as asked. */

import { counted } from "../../counted.ts";
import { wilsonInterval } from "../../explore/wilson.ts";
import { usage } from "../../fault.ts";
import { type Survey, surveyObjects } from "../../survey/survey.ts";
import type { Task } from "../../training/run.ts";
import { entropyOf } from "../../training/uncertainty.ts";
import type { PredictedImages, PredictOptions } from "../zoobot/predict.ts";
import { keepPredictions } from "../zoobot/surveyPredictions.ts";
import { conformalSets, conformalThreshold, coverageOf } from "./conformalSets.ts";
import { coverageRange, fewestFor } from "./coverageRange.ts";
import { type HeldOut, heldOut, parted, rowsAt } from "./heldOut.ts";
import type { Predictor } from "./predictor.ts";

/** Of a share that was counted. */
export interface Counted {
  value: number;
  /** 95 %. */
  interval: [number, number];
  objects: number;
}

export interface Conformal {
  /** Asked for. */
  coverage: number;
  /** Objects by which the threshold was chosen. */
  calibratedOn: number;
  /** Classes with this probability or more belong; 0 where all do. */
  leastProbability: number;
  /** What 90 of 100 calibrations of as many objects would give. */
  range: [number, number];
  /** On held objects that the threshold was not chosen by; null where there are none. */
  found: Counted | null;
  /** Objects of the survey by how many classes their sets hold: [none, one, two, ...]. */
  sizes: number[];
}

export interface Doubted {
  objects: number;
  answers: string[];
  conformal?: Conformal;
  /** What a reader must know to believe the figures. */
  remarks: string[];
}

export interface DoubtOptions extends PredictOptions {
  out?: string;
  /** Above 0, below 1: how often sets of classes are to hold the right one. */
  conformal?: number;
  /** By which held objects are parted. */
  seed?: number;
}

/**
 * Predicts every object of a survey and keeps the result in it.
 * @throws Fault "no-held-out"; "usage" where what is asked for is not of what the run learnt
 */
export async function predictWithDoubt(
  survey: Survey,
  predictor: Predictor,
  { out, conformal, seed = 0, ...options }: DoubtOptions,
): Promise<Doubted> {
  if (conformal !== undefined) requireClasses(predictor.task, "--conformal");
  const held = conformal === undefined ? undefined : await heldOut(predictor.runs);
  const { ids, images } = await surveyObjects(survey);
  // Most held objects are of this survey: no picture is looked at twice.
  const all = [...new Set([...images, ...(held?.images ?? [])])];
  const places = new Map(all.map((image, i) => [image, i]));
  const everything = await predictor.predict(all, options);
  const at = (paths: readonly string[]) =>
    rowsOf(
      everything,
      paths.map((path) => places.get(path) as number),
    );
  const predicted = at(images);
  const remarks: string[] = [];
  const result: Doubted = { objects: ids.length, answers: predicted.answers, remarks };
  if (held && conformal !== undefined) {
    const [first = [], second = []] = parted(held.images.length, 2, seed);
    const { sets, ...found } = conformalOf(conformal, { held, said: at(held.images), predicted }, first, second);
    predicted.texts = { prediction_set: sets.map((set) => set.map((a) => predicted.answers[a]).join(" | ")) };
    predicted.doubts = {
      ...entropies(predicted),
      ...predicted.doubts,
      set_size: Float32Array.from(sets, ({ length }) => length),
    };
    result.conformal = found;
    remarks.push(...conformalRemarks(found, held), ...strangers(survey, predictor));
  }
  await keepPredictions(survey, { name: predictor.name, task: predictor.task, out }, ids, predicted);
  return result;
}

function requireClasses(task: Task, option: string): void {
  if (task.kind === "labels") return;
  throw usage(
    `${option} is of runs that learn classes (--label): this one learns ${task.kind === "votes" ? "votes" : "a number"}`,
  );
}

/** @returns with the classes that each object of the survey may be */
function conformalOf(
  coverage: number,
  { held, said, predicted }: { held: HeldOut; said: PredictedImages; predicted: PredictedImages },
  calibrating: readonly number[],
  judging: readonly number[],
): Conformal & { sets: number[][] } {
  const answers = said.answers.length;
  const targets = held.targets.flat();
  const table = (rows: readonly number[]) => rowsAt(said.means, answers, rows);
  const truth = (rows: readonly number[]) => rowsAt(targets, answers, rows);
  const threshold = conformalThreshold(table(calibrating), truth(calibrating), coverage);
  const sets = conformalSets({ answers, values: predicted.means }, threshold);
  const hits = judging.length * coverageOf(conformalSets(table(judging), threshold), truth(judging));
  const sizes = Array.from({ length: answers + 1 }, (_, size) => sets.filter((set) => set.length === size).length);
  return {
    sets,
    coverage,
    calibratedOn: calibrating.length,
    leastProbability: Math.max(0, 1 - threshold),
    range: coverageRange(calibrating.length, coverage),
    found:
      judging.length === 0
        ? null
        : {
            value: hits / judging.length,
            interval: wilsonInterval(Math.round(hits), judging.length),
            objects: judging.length,
          },
    sizes,
  };
}

/** Wider, and a promise of 90 % may as well be one of 80 %. */
const wideRange = 0.1;

function conformalRemarks({ coverage, calibratedOn, range: [low, high] }: Conformal, held: HeldOut): string[] {
  const percent = Math.round(100 * coverage);
  const few =
    fewestFor(coverage) > calibratedOn
      ? [
          `${counted(calibratedOn, "object")} to calibrate by ${calibratedOn === 1 ? "is" : "are"} too few to promise ${percent} %, so every set holds every class: ${fewestFor(coverage)} are needed, of ${2 * fewestFor(coverage)} held out`,
        ]
      : high - low > wideRange
        ? [
            `${counted(calibratedOn, "object")} to calibrate by are few: sets calibrated so hold the right class of ${Math.round(100 * low)} to ${Math.round(100 * high)} % of new objects (9 of 10 such calibrations), not of ${percent} % exactly`,
          ]
        : [];
  const chosen = held.hasChosenEpoch
    ? [
        "no test object was held out: the calibration objects are those that chose the best epoch, so the promise is a little too good",
      ]
    : [];
  return [...few, ...chosen];
}

function strangers({ card }: Survey, { runs: [run] }: Predictor): string[] {
  if (run.card.survey === card.name) return [];
  return [
    `calibrated on objects of survey "${run.card.survey}": of those of "${card.name}" nothing is promised, unless they are alike (almagest shift ${run.card.survey} ${card.name} --run ${run.id})`,
  ];
}

/** Of class probabilities, [images], nats. */
function entropies({ answers, means }: PredictedImages): { predictive_entropy: Float32Array } {
  const sums = new Float32Array(means.length / answers.length);
  means.forEach((p, i) => {
    const image = Math.floor(i / answers.length);
    sums[image] = (sums[image] as number) + entropyOf(p);
  });
  return { predictive_entropy: sums };
}

/** What was predicted of some of the images. */
function rowsOf(all: PredictedImages, rows: readonly number[]): PredictedImages {
  const some = (values: Float32Array, width: number) => {
    const found = new Float32Array(rows.length * width);
    rows.forEach((row, i) => {
      found.set(values.subarray(row * width, (row + 1) * width), i * width);
    });
    return found;
  };
  const { answers, means, concentrations, doubts, representations } = all;
  const images = means.length / answers.length;
  return {
    answers,
    means: some(means, answers.length),
    ...(concentrations ? { concentrations: some(concentrations, answers.length) } : {}),
    ...(doubts
      ? { doubts: Object.fromEntries(Object.entries(doubts).map(([name, values]) => [name, some(values, 1)])) }
      : {}),
    representations: some(representations, representations.length / Math.max(1, images)),
  };
}
