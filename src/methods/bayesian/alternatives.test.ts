import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import type { Table } from "../zoobot/measures.ts";
import { conformalSets, conformalThreshold, coverageOf } from "./conformalSets.ts";
import { conformalRemarks, conformalStatement } from "./conformalStatement.ts";
import { droppedHeads } from "./dropoutDraws.ts";
import { drawnHeads, headPosterior } from "./lastLayerLaplace.ts";
import { bestTemperature, scaled } from "./temperatureScaling.ts";
import { requireEnough, temperatureStatement } from "./temperatureStatement.ts";
import { negativeLogLikelihood } from "./uncertaintyMeasures.ts";

/** A classifier of three classes that is worth little, and the truth. @param sharpness of what it says: 1 is honest */
function guesses(count: number, seed: number, sharpness = 1): { predicted: Table; targets: Table } {
  const stream = randomStream(seed, "guesses");
  const [predicted, targets]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    const logits = [0, 1, 2].map(() => 1.5 * stream.normal());
    const softmax = (factor: number) => {
      const weights = logits.map((logit) => Math.exp(factor * logit));
      return weights.map((weight) => weight / weights.reduce((a, b) => a + b, 0));
    };
    const [first = 0, second = 0] = softmax(1);
    const u = stream.uniform();
    const right = u < first ? 0 : u < first + second ? 1 : 2;
    predicted.push(...softmax(sharpness));
    targets.push(...[0, 1, 2].map((each) => (each === right ? 1 : 0)));
  }
  return { predicted: { answers: 3, values: predicted }, targets: { answers: 3, values: targets } };
}

describe("conformal sets", () => {
  test("hold the right class as often as promised, whatever the classifier", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.7, 0.8, 0.9, 0.95),
        fc.double({ min: 0.05, max: 8, noNaN: true }),
        fc.nat(1e6),
        (coverage, sharpness, seed) => {
          let held = 0;
          const repeats = 60;
          for (let repeat = 0; repeat < repeats; repeat++) {
            const calibration = guesses(60, seed + repeat, sharpness);
            const other = guesses(50, seed + repeat + 2 ** 21, sharpness);
            const threshold = conformalThreshold(calibration.predicted, calibration.targets, coverage);
            held += coverageOf(conformalSets(other.predicted, threshold), other.targets) / repeats;
          }
          // Between calibrations coverage varies by 0.05 or so: four standard errors of 60 of them.
          expect(held).toBeGreaterThan(coverage - 0.035);
        },
      ),
      { numRuns: 6 },
    );
  });

  test("hold every class where there are too few objects to promise by", () => {
    const { predicted, targets } = guesses(5, 1);
    const threshold = conformalThreshold(predicted, targets, 0.95);
    expect(threshold).toBe(Number.POSITIVE_INFINITY);
    expect(conformalSets(predicted, threshold)).toEqual(Array.from({ length: 5 }, () => [0, 1, 2]));
  });

  test.each([0, 1, -1, Number.NaN])("refuse a coverage of %s", (coverage) => {
    const { predicted, targets } = guesses(5, 1);
    expect(() => conformalThreshold(predicted, targets, coverage)).toThrow(/between 0 and 1/);
  });
});

test("sets of classes of which nobody knows an object are said to be untried", () => {
  const { predicted, targets } = guesses(200, 3);
  const known = Array.from(targets.values).filter((_, i) => targets.values[i - (i % 3) + 2] === 0);
  const told = {
    predicted: { answers: 3, values: Array.from(predicted.values).slice(0, known.length) },
    targets: { answers: 3, values: known },
  };
  const both = { calibrating: told, judging: told };
  const { sets: _, ...said } = conformalStatement(0.8, ["a", "b", "c"], predicted, both);
  expect(said.untried).toEqual(["c"]);
  expect(conformalRemarks(said, 2).at(-1)).toMatch(/no object held out is of class c:/);
});

