/** The measures are those of scikit-learn and SciPy: fixtures/semantics/measures.py made the numbers. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { binned, forestShare, growForest } from "./forest.ts";
import { averageLinkage } from "./grouping.ts";
import { mutualInformation } from "./information.ts";
import { confusion, f1, macroF1, weightedF1 } from "./recovery.ts";

const fixture = JSON.parse(readFileSync(new URL("../../../fixtures/semantics/measures.json", import.meta.url), "utf8"));

test("mutual information is scikit-learn's, in bits", () => {
  for (const { a, b, bits } of fixture.mutualInformation) expect(mutualInformation(a, b)).toBeCloseTo(bits, 10);
});

test("F1 is scikit-learn's, of each class, their mean and the weighted mean", () => {
  const { truth, said, macro, weighted, each } = fixture.f1;
  const rows = truth[0].map((_: number, i: number) => i);
  expect(macroF1(truth, said, rows)).toBeCloseTo(macro, 10);
  expect(weightedF1(truth, said, rows)).toBeCloseTo(weighted, 10);
  expect(truth.map((one: number[], k: number) => f1(confusion(one, said[k], rows)))).toEqual(
    each.map((value: number) => expect.closeTo(value, 10)),
  );
});

test("average linkage joins what SciPy's joins, at the same distances", () => {
  const { distance, merges } = fixture.averageLinkage;
  const n = distance.length;
  const found = averageLinkage(
    Float64Array.from(distance.flat(), (value: number) => -value),
    n,
  );
  expect(found.map(({ a, b, likeness }) => [Math.min(a, b), Math.max(a, b), -likeness])).toEqual(
    merges.map(([a, b, at]: number[]) => [a, b, expect.closeTo(at as number, 8)]),
  );
});

test("a forest weighs features and votes on unseen rows as scikit-learn's does", () => {
  const { features, label, importances, outOfBag } = fixture.forest;
  const rows = label.map((_: number, i: number) => i);
  const forest = growForest(binned(features), label, rows, { trees: 500, stream: randomStream(1, "test") });
  forest.importances.forEach((value, i) => {
    expect(Math.abs(value - importances[i])).toBeLessThan(0.02);
  });
  const apart = rows.map((row: number) => Math.abs((forest.outOfBag[row] as number) - outOfBag[row]));
  expect(apart.reduce((a: number, b: number) => a + b) / rows.length).toBeLessThan(0.03);
});

test("the same seed grows the same forest, and a row it learnt is voted as it was", () => {
  const { features, label } = fixture.forest;
  const data = binned(features);
  const rows = label.map((_: number, i: number) => i);
  const grown = () => growForest(data, label, rows, { trees: 20, stream: randomStream(3, "test") });
  expect(grown()).toEqual(grown());
  const single = growForest(binned([[0, 0, 1, 1]]), [0, 0, 1, 1], [0, 1, 2, 3], { trees: 50, stream: randomStream(1) });
  expect(forestShare(single, binned([[0, 0, 1, 1]]), 3)).toBeGreaterThan(0.8);
});
