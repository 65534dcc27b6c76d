import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { voTable } from "./voTable.ts";

test("a table is written as the file that astropy reads the same values from (fixtures/voTable/read.py)", () => {
  const written = voTable("clusters of <gz2>", [
    { name: "id_str", type: "string", values: ["587722984435351614", "a<b & c", 'é "ring"'] },
    { name: "ra", type: "float64", values: [150.125, null, 1e300] },
    { name: "dec", type: "float64", values: [-2.5, Number.POSITIVE_INFINITY, Number.NaN] },
    { name: "cluster", type: "int32", values: [0, -1, null] },
    { name: "probability", type: "float32", values: [0.5, 2, null] },
    { name: "it's odd", type: "string", values: [null, "", "x\u0000y"] },
  ]);
  const read = readFileSync(new URL("../../fixtures/voTable/clusters.vot", import.meta.url));
  expect(Buffer.concat(written).toString()).toBe(read.toString());
});

test("whatever names and texts hold, they end no element", () => {
  // Of any code units, halves of pairs too.
  const text = fc
    .array(fc.oneof(fc.integer({ max: 127, min: 0 }), fc.integer({ max: 0xffff, min: 0 })), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(text.filter(Boolean), fc.array(text, { maxLength: 5 }), (name, values) => {
      const xml = Buffer.concat(voTable(name, [{ name, type: "string", values }])).toString();
      expect(xml.match(/<TR><TD>[^<>]*<\/TD><\/TR>/g) ?? []).toHaveLength(values.length);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    }),
    { numRuns: 50 },
  );
  expect(() => voTable("t", [{ name: "", type: "string", values: [] }])).toThrow("has a name");
});
