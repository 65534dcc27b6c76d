import { expect, test } from "vitest";
import { nothing } from "../random.ts";
import { input } from "../tensor/tensor.ts";
import { asInputs, parameterCount } from "./parameters.ts";
import { radioLenet } from "./radioLenet.ts";

test("has the paper's 232,444 parameters at 150 pixels and two classes, and sees grey", () => {
  const parameters = radioLenet.parameters(nothing, { classes: 2 });
  expect(parameterCount(parameters)).toBe(232_444);
  for (const bands of [1, 3])
    expect(
      radioLenet.features(asInputs(parameters), "net", input("x", [4, bands, 150, 150]), "predicting").shape,
    ).toEqual([4, 84]);
});

test("refuses images from which four halvings leave nothing", () => {
  expect(() => radioLenet.parameters(nothing, { imageSize: 45 })).toThrow(/at least 46 pixels wide, not 45/);
  expect(() => radioLenet.parameters(nothing, { imageSize: 46 })).not.toThrow();
});
