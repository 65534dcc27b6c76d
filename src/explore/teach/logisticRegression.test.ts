import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitLogistic, probabilities, type Sides } from "./logisticRegression.ts";
import { averagePrecision, rocAuc } from "./measures.ts";

interface Case {
  width: number;
  penalty: number;
  points: number[];
  targets: number[];
  weights: number[];
  intercept: number;
  chances: number[];
  rocAuc: number;
  averagePrecision: number;
}

const { cases } = JSON.parse(readFileSync(new URL("../../../fixtures/teach/probe.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

describe.each(cases)("beside scikit-learn, $width features and penalty $penalty", (made) => {
  const targets = Uint8Array.from(made.targets);
  const sides: Sides = { points: Float64Array.from(made.points), width: made.width, targets };

  test("weights and intercept are the same, wherever the search begins", () => {
    const exact = { tolerance: 1e-14 };
    const fitted = fitLogistic(sides, made.penalty, exact);
    const elsewhere = { weights: new Float64Array(made.width).fill(3), intercept: -5 };
    for (const found of [fitted, fitLogistic(sides, made.penalty, { ...exact, from: elsewhere })]) {
      made.weights.forEach((weight, k) => {
        expect(found.weights[k]).toBeCloseTo(weight, 5);
      });
      expect(found.intercept).toBeCloseTo(made.intercept, 5);
    }
  });

  test("the area under the curve and the average precision are the same, ties among them", () => {
    expect(rocAuc(made.chances, targets)).toBeCloseTo(made.rocAuc, 10);
    expect(averagePrecision(made.chances, targets)).toBeCloseTo(made.averagePrecision, 10);
  });
});

const made = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 4, max: 30 })).chain(([width, rows]) =>
  fc.record({
    width: fc.constant(width),
    points: fc.array(fc.double({ min: -50, max: 50, noNaN: true }), {
      minLength: width * rows,
      maxLength: width * rows,
    }),
    targets: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: rows, maxLength: rows }),
    penalty: fc.double({ min: 0.01, max: 100, noNaN: true }),
  }),
);

test("any examples give finite weights and probabilities, also where a line parts them or all are of one side", () => {
  fc.assert(
    fc.property(made, ({ width, points, targets, penalty }) => {
      const sides = { points: Float64Array.from(points), width, targets: Uint8Array.from(targets) };
      const model = fitLogistic(sides, penalty);
      expect([...model.weights, model.intercept].every(Number.isFinite)).toBe(true);
      const chances = probabilities(model, sides.points);
      expect(chances.every((each) => each >= 0 && each <= 1)).toBe(true);
    }),
  );
});

test("with both sides turned round every probability is turned round", () => {
  fc.assert(
    fc.property(made, ({ width, points, targets, penalty }) => {
      const sides = { points: Float64Array.from(points), width, targets: Uint8Array.from(targets) };
      const turned = { ...sides, targets: sides.targets.map((each) => 1 - each) };
      const exact = { tolerance: 1e-14 };
      const chances = probabilities(fitLogistic(sides, penalty, exact), sides.points);
      const other = probabilities(fitLogistic(turned, penalty, exact), sides.points);
      chances.forEach((each, i) => {
        expect(each).toBeCloseTo(1 - (other[i] as number), 4);
      });
    }),
  );
});
