import { expect, test } from "vitest";
import { meaningOf } from "./shiftMeaning.ts";
import { shares } from "./surveyShift.ts";

const balanced = [
  { name: "FRI", labelled: 0.5, unlabelled: 0.48 },
  { name: "FRII", labelled: 0.5, unlabelled: 0.52 },
];
const found = (
  ratio: number,
  { p, classes = balanced, overlaps = false }: { p: number; classes?: typeof balanced; overlaps?: boolean },
) =>
  meaningOf({
    frechet: {
      ratio,
      distance: { mean: ratio, interval: overlaps ? [0, 2 * ratio] : [0.9 * ratio, 1.1 * ratio] },
      null: { mean: 1, interval: [0.8, 1.2] },
    },
    twoSample: { accuracy: 0.6, p, objects: 1000 },
    classes,
  });

test("pools within the null that nobody can tell apart are alike", () => {
  const { level, sentences } = found(1, { p: 0.3 });
  expect(level).toBe("alike");
  expect(sentences.join(" ")).toMatch(/as alike as two halves.*raised accuracy/);
});

test("a large ratio whose spread reaches into the null is not called far", () => {
  expect(found(8, { p: 1e-9, overlaps: true }).level).toBe("apart");
  expect(found(8, { p: 1e-9 }).level).toBe("far apart");
  expect(found(2, { p: 1e-9 }).level).toBe("apart");
});

test("an unsure network's guesses are counted, for its mean probabilities hide them", () => {
  expect(shares(Float32Array.of(0.52, 0.48, 0.51, 0.49, 0.4, 0.6, 0.55, 0.45), 2)).toEqual([0.75, 0.25]);
});

test("other shares of the classes are named, with what they did in the paper", () => {
  const { sentences } = found(20, {
    p: 1e-9,
    classes: [
      { name: "FRI", labelled: 0.5, unlabelled: 0.75 },
      { name: "FRII", labelled: 0.5, unlabelled: 0.25 },
    ],
  });
  expect(sentences.join(" ")).toMatch(/20\.0 times as far apart.*other shares of the classes.*75 %.*50 %.*lean/);
});
