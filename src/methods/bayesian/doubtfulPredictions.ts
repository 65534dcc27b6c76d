/** A survey predicted with a word on how far to believe it: probabilities calibrated, sets of classes that hold the right one. */

import { wilsonInterval } from "../../explore/wilson.ts";
import { Fault, usage } from "../../fault.ts";
import { predictionColumn } from "../../survey/predictions.ts";
import { type Survey, surveyObjects } from "../../survey/survey.ts";
import type { Task } from "../../training/run.ts";
import { entropyOf } from "../../training/uncertainty.ts";
import type { PredictedImages, PredictOptions } from "../zoobot/predict.ts";
import { keepPredictions } from "../zoobot/surveyPredictions.ts";
import { type Conformal, type Counted, conformalRemarks, conformalStatement, type Told } from "./conformalStatement.ts";
import { type HeldOut, heldOut, parted, rowsAt } from "./heldOut.ts";
import type { Predictor } from "./predictor.ts";
import { scaled } from "./temperatureScaling.ts";
import { type Calibration, temperatureRemarks, temperatureStatement } from "./temperatureStatement.ts";
import { errorWithout, wrongs } from "./uncertaintyMeasures.ts";

/** On objects that were held out. */
export interface HeldAccuracy {
  accuracy: Counted;
  /** Error rates of the half that is surer, and of the other: doubt is worth something where they differ. */
  errors: { surer: number; lessSure: number };
  /** Whether the surer half errs less often, and by more than chance would have it (5 %). */
  findsErrors: boolean;
}

export interface Doubted {
  objects: number;
  answers: string[];
  /** In which the survey keeps what stands beside the answers. */
  columns: string[];
  held?: HeldAccuracy;
  calibration?: Calibration;
  conformal?: Conformal;
  /** What a reader must know to believe the figures. */
  remarks: string[];
}

export interface DoubtOptions extends PredictOptions {
  out?: string;
  /** Whether probabilities are made as sure as they ought to be: see `bestTemperature`. */
  calibrate?: boolean;
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
  { out, calibrate = false, conformal, seed = 0, ...options }: DoubtOptions,
): Promise<Doubted> {
  const { task } = predictor;
  if (calibrate) requireClasses(task, "--calibrate");
  if (conformal !== undefined) requireClasses(task, "--conformal");
  const isMended = calibrate || conformal !== undefined;
  const { ids, images } = await surveyObjects(survey);
  const known = isMended || predictor.isDoubtful ? await heldForClasses(predictor) : undefined;
  if (isMended && !known) throw noneHeldOut(predictor);
  // Others are looked at only where something is fitted to them.
  const held = isMended ? known : known && among(known, new Set(images));
  // Most held objects are of this survey: no picture is looked at twice.
  const all = [...new Set([...images, ...(held?.images ?? [])])];
  const places = new Map(all.map((image, i) => [image, i]));
  const everything = await predictor.predict(all, options);
  const { answers } = everything;
  const at = (paths: readonly string[]) =>
    rowsOf(
      everything,
      paths.map((path) => places.get(path) as number),
    );
  const predicted = at(images);
  const result: Doubted = { objects: ids.length, answers, columns: [], remarks: [] };
  if (held) {
    const said = at(held.images);
    if (predictor.isDoubtful) result.held = heldAccuracy(said, held);
    // One part a use, and one that nothing was fitted to.
    const parts = parted(held.images.length, 1 + (calibrate ? 1 : 0) + (conformal === undefined ? 0 : 1), seed);
    const told = (part: number): Told => ({
      predicted: rowsAt(said.means, answers.length, parts[part] ?? []),
      targets: rowsAt(held.targets.flat(), answers.length, parts[part] ?? []),
    });
    const judging = parts.length - 1;
    if (calibrate) {
      result.calibration = temperatureStatement({ fitting: told(0), judging: told(judging) }, seed);
      for (const each of [predicted, said]) heat(each, result.calibration.temperature);
      result.remarks.push(...temperatureRemarks(result.calibration));
    }
    if (conformal !== undefined) {
      const { sets, ...found } = conformalStatement(
        conformal,
        { answers: answers.length, values: predicted.means },
        { calibrating: told(judging - 1), judging: told(judging) },
      );
      addSets(predicted, sets);
      result.conformal = found;
      result.remarks.push(...conformalRemarks(found, parts.length));
    }
    if (isMended) result.remarks.push(...heldRemarks(survey, predictor, held));
  }
  await keepPredictions(survey, { name: predictor.name, task, out }, ids, predicted);
  result.columns = Object.keys({ ...predicted.doubts, ...predicted.texts }).map((each) =>
    predictionColumn(predictor.name, each),
  );
  return result;
}

