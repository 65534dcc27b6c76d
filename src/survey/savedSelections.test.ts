/** Saved selections: they come back as they were, name what is gone, and two writers lose nothing. */

import { readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bareSurvey } from "./bareSurvey.ts";
import { readIdList } from "./idList.ts";
import { writeLabelColumn } from "./labelColumn.ts";
import { mapColumns } from "./mapColumns.ts";
import { writeNumberColumns } from "./numberColumns.ts";
import {
  findSelection,
  readSelections,
  removeSelection,
  renameSelection,
  resolveSelection,
  savedIds,
  saveSelection,
  selectionNameFrom,
} from "./savedSelections.ts";
import { selectedIds } from "./selection.ts";
import { openSurvey, type Survey } from "./survey.ts";
import type { Workspace } from "./workspace.ts";

const count = 12;
const ids = Array.from({ length: count }, (_, i) => `g${i}`);
let workspace: Workspace;
let survey: Survey;

/** Right ascension 345, 350, ..., 355, 0, 5, ...; declination -6, -5, ...; a row of places 0, 1, ... on the map. */
beforeAll(async () => {
  workspace = await bareSurvey(count);
  const { x, y } = mapColumns("run");
  await writeNumberColumns(workspace, "bare", ids, {
    ra: ids.map((_, i) => (345 + 5 * i) % 360),
    dec: ids.map((_, i) => i - 6),
    [x]: ids.map((_, i) => i),
    [y]: ids.map(() => 0),
  });
  await writeLabelColumn(workspace, "bare", "class", new Map(ids.map((id, i) => [id, i % 2 === 0 ? "even" : "odd"])));
  survey = await openSurvey(workspace, "bare");
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

const even = [{ column: "class", operator: "=" as const, value: "even" }];
const square = (west: number, east: number): [number, number][] => [
  [west, -1],
  [east, -1],
  [east, 1],
  [west, 1],
];

test("filters, a line on the map, a part of the sky and a list hold all at once", async () => {
  expect(await selectedIds(survey, { lasso: { run: "run", corners: square(2.5, 6.5) } })).toEqual([
    "g3",
    "g4",
    "g5",
    "g6",
  ]);
  expect(await selectedIds(survey, { filters: even, lasso: { run: "run", corners: square(2.5, 6.5) } })).toEqual([
    "g4",
    "g6",
  ]);
  expect(await selectedIds(survey, { filters: even, ids: ["g0", "g1", "g9", "none"] })).toEqual(["g0"]);
  expect(await selectedIds(survey, { sky: { ra: [0, 360], dec: [-6, -4] } })).toEqual(["g0", "g1", "g2"]);
});

test("a part of the sky may go over right ascension 0", async () => {
  expect(await selectedIds(survey, { sky: { ra: [350, 5], dec: [-90, 90] } })).toEqual(["g1", "g2", "g3", "g4"]);
  expect(await selectedIds(survey, { sky: { ra: [5, 350], dec: [-90, 90] }, order: "-dec" })).toEqual([
    "g11",
    "g10",
    "g9",
    "g8",
    "g7",
    "g6",
    "g5",
    "g4",
    "g1",
    "g0",
  ]);
});

test("a saved selection comes back with who made it, and is found again by name", async () => {
  const saved = await saveSelection(survey, { name: "even", by: " Ada ", selection: { filters: even } });
  expect(saved).toMatchObject({ name: "even", by: "Ada", objects: 6, selection: { filters: even } });
  expect(await findSelection(workspace, "bare", "even")).toEqual(saved);
  expect(await savedIds(workspace, "bare", "even")).toEqual({ ids: ["g0", "g10", "g2", "g4", "g6", "g8"], gone: 0 });
  expect((await readSelections(workspace, "bare")).map(({ name }) => name)).toEqual(["even"]);
  await renameSelection(workspace, "bare", "even", "pairs");
  expect((await findSelection(workspace, "bare", "pairs")).at).toBe(saved.at);
  await expect(findSelection(workspace, "bare", "even")).rejects.toThrow(
    'survey "bare" has no saved selection "even": it has pairs',
  );
  await removeSelection(workspace, "bare", "pairs");
  expect(await readSelections(workspace, "bare")).toEqual([]);
});

test("ids that are gone are counted, not hidden", async () => {
  expect(await resolveSelection(survey, { ids: ["g1", "gone", "gone", "lost"] })).toEqual({ ids: ["g1"], gone: 2 });
});

test.each([
  ["nothing at all", { name: "a", selection: {} }, "nothing is selected"],
  ["what no object has", { name: "a", selection: { ids: [] } }, 'no object of survey "bare" is in this selection'],
  [
    "ids that do not exist",
    { name: "a", selection: { ids: ["g1", "x", "y"] } },
    'no object "x", nor 1 others of the list',
  ],
  ["a name without a letter", { name: "../", selection: { filters: even } }, '"../" cannot name a selection'],
  [
    "a map that is not there",
    { name: "a", selection: { lasso: { run: "no", corners: square(0, 1) } } },
    'no map of run "no"',
  ],
])("refuses to save %s", async (_, request, message) => {
  await expect(saveSelection(survey, request)).rejects.toThrow(message);
  expect(await readSelections(workspace, "bare")).toEqual([]);
});

test("a name that is taken stays whose it is, unless one says so", async () => {
  await saveSelection(survey, { name: "mine", selection: { ids: ["g1"] } });
  await expect(saveSelection(survey, { name: "mine", selection: { ids: ["g2"] } })).rejects.toThrow("already");
  expect((await savedIds(workspace, "bare", "mine")).ids).toEqual(["g1"]);
  await saveSelection(survey, { name: "mine", selection: { ids: ["g2"] } }, { replaces: true });
  expect((await savedIds(workspace, "bare", "mine")).ids).toEqual(["g2"]);
  await removeSelection(workspace, "bare", "mine");
});

test("of writers at once none loses what another wrote, and one name has one of them", async () => {
  const names = ["a", "b", "c", "d", "e", "taken", "taken", "taken"];
  const ended = await Promise.allSettled(
    names.map((name, i) => saveSelection(survey, { name, selection: { ids: [`g${i}`] } })),
  );
  expect(ended.filter(({ status }) => status === "rejected")).toHaveLength(2);
  expect((await readSelections(workspace, "bare")).map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e", "taken"]);
  expect(
    (await readdir(join(workspace.surveysPath, "bare.selections"))).filter((file) => file.includes("part")),
  ).toEqual([]);
  for (const name of ["a", "b", "c", "d", "e", "taken"]) await removeSelection(workspace, "bare", name);
}, 60_000);

test("a damaged file is named, and the survey's list of surveys is untouched", async () => {
  await saveSelection(survey, { name: "kept", selection: { ids: ["g1"] } });
  const path = join(workspace.surveysPath, "bare.selections", "kept.json");
  await writeFile(path, '{"format": 1, "name"');
  await expect(readSelections(workspace, "bare")).rejects.toThrow(`${path} is damaged`);
  await rm(path);
});

test("a name made of any words can name a selection", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (words) => {
      expect(selectionNameFrom(words, "cluster-3")).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
    }),
  );
  expect(selectionNameFrom("Édge-on, with dust lane", "x")).toBe("Edge-on-with-dust-lane");
});

