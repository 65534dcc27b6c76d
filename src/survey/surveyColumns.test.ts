/** What is selected in memory is what the table selects; counts in bins and in cells of the sky add up. */

import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arrowTable } from "./arrowTable.ts";
import { bareSurvey } from "./bareSurvey.ts";
import { newCard } from "./card.ts";
import { ownColumns } from "./catalogueRows.ts";
import type { Filter } from "./galaxies.ts";
import { countsIn, histogramOf } from "./histograms.ts";
import { mapColumns } from "./mapColumns.ts";
import { type SelectionParts, selectedIds } from "./selection.ts";
import { cellsOf, countedCells, skyGrid } from "./skyCells.ts";
import { openSurvey, type Survey } from "./survey.ts";
import { type Remember, type SurveyColumns, selectedMask, surveyColumns } from "./surveyColumns.ts";
import { writeSurvey } from "./surveyTable.ts";
import type { Workspace } from "./workspace.ts";

const count = 200;
let workspace: Workspace;
let survey: Survey;
let columns: SurveyColumns;

/** Every odd thing a number column may hold: none, not a number, infinite, 20.7 of 32 bits. */
beforeAll(async () => {
  workspace = await bareSurvey(1);
  const all = <T>(of: (i: number) => T) => Array.from({ length: count }, (_, i) => of(i));
  await writeSurvey(workspace, "odd", async ({ create }) => {
    const { x, y } = mapColumns("run");
    await create(
      arrowTable(count, [
        { name: ownColumns.id, type: "string", values: all((i) => `g${i}`) },
        { name: ownColumns.image, type: "string", values: all(() => "/nowhere.png") },
        { name: ownColumns.split, type: "string", values: all(() => "train") },
        { name: "class", type: "string", values: all((i) => (i % 7 === 0 ? null : i % 2 === 0 ? "disc" : "bar'%_")) },
        { name: "whole", type: "int32", values: all((i) => (i % 11 === 0 ? null : i % 40)) },
        {
          name: "single",
          type: "float32",
          values: all((i) => (i % 13 === 0 ? null : i % 17 === 0 ? Number.NaN : i % 19 === 0 ? 1 / 0 : (i % 30) + 0.7)),
        },
        { name: "ra", type: "float64", values: all((i) => (i * 7.3) % 360) },
        { name: "dec", type: "float32", values: all((i) => (i % 5 === 0 ? null : i - 90.3 > 90 ? 0 : i - 90)) },
        { name: x, type: "float32", values: all((i) => (i % 3 === 0 ? null : i / 10)) },
        { name: y, type: "float32", values: all((i) => (i % 3 === 0 ? null : (i * 37) % 20)) },
      ]),
    );
    return { ...newCard("odd"), importedAt: new Date(0).toISOString() };
  });
  survey = await openSurvey(workspace, "odd");
  const known = new Map<string, Promise<unknown>>();
  const remember: Remember = (key, make) => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found as ReturnType<typeof make>;
  };
  columns = await surveyColumns(survey, remember);
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

async function inMemory(parts: SelectionParts): Promise<string[]> {
  const [mask, ids] = [await selectedMask(survey, columns, parts), await columns.ids()];
  return ids.filter((_, row) => mask[row] === 1).sort();
}

const number = fc.constantFrom("0", "3", "20.7", "12.5", "-1", "1e10", "39");
const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    column: fc.constantFrom("whole", "single", "dec"),
    operator: fc.constantFrom("=", "!=", ">=", "<=", ">", "<"),
    value: number,
  }),
  fc.record({
    column: fc.constant("class"),
    operator: fc.constantFrom("=", "!=", "contains"),
    value: fc.constantFrom("disc", "bar'%_", "%", "none"),
  }),
);
const degrees = (low: number, high: number) => fc.integer({ min: low, max: high });
const parts: fc.Arbitrary<SelectionParts> = fc.record(
  {
    filters: fc.array(filter, { maxLength: 3 }),
    sky: fc.record({
      ra: fc.tuple(degrees(0, 360), degrees(0, 360)),
      dec: fc.tuple(degrees(-90, 90), degrees(-90, 90)),
    }),
    lasso: fc.record({
      run: fc.constant("run"),
      corners: fc.array(fc.tuple(fc.integer({ min: -2, max: 22 }), fc.integer({ min: -2, max: 22 })), {
        minLength: 3,
        maxLength: 6,
      }),
    }),
    ids: fc.array(fc.constantFrom("g1", "g2", "g50", "g77", "none"), { maxLength: 5 }),
  },
  { requiredKeys: [] },
);