function requireClasses(task: Task, option: string): void {
  if (task.kind === "labels") return;
  throw usage(
    `${option} is of runs that learn classes (--label): this one learnt ${task.kind === "votes" ? "votes" : "a number"}`,
  );
}

async function heldForClasses({ task, runs }: Predictor): Promise<HeldOut | undefined> {
  return task.kind === "labels" ? heldOut(runs) : undefined;
}

function among(held: HeldOut, images: ReadonlySet<string>): HeldOut | undefined {
  const kept = held.images.flatMap((image, i) => (images.has(image) ? [i] : []));
  if (kept.length === 0) return undefined;
  const of = <T>(values: readonly T[]) => kept.map((i) => values[i] as T);
  return { ...held, images: of(held.images), targets: of(held.targets) };
}

function noneHeldOut({ runs }: Predictor): Fault {
  const named = runs.map(({ id }) => `"${id}"`).join(", ");
  return new Fault(
    "no-held-out",
    `no object of known class is left from which run ${named} did not learn, so nothing can be calibrated: train on a survey with more labelled objects (a fifth of them is held out)`,
  );
}

function heldAccuracy({ answers, means, doubts }: PredictedImages, held: HeldOut): HeldAccuracy {
  const objects = held.images.length;
  const isWrong = wrongs(
    { answers: answers.length, values: means },
    { answers: answers.length, values: held.targets.flat() },
  );
  const right = isWrong.filter((wrong) => !wrong).length;
  const errors = objects - right;
  const [surer = 0] = errorWithout([0.5], doubts?.predictive_entropy ?? [], isWrong);
  const [own, others] = [Math.round(objects / 2), objects - Math.round(objects / 2)];
  const lessSure = (errors - surer * own) / Math.max(1, others);
  const scatter = Math.sqrt(((errors / objects) * (right / objects) * objects) / Math.max(1, own * others));
  return {
    accuracy: { value: right / objects, interval: wilsonInterval(right, objects), objects },
    errors: { surer, lessSure },
    findsErrors: lessSure - surer > 1.645 * scatter,
  };
}

function heldRemarks({ card }: Survey, { runs: [run] }: Predictor, held: HeldOut): string[] {
  const chosen = held.hasChosenEpoch
    ? [
        "no test object was held out: the calibration objects chose the best epoch too, so the figures are a little too good",
      ]
    : [];
  if (run.card.survey === card.name) return chosen;
  return [
    ...chosen,
    `calibrated on objects of survey "${run.card.survey}": nothing is promised of those of "${card.name}", unless they are alike (almagest shift ${run.card.survey} ${card.name} --run ${run.id})`,
  ];
}

/** Divides logits by a temperature; how far networks disagree stays what it was. */
function heat(predicted: PredictedImages, temperature: number): void {
  const { values } = scaled({ answers: predicted.answers.length, values: predicted.means }, temperature);
  predicted.means = Float32Array.from(values);
  predicted.doubts = { ...predicted.doubts, ...entropies(predicted) };
}

function addSets(predicted: PredictedImages, sets: readonly (readonly number[])[]): void {
  predicted.doubts = {
    ...entropies(predicted),
    ...predicted.doubts,
    set_size: Float32Array.from(sets, ({ length }) => length),
  };
  predicted.texts = {
    prediction_set: sets.map((set) => set.map((answer) => predicted.answers[answer]).join(" | ")),
  };
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
  const { answers, means, concentrations, doubts } = all;
  return {
    answers,
    means: some(means, answers.length),
    ...(concentrations ? { concentrations: some(concentrations, answers.length) } : {}),
    ...(doubts
      ? { doubts: Object.fromEntries(Object.entries(doubts).map(([name, values]) => [name, some(values, 1)])) }
      : {}),
    // Of no use to a table, and the largest there is.
    representations: new Float32Array(),
  };
}