test("a name of several words becomes one, wherever it is saved, and both find it", async () => {
  const saved = await saveSelection(survey, { name: "top arm", selection: { ids: ["g1"] } });
  expect(saved.name).toBe("top-arm");
  expect((await renameSelection(workspace, "bare", "top arm", "my_arm, of Ada")).name).toBe("my_arm-of-Ada");
  expect((await savedIds(workspace, "bare", "my_arm, of Ada")).ids).toEqual(["g1"]);
  await removeSelection(workspace, "bare", "my_arm, of Ada");
  expect(await readSelections(workspace, "bare")).toEqual([]);
});

test("ids are read from a table or from lines, long ones whole", async () => {
  const folder = dirname(workspace.path);
  const [table, lines] = [join(folder, "ids.csv"), join(folder, "ids.txt")];
  await writeFile(table, "ra,id_str\n1,587722984435351614\n2,587722984435351615\n");
  await writeFile(lines, "\uFEFF587722984435351614\r\n\r\n 587722984435351615 \r\n587722984435351614\r\n");
  for (const path of [table, lines])
    expect(await readIdList(path)).toEqual(["587722984435351614", "587722984435351615"]);
  await writeFile(table, "ra,name\n1,2\n");
  await expect(readIdList(table)).rejects.toThrow("id_str");
  await writeFile(lines, "\n");
  await expect(readIdList(lines)).rejects.toThrow("ids.txt names no object");
});
