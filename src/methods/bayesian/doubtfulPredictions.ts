/** A survey predicted with a word on how far to believe it: probabilities calibrated, sets of classes that hold the right one. */

import { counted } from "../../counted.ts";
import { wilsonInterval } from "../../explore/wilson.ts";
import { Fault, usage } from "../../fault.ts";
import { predictionColumn } from "../../survey/predictions.ts";
import { type Survey, surveyObjects } from "../../survey/survey.ts";
import type { Task } from "../../training/run.ts";
import { entropyOf } from "../../training/uncertainty.ts";
import type { PredictedImages, PredictOptions } from "../zoobot/predict.ts";
import { keepPredictions } from "../zoobot/surveyPredictions.ts";
import { conformalInterval, type Interval, intervalRemarks } from "./conformalIntervals.ts";
import { type Conformal, type Counted, conformalRemarks, conformalStatement, type Told } from "./conformalStatement.ts";
import { type HeldOut, heldOut, parted, rowsAt } from "./heldOut.ts";
import type { Predictor } from "./predictor.ts";
import { scaled } from "./temperatureScaling.ts";
import { type Calibration, requireEnough, temperatureRemarks, temperatureStatement } from "./temperatureStatement.ts";
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
  /** The same of a run that predicts a number. */
  interval?: Interval;
  /** What a reader must know to believe the figures. */
  remarks: string[];
}

export interface DoubtOptions extends Omit<PredictOptions, "ratioOf"> {
  out?: string;
  /** Whether probabilities are made as sure as they ought to be: see `bestTemperature`. */
  calibrate?: boolean;
  /** Above 0, below 1: how often sets of classes, or intervals, are to hold the right one. */
  conformal?: number;
  /** Of the survey's pictures beside those learnt from: see `seenPictures`. */
  ratio?: number;
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
  { out, calibrate = false, conformal, seed = 0, ratio = 1, ...options }: DoubtOptions,
): Promise<Doubted> {
  const { task } = predictor;
  if (calibrate) requireKind(task, ["labels"], "--calibrate");
  if (conformal !== undefined) requireKind(task, ["labels", "regression"], "--conformal");
  const uses = (calibrate ? 1 : 0) + (conformal === undefined ? 0 : 1);
  const { ids, images } = await surveyObjects(survey);
  const held = uses > 0 ? await heldFor(predictor, uses) : await heldAmong(predictor, images);
  // Most held objects are of this survey: no picture is looked at twice.
  const all = [...new Set([...images, ...(held?.images ?? [])])];
  const places = new Map(all.map((image, i) => [image, i]));
  const own = ratio === 1 ? undefined : new Set(images);
  const ratioOf = own && ((path: string) => (own.has(path) ? ratio : 1));
  const everything = await predictor.predict(all, { ...options, ratioOf });
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
    if (predictor.isDoubtful && task.kind === "labels") result.held = heldAccuracy(said, held);
    // One part a use, and one that nothing was fitted to.
    const parts = parted(held.images.length, uses + 1, seed);
    const told = (part: number): Told => ({
      predicted: rowsAt(said.means, answers.length, parts[part] ?? []),
      targets: rowsAt(held.targets.flat(), answers.length, parts[part] ?? []),
    });
    if (calibrate) {
      requireEnough(parts[0]?.length ?? 0);
      result.calibration = temperatureStatement({ fitting: told(0), judging: told(uses) }, seed);
      for (const each of [predicted, said]) heat(each, result.calibration.temperature);
      result.remarks.push(...temperatureRemarks(result.calibration));
    }
    const both = () => ({ calibrating: told(uses - 1), judging: told(uses) });
    if (conformal !== undefined && task.kind === "regression") {
      result.interval = conformalInterval(conformal, both());
      addInterval(predicted, result.interval);
      result.remarks.push(...intervalRemarks(result.interval, parts.length));
    } else if (conformal !== undefined) {
      const table = { answers: answers.length, values: predicted.means };
      const { sets, ...found } = conformalStatement(conformal, answers, table, both());
      addSets(predicted, sets);
      result.conformal = found;
      result.remarks.push(...conformalRemarks(found, parts.length));
    }
    if (uses > 0 || result.held) result.remarks.push(...heldRemarks(survey, predictor, held, uses > 0));
  }
  await keepPredictions(survey, { name: predictor.name, task, out }, ids, predicted);
  result.columns = Object.keys({ ...predicted.doubts, ...predicted.texts }).map((each) =>
    predictionColumn(predictor.name, each),
  );
  return result;
}

function requireKind({ kind }: Task, kinds: readonly Task["kind"][], option: string): void {
  if (kinds.includes(kind)) return;
  const learnt = { labels: "classes", votes: "votes", regression: "a number" };
  throw usage(
    `${option} is of runs that learn ${kinds.map((each) => learnt[each]).join(" or ")}: this one learnt ${learnt[kind]}`,
  );
}

/** @throws Fault "no-held-out" where there are fewer than can be parted */
async function heldFor({ runs }: Predictor, uses: number): Promise<HeldOut> {
  const held = await heldOut(runs);
  const objects = held?.images.length ?? 0;
  if (held && objects > uses) return held;
  const named = runs.map(({ id }) => `"${id}"`).join(", ");
  throw new Fault(
    "no-held-out",
    `${counted(objects, "object")} of known class or number ${objects === 1 ? "is" : "are"} left from which run ${named} did not learn: too few to calibrate by. Train on a survey with more labelled objects (a fifth of them is held out)`,
  );
}

/** Where nothing is fitted to held objects, those are looked at that are predicted anyway. */
async function heldAmong(
  { task, runs, isDoubtful }: Predictor,
  images: readonly string[],
): Promise<HeldOut | undefined> {
  const held = isDoubtful && task.kind === "labels" ? await heldOut(runs) : undefined;
  if (!held) return undefined;
  const there = new Set(images);
  const kept = held.images.flatMap((image, i) => (there.has(image) ? [i] : []));
  const of = <T>(values: readonly T[]) => kept.map((i) => values[i] as T);
  return kept.length === 0 ? undefined : { ...held, images: of(held.images), targets: of(held.targets) };
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

function heldRemarks({ card }: Survey, { runs: [run] }: Predictor, held: HeldOut, isCalibrated: boolean): string[] {
  const chosen = held.hasChosenEpoch
    ? [
        "no test object was held out: the validation objects chose the best epoch too, so the figures are a little too good",
      ]
    : [];
  if (!isCalibrated || run.card.survey === card.name) return chosen;
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

function addInterval(predicted: PredictedImages, { halfWidth }: Interval): void {
  if (halfWidth === null) return;
  predicted.doubts = {
    ...predicted.doubts,
    prediction_low: predicted.means.map((value) => value - halfWidth),
    prediction_high: predicted.means.map((value) => value + halfWidth),
  };
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
