import { expect, test } from "vitest";
import { networkNamed } from "../../nn/networks.ts";
import { prefixed } from "../../nn/parameters.ts";
import { nothing } from "../../random.ts";
import { frozenBy, rateBy } from "./tuning.ts";

const names = [
  ...Object.keys(prefixed("encoder", networkNamed("convnext_nano").parameters(nothing))),
  "head.weight",
  "head.bias",
];
const learning = (tune: string) => names.filter((name) => !frozenBy(tune, names)(name));

test("all lets everything learn, linear only the head", () => {
  expect(learning("all")).toEqual(names);
  expect(learning("linear")).toEqual(["head.weight", "head.bias"]);
});

test("the last blocks learn with the last normalisation and the head, and layers inside are told by their names", () => {
  const places = new Set(learning("blocks:2").map((name) => name.split(".").slice(1, 3).join(".")));
  // The downsampling of stage 3 leads to the first of its two blocks.
  expect([...places]).toEqual(["stages.3", "head.norm", "weight", "bias"]);
  const isFrozen = frozenBy("blocks:2", names);
  expect(["encoder.stages.3.blocks.1", "encoder.stages.2.blocks.7", "encoder.stem.0", "head"].map(isFrozen)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("rates fall from the head to the stem by the same factor a block", () => {
  const rate = rateBy(0.5, names);
  const of = (name: string) => rate(`encoder.${name}`);
  expect(rate("head.weight")).toBe(1);
  expect(of("stages.3.blocks.1.conv_dw.weight")).toBe(1);
  expect(of("stages.3.blocks.0.conv_dw.weight")).toBe(0.5);
  expect(of("stem.0.weight")).toBe(0.5 ** 14);
});
