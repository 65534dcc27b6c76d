import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { randomStream, shuffled } from "../random.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { filterColumns } from "./galaxies.ts";
import { importCatalogue } from "./importCatalogue.ts";
import { selectedPage } from "./selectedPage.ts";
import { type Selection, selectedIds } from "./selection.ts";
import { splits } from "./split.ts";
import { openSurvey, type Survey } from "./survey.ts";
import { openWorkspace } from "./workspace.ts";

const objects = 400;

let survey: Survey;
beforeAll(async () => {
  const folder = await temporaryFolder("galaxies");
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "black" } })
    .png()
    .toFile(join(folder, "a.png"));
  const rows = Array.from(shuffled(objects, randomStream(1, "rows")), (i) => {
    const [size, kind] = [i % 7 === 0 ? "" : String((i * 31) % 60), ["spiral", "Spiral", "", "ring"][i % 4]];
    return `g${i},a.png,${size},${kind},${i / 8}`;
  });
  const catalogue = join(folder, "catalogue.csv");
  await writeFile(catalogue, ["id_str,file_loc,size,Kind: of it,t01.a-b (%)", ...rows].join("\n"));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", catalogue, {});
  survey = await openSurvey(workspace, "made");
});

const selections: Selection[] = [
  undefined,
  "size",
  "-size",
  "Kind: of it",
  "-Kind: of it",
  "t01.a-b (%)",
  "-id_str",
].flatMap((order) => [
  { filters: [], order },
  { filters: [{ column: "size", operator: "<", value: "20" }], order },
  { filters: [{ column: "Kind: of it", operator: "contains", value: "piral" }], order },
]);

test("a page holds what stands there in the whole list, however it is filtered and ordered", async () => {
  for (const selection of selections) {
    const all = await selectedIds(survey, selection);
    for (const [offset, limit] of [
      [0, 30],
      [50, 100],
      [390, 50],
    ] as const) {
      const page = await selectedPage(survey, selection, { offset, limit });
      expect({ selection, page }).toEqual({
        selection,
        page: { total: all.length, ids: all.slice(offset, offset + limit) },
      });
    }
  }
});

test("objects without a value come last, in both directions", async () => {
  const without = (ids: string[]) => ids.filter((id) => Number(id.slice(1)) % 7 === 0);
  for (const order of ["size", "-size"]) {
    const ids = await selectedIds(survey, { filters: [], order });
    const missing = without(ids);
    expect(ids.slice(-missing.length)).toEqual(missing);
  }
});

test("a column of few values is listed with them", async () => {
  const split = (await filterColumns(survey)).find(({ name }) => name === "split");
  expect(split?.values?.every((value) => (splits as readonly string[]).includes(value))).toBe(true);
});
