import { expect, test } from "vitest";
import type { ParameterArray } from "../nn/parameters.ts";
import { firstNonFinite, whereItBroke } from "./nonFinite.ts";

const array = (...data: number[]): ParameterArray => ({ shape: [data.length], data: Float32Array.from(data) });
const state = (parameters: Record<string, ParameterArray>) => ({ parameters, optimiser: {}, averages: {} });

test("sound parameters have no first that is not", () => {
  expect(firstNonFinite({ "conv1.weight": array(1, 2), "head.bias": array(-0) })).toBeUndefined();
});

test("the first in the network's order is named, infinite or none", () => {
  const broken = {
    "conv1.weight": array(1),
    "conv2.weight": array(1, Number.POSITIVE_INFINITY),
    "head.bias": array(Number.NaN),
  };
  expect(firstNonFinite(broken)).toBe("conv2.weight");
});

test("where all weights were sound before the step, statistics tell the layer", () => {
  const before = state({ "conv1.weight": array(1), "bn1.running_mean": array(0), "bn2.running_mean": array(0) });
  const after = state({
    "conv1.weight": array(Number.NaN),
    "bn1.running_mean": array(1),
    "bn2.running_mean": array(Number.NaN),
  });
  expect(whereItBroke(before, after)).toBe("; the first layer without numbers is bn2");
  expect(whereItBroke(after, after)).toBe("; the first layer without numbers is conv1");
});

test("where all are numbers still, the layer with the largest is told", () => {
  const before = state({ "conv1.weight": array(1), "head.weight": array(-3e20) });
  expect(whereItBroke(before, state({}))).toBe("; the largest numbers (3e+20) are in layer head");
});
