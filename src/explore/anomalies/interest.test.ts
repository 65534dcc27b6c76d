import fc from "fast-check";
import { expect, test } from "vitest";
import { parseInterest } from "./interest.ts";

test("reads back what it is made of", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9_.-]([A-Za-z0-9_. -]{0,20}[A-Za-z0-9_.-])?$/);
  const comparison = fc.constantFrom(">", ">=", "<", "<=", "=", "!=");
  fc.assert(
    fc.property(word, comparison, word, fc.constantFrom("", " "), (column, each, value, space) => {
      const rule = parseInterest(`${column}${space}${each}${space}${value}`);
      expect(rule).toEqual({ column, comparison: each, value });
    }),
  );
});

test.each(["odd", "odd >", "> 0.4", "", "odd > 0.4 > 0.2", "odd => 1"])(
  'refuses "%s", and shows how to write it',
  (text) => {
    expect(() => parseInterest(text)).toThrow(/write a column.*such as "odd > 0.4"/);
  },
);
