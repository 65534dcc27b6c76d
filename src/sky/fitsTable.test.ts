import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fitsTable } from "./fitsTable.ts";

test("a table is written as the file that astropy reads the same values from (fixtures/fitsTable/read.py)", () => {
  const written = fitsTable("labels of 'gz2'", [
    { name: "id_str", type: "string", values: ["587722984435351614", "x", "é #ring"] },
    { name: "rating", type: "int32", values: [5, null, -7] },
    { name: "mean", type: "float64", values: [0.1, null, 1e300], unit: "arcsec" },
    { name: "it's odd", type: "float32", values: [0.5, 2, null] },
    { name: "empty", type: "string", values: [null, "", null] },
  ]);
  const read = readFileSync(new URL("../../fixtures/fitsTable/labels.fits", import.meta.url));
  expect(Buffer.compare(Buffer.from(written), read)).toBe(0);
});

test("whatever names and texts hold, the file is whole blocks of ASCII cards", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 20 });
  fc.assert(
    fc.property(
      fc.string({ maxLength: 11, unit: "grapheme-ascii" }),
      fc.array(text, { maxLength: 5 }),
      (name, values) => {
        const bytes = Buffer.from(fitsTable("t", [{ name, type: "string", values }]));
        expect(bytes.length % 2880).toBe(0);
        const header = bytes.toString("latin1", 2880, 5760);
        expect(header).toMatch(/^[ -~]*$/);
        expect(header.match(/.{80}/g)?.filter((card) => card.trim() === "END")).toHaveLength(1);
      },
    ),
  );
});

test("a name that does not fit into a card is refused by name", () => {
  expect(() => fitsTable("t", [{ name: "n".repeat(69), type: "string", values: [] }])).toThrow(/^"n+" is too long/);
});
