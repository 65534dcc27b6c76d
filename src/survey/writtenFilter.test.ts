import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { operators } from "./galaxies.ts";
import { knownFilter, writtenFilter } from "./writtenFilter.ts";

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

test("an operator in a column's name is a part of it where such a column is there, the longest first", () => {
  const columns = new Set(["ring", "name with = sign", "name with = sign = more", "a>b (c)"]);
  const known = (text: string) => knownFilter(writtenFilter(text), columns);
  expect(known("name with = sign = yes")).toEqual({ column: "name with = sign", operator: "=", value: "yes" });
  expect(known("name with = sign != 'a = b'")).toEqual({ column: "name with = sign", operator: "!=", value: "a = b" });
  expect(known("name with = sign contains ye")).toMatchObject({ operator: "contains", value: "ye" });
  expect(known("name with = sign = more > 3")).toMatchObject({ column: "name with = sign = more", value: "3" });
  expect(known("a>b (c)>=2")).toEqual({ column: "a>b (c)", operator: ">=", value: "2" });
  expect(known("ring = a = b")).toEqual({ column: "ring", operator: "=", value: "a = b" });
  expect(known("none = yes")).toEqual({ column: "none", operator: "=", value: "yes" });
});

test("whatever a column is called that holds signs, it is found again", () => {
  const name = fc
    .string({ minLength: 1, maxLength: 12 })
    .map((text) => `${text}=b`.trim())
    .filter((text) => /^[^\s<>=!]/.test(text));
  fc.assert(
    fc.property(name, fc.constantFrom(...operators), (column, operator) => {
      const written = writtenFilter(`${column} ${operator} 5`);
      expect(knownFilter(written, new Set([column]))).toEqual({ column, operator, value: "5" });
    }),
  );
});

test.each(["", "ring", "> 0.5", "ring >", "ring ~ 3"])("refuses %j with what was expected", (text) => {
  expect(() => writtenFilter(text)).toThrow(Fault);
  expect(() => writtenFilter(text)).toThrow("write a column, an operator and a value");
});
