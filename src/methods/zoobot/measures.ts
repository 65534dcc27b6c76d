/** How well predictions agree with labels or votes. */

import { answerColumn, type DecisionTree, type Question, questionSlices } from "../../survey/decisionTree.ts";

/** Rows of `answers` numbers, end to end. */
export interface Table {
  answers: number;
  values: ArrayLike<number>;
}

export function rowOf({ answers, values }: Table, row: number): number[] {
  return Array.from({ length: answers }, (_, i) => values[row * answers + i] ?? 0);
}

export function rowCount({ answers, values }: Table): number {
  return values.length / answers;
}

/** Objects of each class (rows) that were given each class (columns). */
export function confusion(predicted: Table, targets: Table): number[][] {
  const counts = Array.from({ length: targets.answers }, () => new Array<number>(targets.answers).fill(0));
  for (let row = 0; row < rowCount(targets); row++) {
    const line = counts[largest(rowOf(targets, row))];
    const column = largest(rowOf(predicted, row));
    if (line) line[column] = (line[column] ?? 0) + 1;
  }
  return counts;
}

export function accuracy(counts: readonly (readonly number[])[]): number {
  const total = counts.flat().reduce((a, b) => a + b, 0);
  return counts.reduce((right, row, i) => right + (row[i] ?? 0), 0) / total;
}

/** The mean over classes of the share that was found; classes without objects do not count. */
export function balancedAccuracy(counts: readonly (readonly number[])[]): number {
  const recalls = counts.flatMap((row, i) => {
    const total = row.reduce((a, b) => a + b, 0);
    return total > 0 ? [(row[i] ?? 0) / total] : [];
  });
  return recalls.reduce((a, b) => a + b, 0) / recalls.length;
}

export interface QuestionMeasure {
  question: string;
  /** Objects with at least one vote here. */
  objects: number;
  /** Mean absolute error of the vote fractions, over objects and answers. */
  error: number;
  /** The same for a predictor that always says the training objects' mean fractions. */
  baseline: number;
  answers: { answer: string; error: number; baseline: number }[];
}

/**
 * @param predicted expected vote fractions
 * @param votes counts, in the order of `answerColumns`
 * @param training counts of the objects trained on, for the baseline
 */
export function voteErrors(tree: DecisionTree, predicted: Table, votes: Table, training: Table): QuestionMeasure[] {
  return questionSlices(tree).map(({ question, first, last }) => {
    const means = meanFractions(training, first, last);
    const errors = question.answers.map(() => 0);
    const baselines = question.answers.map(() => 0);
    let objects = 0;
    for (let row = 0; row < rowCount(votes); row++) {
      const fractions = fractionsOf(rowOf(votes, row).slice(first, last + 1));
      if (!fractions) continue;
      objects++;
      const guess = rowOf(predicted, row).slice(first, last + 1);
      fractions.forEach((fraction, i) => {
        errors[i] = (errors[i] ?? 0) + Math.abs(fraction - (guess[i] ?? 0));
        baselines[i] = (baselines[i] ?? 0) + Math.abs(fraction - (means[i] ?? 0));
      });
    }
    return measureOf(question, objects, errors, baselines);
  });
}

function measureOf(question: Question, objects: number, errors: number[], baselines: number[]): QuestionMeasure {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / (values.length * Math.max(1, objects));
  return {
    question: question.name,
    objects,
    error: mean(errors),
    baseline: mean(baselines),
    answers: question.answers.map((answer, i) => ({
      answer: answerColumn(question, answer),
      error: (errors[i] ?? 0) / Math.max(1, objects),
      baseline: (baselines[i] ?? 0) / Math.max(1, objects),
    })),
  };
}

function meanFractions(votes: Table, first: number, last: number): number[] {
  const sums = new Array<number>(last - first + 1).fill(0);
  let objects = 0;
  for (let row = 0; row < rowCount(votes); row++) {
    const fractions = fractionsOf(rowOf(votes, row).slice(first, last + 1));
    if (!fractions) continue;
    objects++;
    fractions.forEach((fraction, i) => {
      sums[i] = (sums[i] ?? 0) + fraction;
    });
  }
  return sums.map((sum) => sum / Math.max(1, objects));
}

/** Undefined where nobody voted. */
export function fractionsOf(counts: readonly number[]): number[] | undefined {
  const total = counts.reduce((a, b) => a + b, 0);
  return total > 0 ? counts.map((count) => count / total) : undefined;
}

export interface CalibrationBin {
  /** Mean prediction in the bin, and the mean of what was observed there. */
  predicted: number;
  observed: number;
  count: number;
}

/** Ten bins of predicted probability or fraction (DeGroot & Fienberg 1983); empty ones are left out. */
export function calibration(pairs: Iterable<readonly [predicted: number, observed: number]>): CalibrationBin[] {
  const bins = Array.from({ length: 10 }, () => ({ predicted: 0, observed: 0, count: 0 }));
  for (const [predicted, observed] of pairs) {
    const bin = bins[Math.min(9, Math.floor(predicted * 10))];
    if (!bin) continue;
    bin.predicted += predicted;
    bin.observed += observed;
    bin.count++;
  }
  return bins
    .filter(({ count }) => count > 0)
    .map(({ predicted, observed, count }) => ({ predicted: predicted / count, observed: observed / count, count }));
}

/** Where it stands: the first of equal ones. */
export function largest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