test("in memory the same objects are selected as in the table", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(parts, async (selection) => {
      expect(await inMemory(selection)).toEqual(await selectedIds(survey, selection));
    }),
    { numRuns: 150 },
  );
});

test("what is no number passes no range, and whole numbers are compared with any", async () => {
  const where = (column: string, operator: Filter["operator"], value: string) => ({
    filters: [{ column, operator, value }],
  });
  const passing = await selectedIds(survey, where("single", ">=", "0"));
  expect(passing).not.toContain("g17");
  expect(await selectedIds(survey, where("whole", ">=", "38.5"))).toEqual(["g119", "g159", "g199", "g39", "g79"]);
  expect(await selectedIds(survey, where("single", "<=", "0.7"))).toContain("g30");
});

test("ids of some rows are those that stand there among all", async () => {
  const ids = await columns.ids();
  for (const rows of [[], [0], [3, 4, 77, 199], ids.map((_, row) => row)])
    expect(await columns.idsAt(rows)).toEqual(rows.map((row) => ids[row]));
});

describe("a histogram", () => {
  test("counts every number once, and says how many lie beyond and are missing", () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.integer({ min: 1, max: 60 }), (list, bins) => {
        const values = Float64Array.from(list);
        const { edges, counts, below, above, missing } = histogramOf(values, bins);
        expect(counts.reduce((a, b) => a + b, 0) + below + above + missing).toBe(values.length);
        expect(edges.length).toBe(counts.length === 0 ? 0 : counts.length + 1);
        expect(edges).toEqual([...edges].sort((a, b) => a - b));
        expect(countsIn(values, edges, new Uint8Array(values.length)).counts.every((each) => each === 0)).toBe(true);
      }),
      { examples: [[[-5e-324, -1e-323], 3]] },
    );
  });

  test("is not squeezed by the few that say -9999", () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => (i < 5 ? -9999 : i / 10_000));
    const { edges, below } = histogramOf(values, 40);
    expect(edges[0]).toBeGreaterThanOrEqual(0);
    expect(below).toBeGreaterThanOrEqual(5);
  });

  test.each([-9999, -99, 999])("is not squeezed by a fifth that say %d either", (stand) => {
    const values = Float64Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? stand : i / 40));
    const { edges, below, above } = histogramOf(values, 10);
    expect([edges[0], edges.at(-1)]).toEqual([1 / 40, 39 / 40]);
    expect(below + above).toBe(8);
  });

  test("holds numbers of nines that are near the rest, and a lonely end that is none of nines", () => {
    const spread = (...values: number[]) => histogramOf(Float64Array.from(values), 10);
    expect(spread(90, 93, 95, 99, 99)).toMatchObject({ below: 0, above: 0 });
    expect(spread(0, 0, 0, 1000, 1001)).toMatchObject({ below: 0, above: 0 });
    expect(spread(-9999, -9999)).toMatchObject({ counts: [2], below: 0 });
  });

  test("of few whole numbers has a bin for each", () => {
    const { edges, counts } = histogramOf(Float64Array.from([0, 1, 1, 3]), 40);
    expect([edges, counts]).toEqual([
      [-0.5, 0.5, 1.5, 2.5, 3.5],
      [1, 2, 0, 1],
    ]);
  });
});

describe("cells of the sky", () => {
  test("hold every object that has a place, near its place", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 360, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true })),
          {
            minLength: 1,
          },
        ),
        (places) => {
          const [ra, dec] = [0, 1].map((axis) => Float64Array.from(places, (place) => place[axis as 0 | 1]));
          const grid = skyGrid(ra as Float64Array, dec as Float64Array);
          if (!grid) throw new Error("there are places");
          const cells = cellsOf(ra as Float64Array, dec as Float64Array, grid);
          const found = countedCells(cells, new Uint8Array(places.length).fill(1), grid);
          expect(found.all.reduce((a, b) => a + b, 0)).toBe(places.length);
          expect(found.selected).toEqual(found.all);
          const nearest = Math.min(...found.dec.map((each) => Math.abs(each - (dec?.[0] as number))));
          expect(nearest).toBeLessThanOrEqual(grid.height);
        },
      ),
    );
  });

  test("of a stripe over right ascension 0 lie in a stripe over 0", () => {
    const ra = Float64Array.from({ length: 100 }, (_, i) => (350 + i / 5) % 360);
    const grid = skyGrid(ra, new Float64Array(100));
    expect(grid?.extent.ra).toEqual([350, expect.closeTo(9.8, 6)]);
    expect(grid?.height).toBeLessThan(0.05);
  });

  test("are none where nothing has a place", () => {
    expect(skyGrid(Float64Array.of(Number.NaN), Float64Array.of(1))).toBeUndefined();
  });
});
