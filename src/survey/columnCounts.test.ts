import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bareSurvey } from "./bareSurvey.ts";
import { columnCounts } from "./columnCounts.ts";
import { writeLabelColumn } from "./labelColumn.ts";
import { storedName } from "./lance.ts";
import { openSurvey, readColumns } from "./survey.ts";
import type { Workspace } from "./workspace.ts";

const ids = Array.from({ length: 2500 }, (_, i) => `g${i}`);
let workspace: Workspace;
beforeAll(async () => {
  workspace = await bareSurvey(ids.length);
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

test.each<[string, (i: number) => boolean]>([
  ["every object has one", () => true],
  ["some are missing", (i) => i % 3 > 0],
  ["whole batches are missing", (i) => i > 2000],
])("texts of any letters are counted as they stand, where %s", async (_, has) => {
  const texts = ["disc", "Spirale à bras", "環", "ring 💍", "a", "Ã©", "é"];
  const labelled = ids.flatMap((id, i): [string, string][] =>
    has(i) ? [[id, texts[i % texts.length] as string]] : [],
  );
  const kind = `kind ${labelled.length}`;
  await writeLabelColumn(workspace, "bare", kind, new Map(labelled));
  const survey = await openSurvey(workspace, "bare");
  const expected = new Map<string, number>();
  for (const row of await readColumns(survey, [kind])) {
    const text = row[storedName(kind)];
    if (text !== null && text !== undefined) expected.set(String(text), (expected.get(String(text)) ?? 0) + 1);
  }
  expect((await columnCounts(survey, [kind])).get(kind)).toEqual(expected);
  expect([...expected.values()].reduce((a, b) => a + b)).toBe(labelled.length);
});
