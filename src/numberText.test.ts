import { expect, test } from "vitest";
import { chanceText, numberText } from "./numberText.ts";

test("usual numbers have their decimals, and small and large ones are not hidden by them", () => {
  expect([0.88249, -0.05, 0, 1234.5678].map((value) => numberText(value))).toEqual([
    "0.882",
    "-0.050",
    "0.000",
    "1234.568",
  ]);
  expect([0.00041234, -2.5e-17, 2.41e9].map((value) => numberText(value))).toEqual([
    "0.000412",
    "-2.50e-17",
    "2.41e+9",
  ]);
  expect(numberText(0.88249, 4)).toBe("0.8825");
});

test("a p-value has two digits and no exponent, and below a thousandth only that", () => {
  expect([0.75, 1, 0.0314, 0.001, 0.000999, 1e-30, 0].map(chanceText)).toEqual([
    "p = 0.75",
    "p = 1",
    "p = 0.031",
    "p = 0.001",
    "p < 0.001",
    "p < 0.001",
    "p < 0.001",
  ]);
});
