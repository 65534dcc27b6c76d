/** A linear probe from few examples: its penalty by cross-validation, and what it is worth on examples it had not seen. */

import { randomStream, shuffled } from "../../random.ts";
import { fitLogistic, type LogisticModel, probabilities, type Sides } from "./logisticRegression.ts";
import { type Measures, measuresOf } from "./measures.ts";

export interface LearningPoint {
  /** Examples that taught, in the mean of the folds. */
  examples: number;
  measures: Omit<Measures, "reliability">;
}

export interface Probe {
  model: LogisticModel;
  penalty: number;
  folds: number;
  /** On examples that each fold's model had not seen, nor its choice of penalty. */
  measures: Measures;
  /** Of each example, by the fold's model that had not seen it. */
  heldOut: Float32Array;
  /** Against how many examples taught; the last is of all but those held out. */
  curve: LearningPoint[];
}

/** From hardly any weight to hardly any penalty, of components with variance near 1. */
const penalties = Array.from({ length: 7 }, (_, i) => 10 ** (2.5 - i * 0.6));
const mostFolds = 5;
/** The penalty that is best of these is best of more, and each try costs as many as there are. */
const mostTried = 600;

/**
 * @param sides two examples of either or more
 * @param seed of the folds and of what the learning curve leaves out
 */
export function teachProbe(sides: Sides, seed = 0): Probe {
  const { targets, width } = sides;
  const folds = foldsOf(targets, mostFolds, randomStream(seed, "folds"));
  const heldOut = new Float32Array(targets.length);
  const outer = foldRows(folds.fold, folds.count);
  for (const { inside, outside } of outer) {
    const chances = probabilities(chosenModel(part(sides, inside), seed).model, part(sides, outside).points);
    outside.forEach((row, i) => {
      heldOut[row] = chances[i] as number;
    });
  }
  const measures = measuresOf(heldOut, targets, seed);
  const curve = sizesUpTo(outer[0]?.inside.length ?? 0, targets).map((size): LearningPoint => {
    const chances = new Float32Array(targets.length);
    let taught = 0;
    outer.forEach(({ inside, outside }, fold) => {
      const few = stratified(inside, targets, size, randomStream(seed, "few", size, fold));
      taught += few.length / outer.length;
      const found = probabilities(chosenModel(part(sides, few), seed).model, part(sides, outside).points);
      outside.forEach((row, i) => {
        chances[row] = found[i] as number;
      });
    });
    const { reliability: _, ...rest } = measuresOf(chances, targets, seed);
    return { examples: Math.round(taught), measures: rest };
  });
  const { reliability: _, ...all } = measures;
  const used = outer.reduce((sum, { inside }) => sum + inside.length, 0) / outer.length;
  return {
    ...chosenModel({ points: sides.points, width, targets }, seed),
    folds: folds.count,
    measures,
    heldOut,
    curve: [...curve, { examples: Math.round(used), measures: all }],
  };
}

/** The model with the penalty whose left-out examples are the most probable. */
function chosenModel(all: Sides, seed: number): { model: LogisticModel; penalty: number } {
  const rows = [...all.targets.keys()];
  const stream = randomStream(seed, "tried");
  const sides = rows.length > mostTried ? part(all, stratified(rows, all.targets, mostTried, stream)) : all;
  const { targets } = sides;
  const { fold, count } = foldsOf(targets, mostFolds, randomStream(seed, "inner folds"));
  const losses = new Float64Array(penalties.length);
  if (count > 1)
    for (const { inside, outside } of foldRows(fold, count)) {
      const [seen, left] = [part(sides, inside), part(sides, outside)];
      let model: LogisticModel | undefined;
      penalties.forEach((penalty, p) => {
        model = fitLogistic(seen, penalty, { from: model });
        const chances = probabilities(model, left.points);
        left.targets.forEach((target, i) => {
          const chance = Math.min(1 - 1e-6, Math.max(1e-6, chances[i] as number));
          losses[p] = (losses[p] as number) - Math.log(target === 1 ? chance : 1 - chance);
        });
      });
    }
  // Of too few to leave some out, a penalty in the middle.
  const best = count > 1 ? losses.indexOf(Math.min(...losses)) : Math.floor(penalties.length / 2);
  const penalty = penalties[best] as number;
  return { penalty, model: fitLogistic(all, penalty) };
}

function part({ points, width, targets }: Sides, rows: readonly number[]): Sides {
  const own = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    own.set(points.subarray(row * width, (row + 1) * width), i * width);
  });
  return { points: own, width, targets: Uint8Array.from(rows, (row) => targets[row] as number) };
}

/** Folds that have as many of either side as can be; no more of them than there are examples of the rarer one. */
function foldsOf(targets: Uint8Array, most: number, stream: ReturnType<typeof randomStream>) {
  const sides = [0, 1].map((side) => [...targets.keys()].filter((row) => targets[row] === side));
  const count = Math.min(most, ...sides.map(({ length }) => length));
  const fold = new Uint8Array(targets.length);
  let dealt = 0;
  for (const members of sides)
    for (const place of shuffled(members.length, stream)) fold[members[place] as number] = dealt++ % Math.max(1, count);
  return { fold, count };
}

function foldRows(fold: Uint8Array, count: number): { inside: number[]; outside: number[] }[] {
  return Array.from({ length: count }, (_, which) => {
    const inside: number[] = [];
    const outside: number[] = [];
    for (const [row, each] of fold.entries()) (each === which ? outside : inside).push(row);
    return { inside, outside };
  });
}

const fewestTaught = 6;

/** Doubling, to less than all. */
function sizesUpTo(all: number, targets: Uint8Array): number[] {
  const positives = targets.reduce((sum, each) => sum + each, 0);
  const rarer = Math.min(positives, targets.length - positives) / targets.length;
  const found: number[] = [];
  for (let size = all / 2; size >= fewestTaught && size * rarer >= 1 && found.length < 6; size /= 2)
    found.unshift(Math.round(size));
  return found;
}

/** Some of either side, in the proportion they are in; one of each at least. */
function stratified(
  rows: readonly number[],
  targets: Uint8Array,
  size: number,
  stream: ReturnType<typeof randomStream>,
): number[] {
  return [0, 1].flatMap((side) => {
    const members = rows.filter((row) => targets[row] === side);
    const wanted = Math.max(1, Math.round((size * members.length) / rows.length));
    return [...shuffled(members.length, stream)].slice(0, wanted).map((place) => members[place] as number);
  });
}
