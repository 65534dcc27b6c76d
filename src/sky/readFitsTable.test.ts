import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { fitsTable } from "./fitsTable.ts";
import { readFitsTables } from "./readFitsTable.ts";

const fixture = readFileSync(new URL("../../fixtures/fitsTable/labels.fits", import.meta.url));

test("a table that astropy reads has the same names and values here", () => {
  const [table] = readFitsTables(fixture, "labels.fits");
  expect(table?.rows).toBe(3);
  expect(Object.fromEntries(table?.columns.map(({ name, values }) => [name, values]) ?? [])).toEqual({
    id_str: ["587722984435351614", "x", "é #ring"],
    rating: [5n, null, -7n],
    mean: [0.1, null, 1e300],
    "it's odd": [0.5, 2, null],
    empty: [null, null, null],
  });
});

test("whatever texts and numbers are written, the same are read, of each of several tables", () => {
  const text = fc.option(
    fc.oneof(fc.string({ unit: "binary", minLength: 1 }), fc.constantFrom("\\u0041", "a ", " ", "\\", "'")),
  );
  const row = fc.tuple(
    text,
    fc.option(fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 })),
    fc.option(fc.double({ noNaN: true })),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 4 }), fc.array(text, { maxLength: 3 }), (rows, second) => {
      const bytes = fitsTable(
        "first",
        [
          { name: "text", type: "string", values: rows.map(([value]) => value) },
          { name: "whole", type: "int32", values: rows.map(([, value]) => value) },
          { name: "number", type: "float64", values: rows.map(([, , value]) => value) },
        ],
        [{ name: "second", columns: [{ name: "é", type: "string", values: second }] }],
      );
      const tables = readFitsTables(bytes, "t.fits");
      expect(tables.map(({ name, columns }) => [name, columns.map(({ name: of, values }) => [of, values])])).toEqual([
        [
          "first",
          [
            ["text", rows.map(([value]) => value)],
            ["whole", rows.map(([, value]) => (value === null ? null : BigInt(value)))],
            ["number", rows.map(([, , value]) => value)],
          ],
        ],
        ["second", [["é", second]]],
      ]);
    }),
    { numRuns: 40 },
  );
});

test("a file that is damaged anywhere is read or refused with a Fault that names it", () => {
  fc.assert(
    fc.property(fc.nat(fixture.length - 1), fc.nat(255), fc.nat(fixture.length), (at, byte, end) => {
      const damaged = Uint8Array.from(fixture.subarray(0, end));
      if (at < end) damaged[at] = byte;
      try {
        readFitsTables(damaged, "labels.fits");
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
        expect((error as Fault).message).toMatch(/^labels\.fits cannot be read as FITS: /);
      }
    }),
    { numRuns: 300 },
  );
});