describe("temperature scaling", () => {
  test("finds by how much a classifier was too sure, or not sure enough", () => {
    for (const sharpness of [0.5, 1, 3]) {
      const { predicted, targets } = guesses(1500, 4, sharpness);
      expect(bestTemperature(predicted, targets) / sharpness).toBeCloseTo(1, 0);
    }
  });

  test("never makes what it was fitted to less likely", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0.2, max: 5, noNaN: true }), (seed, sharpness) => {
        const { predicted, targets } = guesses(50, seed, sharpness);
        const after = negativeLogLikelihood(scaled(predicted, bestTemperature(predicted, targets)), targets);
        expect(after).toBeLessThanOrEqual(negativeLogLikelihood(predicted, targets) + 1e-6);
      }),
      { numRuns: 20 },
    );
  });
});

describe("what is said of a temperature", () => {
  test("tells too sure from too few to tell by how it scatters", () => {
    const of = (count: number, sharpness: number) =>
      temperatureStatement({ fitting: guesses(count, 4, sharpness), judging: guesses(100, 5, sharpness) }, 0)
        .temperatureInterval;
    expect(of(400, 3)[0]).toBeGreaterThan(1);
    const [low, high] = of(12, 1);
    expect([low < 1, high > 1]).toEqual([true, true]);
  });

  test("is nothing of fewer objects than a temperature can be fitted to", () => {
    expect(() => requireEnough(4)).toThrow(/4 objects held out are too few to fit a temperature to \(5 at least\)/);
    expect(() => requireEnough(5)).not.toThrow();
  });
});

describe("last-layer Laplace", () => {
  const head = { weight: Float32Array.from([1, -1, -1, 1]), bias: Float32Array.from([0.2, -0.2]) };
  const stream = randomStream(2, "representations");
  const seen = Float32Array.from({ length: 200 }, () => stream.normal());

  test("draws heads as widely as the loss's curvature allows: checked against its inverse for one feature", () => {
    // One object, one feature of 0: only the biases' precision is more than the prior's, and it is p (1 - p) of each.
    const one = { weight: Float32Array.of(0, 0), bias: Float32Array.of(0.7, -0.7) };
    const posterior = headPosterior(one, Float32Array.of(0), { priorPrecision: 2 });
    const p = 1 / (1 + Math.exp(-1.4));
    const c = p * (1 - p);
    // Precision [[2 + c, -c], [-c, 2 + c]] of the biases: their difference has variance 2 / (2 + 2c).
    const tables = [...drawnHeads(posterior, Float32Array.of(0), { seed: 1, draws: 4000 })];
    const logits = tables.map(({ values }) => Math.log((values[0] as number) / (values[1] as number)));
    const mean = logits.reduce((a, b) => a + b, 0) / logits.length;
    const variance = logits.reduce((sum, each) => sum + (each - mean) ** 2, 0) / logits.length;
    expect(mean).toBeCloseTo(1.4, 1);
    expect(variance / (2 / (2 + 2 * c))).toBeCloseTo(1, 1);
  });

  test("becomes the head itself as the prior grows strong, and less sure as it weakens", () => {
    const doubt = (priorPrecision: number) => {
      const tables = [
        ...drawnHeads(headPosterior(head, seen, { priorPrecision }), Float32Array.of(0.3, 0.2), {
          seed: 1,
          draws: 300,
        }),
      ];
      const p = tables.map(({ values }) => values[0] as number);
      const mean = p.reduce((a, b) => a + b, 0) / p.length;
      return Math.sqrt(p.reduce((sum, each) => sum + (each - mean) ** 2, 0) / p.length);
    };
    expect(doubt(1e9)).toBeLessThan(1e-3);
    expect(doubt(0.1)).toBeGreaterThan(doubt(100));
  });
});

test("dropout left on says the same on average, and with rate 0 exactly", () => {
  const head = { weight: Float32Array.from([1, -1, -1, 1]), bias: Float32Array.from([0, 0]) };
  const x = Float32Array.of(0.4, 0.1);
  const [sure] = droppedHeads(head, x, { rate: 0, seed: 1, draws: 1 });
  expect(sure?.values[0]).toBeCloseTo(1 / (1 + Math.exp(-0.6)), 6);
  const many = [...droppedHeads(head, x, { rate: 0.2, seed: 1, draws: 2000 })].map(({ values }) => values[0] as number);
  expect(new Set(many.map((p) => p.toFixed(6))).size).toBe(4);
  expect(many.reduce((a, b) => a + b, 0) / many.length).toBeCloseTo(sure?.values[0] as number, 1);
});
