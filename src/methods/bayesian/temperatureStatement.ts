/** A temperature fitted to objects held out, and what it does to the calibration of others. */

import { counted } from "../../counted.ts";
import { Fault } from "../../fault.ts";
import { randomStream } from "../../random.ts";
import { expectedCalibrationError } from "../sidda/calibrationErrors.ts";
import { rowCount, rowOf, type Table } from "../zoobot/measures.ts";
import type { Told } from "./conformalStatement.ts";
import { bestTemperature, hottest, scaled } from "./temperatureScaling.ts";

/** An error, and between which it lies in 95 % of resamplings of the objects. */
export interface Resampled {
  value: number;
  interval: [number, number];
}

export interface Calibration {
  temperature: number;
  /** Of temperatures fitted to those objects drawn again with repetition, 95 % lie between these. */
  temperatureInterval: [number, number];
  fittedOn: number;
  judgedOn: number;
  /** Expected calibration error of the objects that it was not fitted to; null where there are none. */
  before: Resampled | null;
  after: Resampled | null;
  /** What it falls by. */
  gain: Resampled | null;
  /** What it would be were every probability right: never 0 of few objects. */
  ofRight: number | null;
}

const resamplings = 500;
const refits = 100;

/** Of fewer objects a temperature says more of which they are than of the network. */
const fewestFitted = 5;

/** @throws Fault "no-held-out" where those to fit to are too few */
export function requireEnough(objects: number): void {
  if (objects >= fewestFitted) return;
  throw new Fault(
    "no-held-out",
    `${counted(objects, "object")} held out ${objects === 1 ? "is" : "are"} too few to fit a temperature to (${fewestFitted} at least): leave out --calibrate, or train on a survey with more labelled objects (a fifth of them is held out)`,
  );
}

/** @param seed of the resamplings */
export function temperatureStatement(
  { fitting, judging }: { fitting: Told; judging: Told },
  seed: number,
): Calibration {
  const temperature = bestTemperature(fitting.predicted, fitting.targets);
  const temperatureInterval = middle95(
    Array.from({ length: refits }, (_, draw) => {
      const { predicted, targets } = some(fitting, drawnAgain(rowCount(fitting.targets), seed, "refit", draw));
      return bestTemperature(predicted, targets);
    }),
  );
  const base = {
    temperature,
    temperatureInterval,
    fittedOn: rowCount(fitting.targets),
    judgedOn: rowCount(judging.targets),
  };
  if (base.judgedOn === 0) return { ...base, before: null, after: null, gain: null, ofRight: null };
  const after = { ...judging, predicted: scaled(judging.predicted, temperature) };
  const errorOf = ({ predicted, targets }: Told) => expectedCalibrationError(predicted, targets);
  const drawn = Array.from({ length: resamplings }, (_, draw) => {
    const rows = drawnAgain(base.judgedOn, seed, "resampled", draw);
    return [errorOf(some(judging, rows)), errorOf(some(after, rows))] as const;
  });
  const resampled = (value: number, values: number[]): Resampled => ({ value, interval: middle95(values) });
  const [a, b] = [errorOf(judging), errorOf(after)];
  return {
    ...base,
    before: resampled(
      a,
      drawn.map(([each]) => each),
    ),
    after: resampled(
      b,
      drawn.map(([, each]) => each),
    ),
    gain: resampled(
      a - b,
      drawn.map(([x, y]) => x - y),
    ),
    ofRight: errorOfRight(after.predicted, seed),
  };
}

export function temperatureRemarks({ temperature, fittedOn }: Calibration): string[] {
  if (temperature < hottest * 0.99 && temperature > 1.01 / hottest) return [];
  return [
    `the temperature ${temperature.toFixed(2)} lies at the end of what is tried: ${counted(fittedOn, "object")} ${temperature < 1 ? "all classed rightly" : "classed no better than by chance"} cannot tell it`,
  ];
}

/** Mean of the error of classes that are drawn as a classifier says. */
function errorOfRight(predicted: Table, seed: number): number {
  const { answers } = predicted;
  let sum = 0;
  for (let draw = 0; draw < resamplings; draw++) {
    const stream = randomStream(seed, "right", draw);
    const values = new Float64Array(predicted.values.length);
    for (let row = 0; row < rowCount(predicted); row++) {
      let left = stream.uniform();
      const at = rowOf(predicted, row).findIndex((p) => {
        left -= p;
        return left < 0;
      });
      values[row * answers + (at < 0 ? answers - 1 : at)] = 1;
    }
    sum += expectedCalibrationError(predicted, { answers, values }) / resamplings;
  }
  return sum;
}

function drawnAgain(rows: number, seed: number, what: string, draw: number): number[] {
  const stream = randomStream(seed, what, draw);
  return Array.from({ length: rows }, () => stream.below(rows));
}

function some({ predicted, targets }: Told, rows: readonly number[]): Told {
  const of = (table: Table) => ({ answers: table.answers, values: rows.flatMap((row) => rowOf(table, row)) });
  return { predicted: of(predicted), targets: of(targets) };
}

function middle95(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
  return [at(0.025), at(0.975)];
}
