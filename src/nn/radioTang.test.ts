import { expect, test } from "vitest";
import { nothing } from "../random.ts";
import { input } from "../tensor/tensor.ts";
import { asInputs, isBuffer, parameterCount } from "./parameters.ts";
import { training } from "./phase.ts";
import { radioTang } from "./radioTang.ts";

test("has the published 213,358 parameters at 150 pixels and two classes, and sees grey", () => {
  const parameters = radioTang.parameters(nothing, { classes: 2 });
  const learnt = Object.fromEntries(Object.entries(parameters).filter(([name]) => !isBuffer(name)));
  expect(parameterCount(learnt)).toBe(213_358);
  expect(parameters["fc1.weight"]?.shape).toEqual([256, 256]);
  for (const bands of [1, 3])
    expect(
      radioTang.features(asInputs(parameters), "net", input("x", [4, bands, 150, 150]), "predicting").shape,
    ).toEqual([4, 256]);
});

test("drops half of each dense layer while it learns", () => {
  const phase = training();
  radioTang.features(asInputs(radioTang.parameters(nothing)), "net", input("x", [2, 1, 150, 150]), phase);
  expect(Object.keys(phase.noise)).toEqual(["noise/net.dropout1", "noise/net.dropout2", "noise/net.dropout3"]);
});

test("refuses images from which the stages leave nothing", () => {
  expect(() => radioTang.parameters(nothing, { imageSize: 53 })).toThrow(/at least 54 pixels wide, not 53/);
  expect(radioTang.parameters(nothing, { imageSize: 54 })["fc1.weight"]?.shape).toEqual([256, 16]);
});
