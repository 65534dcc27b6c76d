import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../temporaryFolder.ts";
import { importCatalogue } from "./importCatalogue.ts";
import { readRepresentations, writeRepresentations } from "./representations.ts";
import { openSurvey } from "./survey.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  const folder = await temporaryFolder("representations");
  const catalogue = join(folder, "catalogue.csv");
  const image = sharp({ create: { width: 4, height: 4, channels: 3, background: "black" } }).png();
  for (const id of "abcd") await image.clone().toFile(join(folder, `${id}.png`));
  await writeFile(catalogue, "id_str,file_loc,size\nb,b.png,2\na,a.png,1\nd,d.png,4\nc,c.png,3\n");
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", catalogue, {});
  await writeRepresentations(workspace, "made", "run", ["d", "a", "c"], Float32Array.of(4, 0, 1, 0, 3, 0), 2);
});

test("vectors come in the order of the ids, of the objects that have one", async () => {
  const { ids, values, dimension } = await readRepresentations(await openSurvey(workspace, "made"), "run");
  expect(ids).toEqual(["a", "c", "d"]);
  expect([...values]).toEqual([1, 0, 3, 0, 4, 0]);
  expect(dimension).toBe(2);
});

test("vectors come of the objects that pass a filter", async () => {
  const survey = await openSurvey(workspace, "made");
  const large = [{ column: "size", operator: ">=", value: "3" } as const];
  expect((await readRepresentations(survey, "run", large)).ids).toEqual(["c", "d"]);
  await expect(readRepresentations(survey, "run", [{ ...large[0], column: "sise" }] as never)).rejects.toThrow(
    'no column "sise"',
  );
});

test("a vector that is not finite is refused, by the name of its object", async () => {
  await expect(
    writeRepresentations(workspace, "made", "broken", ["a", "b"], Float32Array.of(1, 2, Number.NaN, 0), 2),
  ).rejects.toThrow('the representation of object "b" by "broken"');
  expect((await openSurvey(workspace, "made")).card.representations.map(({ run }) => run)).toEqual(["run"]);
});
