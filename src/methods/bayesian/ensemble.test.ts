import { expect, test } from "vitest";
import type { Run } from "../../training/run.ts";
import type { Model } from "../zoobot/model.ts";
import { ensembleName, ensembleOf } from "./ensemble.ts";
import type { RunModel } from "./predictor.ts";

function member(id: string, differing: Partial<Model> = {}): RunModel {
  const task = { kind: "labels" as const, column: "class", classes: ["x", "y"] };
  const model = { network: "lenet", task, imageSize: 64, decodedSize: 64, zoom: 1, parameters: {}, ...differing };
  return { run: { id } as Run, model: model as Model };
}

test("an ensemble's name does not hang on the order of its runs, and is another's for other runs", () => {
  expect(ensembleName(["b", "a"])).toBe(ensembleName(["a", "b"]));
  expect(ensembleName(["a", "c"])).not.toBe(ensembleName(["a", "b"]));
  expect(ensembleOf([member("a"), member("b")])).toMatchObject({ isDoubtful: true, name: ensembleName(["a", "b"]) });
});

test.each([
  [{ imageSize: 32 }, /see pictures of different size: 64 px; 32 px/],
  [{ zoom: 0.5 }, /different parts of a picture: the middle 100.0 % of its side; the middle 50.0 %/],
  [{ task: { kind: "labels", column: "class", classes: ["x", "z"] } }, /predict different answers: x, y; x, z/],
  [
    { task: { kind: "labels", column: "ring", classes: ["x", "y"] } },
    /learn different things: label class; label ring/,
  ],
] as const)("runs do not go together where one has %j", (differing, words) => {
  expect(() => ensembleOf([member("a"), member("b", differing as Partial<Model>)])).toThrow(words);
});

test("networks may differ", () => {
  expect(() => ensembleOf([member("a"), member("b", { network: "resnet18" })])).not.toThrow();
});
