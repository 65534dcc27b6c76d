import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { operators } from "./galaxies.ts";
import { writtenFilter } from "./writtenFilter.ts";

test("reads any column and value back from what a person would write", () => {
  const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => /^[^\s"'<>=!]+$/.test(text));
  fc.assert(
    fc.property(word, fc.constantFrom(...operators), word, (column, operator, value) => {
      expect(writtenFilter(`${column} ${operator} ${value}`)).toEqual({ column, operator, value });
      if (operator !== "contains")
        expect(writtenFilter(`${column}${operator}${value}`)).toEqual({ column, operator, value });
    }),
  );
});

test("takes the longer operator where one begins another", () => {
  expect(writtenFilter("ring>=0.5")).toEqual({ column: "ring", operator: ">=", value: "0.5" });
  expect(writtenFilter("class != 'two words'")).toEqual({ column: "class", operator: "!=", value: "two words" });
});

test.each(["", "ring", "> 0.5", "ring >", "ring ~ 3"])("refuses %j with what was expected", (text) => {
  expect(() => writtenFilter(text)).toThrow(Fault);
  expect(() => writtenFilter(text)).toThrow("write a column, an operator and a value");
});
