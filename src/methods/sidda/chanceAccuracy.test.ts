import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream, shuffled } from "../../random.ts";
import { accuracy } from "../zoobot/measures.ts";
import { chanceAccuracy } from "./chanceAccuracy.ts";

test("a network that always says one class is never better than chance, however common the class", () => {
  const classes = fc.array(fc.nat(200), { minLength: 2, maxLength: 8 }).filter((sizes) => sizes.some((n) => n > 0));
  fc.assert(
    fc.property(classes, fc.nat(), (sizes, which) => {
      const counts = sizes.map((n) => sizes.map((_, column) => (column === which % sizes.length ? n : 0)));
      expect(accuracy(counts) > chanceAccuracy(counts)).toBe(false);
    }),
  );
});

test("is three standard deviations above what shuffled predictions reach", () => {
  const labels = Array.from({ length: 200 }, (_, i) => (i < 120 ? 0 : i < 170 ? 1 : 2));
  const said = Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? 1 : i % 7 === 0 ? 2 : 0));
  const counted = (order: ArrayLike<number>) => {
    const counts = [0, 1, 2].map(() => [0, 0, 0]);
    labels.forEach((label, i) => {
      const row = counts[label] as number[];
      const column = said[order[i] as number] as number;
      row[column] = (row[column] ?? 0) + 1;
    });
    return counts;
  };
  const stream = randomStream(1, "shuffles");
  const reached = Array.from({ length: 1000 }, () => accuracy(counted(shuffled(200, stream))));
  const mean = reached.reduce((a, b) => a + b, 0) / reached.length;
  const deviation = Math.sqrt(reached.reduce((sum, each) => sum + (each - mean) ** 2, 0) / reached.length);
  expect(chanceAccuracy(counted(shuffled(200, stream)))).toBeCloseTo(mean + 3 * deviation, 2);
});

test("a network that tells most classes apart lies above it", () => {
  const counts = [
    [60, 10, 2],
    [20, 10, 3],
    [1, 2, 5],
  ];
  expect(accuracy(counts)).toBeGreaterThan(chanceAccuracy(counts));
});
