import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { surveyNumbers } from "../../survey/numbers.ts";
import { writeRepresentations } from "../../survey/representations.ts";
import { openSurvey } from "../../survey/survey.ts";
import { openWorkspace } from "../../survey/workspace.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { mapSurvey } from "./mapSurvey.ts";
import { placeByNeighbours } from "./placeByNeighbours.ts";
import { updateMap } from "./updateMap.ts";

test("a map is kept as columns of the objects that were laid out; a newer one takes its place", async () => {
  const folder = await temporaryFolder("map");
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "black" } })
    .png()
    .toFile(join(folder, "a.png"));
  const ids = Array.from({ length: 40 }, (_, i) => `g${String(i).padStart(2, "0")}`);
  const catalogue = join(folder, "catalogue.csv");
  await writeFile(catalogue, ["id_str,file_loc,size", ...ids.map((id, i) => `${id},a.png,${i}`)].join("\n"));
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", catalogue, {});
  const stream = randomStream(1, "map");
  const vectors = Float32Array.from({ length: 40 * 3 }, () => stream.normal());
  await writeRepresentations(workspace, "made", "run", ids, vectors, 3);

  const large = [{ column: "size", operator: ">=", value: "10" } as const];
  const map = await mapSurvey(await openSurvey(workspace, "made"), { run: "run", filters: large, neighbours: 5 });
  expect(map.ids).toEqual(ids.slice(10));
  const kept = await surveyNumbers(await openSurvey(workspace, "made"), "umap_x@run");
  expect(kept).toEqual([...Array(10).fill(null), ...map.x]);

  // Those below 10 came later, say: only they get a place, and those above 4 not yet.
  const few = [{ column: "size", operator: "<=", value: "4" } as const];
  const part = await updateMap(await openSurvey(workspace, "made"), { run: "run", filters: few });
  expect([part.placed, part.ids.length]).toEqual([5, 35]);
  const after = await surveyNumbers(await openSurvey(workspace, "made"), "umap_x@run");
  expect(after.slice(10)).toEqual([...map.x]);
  expect(after.slice(0, 10).map((value) => value !== null)).toEqual([...Array(5).fill(true), ...Array(5).fill(false)]);
  expect((await updateMap(await openSurvey(workspace, "made"), { run: "run" })).placed).toBe(5);
  expect((await updateMap(await openSurvey(workspace, "made"), { run: "run" })).placed).toBe(0);

  const whole = await mapSurvey(await openSurvey(workspace, "made"), { run: "run", seed: 2, neighbours: 5 });
  expect(await surveyNumbers(await openSurvey(workspace, "made"), "umap_y@run")).toEqual([...whole.y]);

  // Of a sample: the others are placed, each among the sample's nearest.
  const sampled = await mapSurvey(await openSurvey(workspace, "made"), { run: "run", sample: 25, neighbours: 5 });
  expect([sampled.sample, sampled.ids.length, whole.sample]).toEqual([25, 40, null]);
  expect(await surveyNumbers(await openSurvey(workspace, "made"), "umap_x@run")).toEqual([...sampled.x]);
  expect([...sampled.x, ...sampled.y].every((value) => Number.isFinite(value) && value !== 0)).toBe(true);

  // Of some again: the others have no place beside them any more.
  const again = await mapSurvey(await openSurvey(workspace, "made"), { run: "run", filters: large, neighbours: 5 });
  expect(await surveyNumbers(await openSurvey(workspace, "made"), "umap_x@run")).toEqual([
    ...Array(10).fill(null),
    ...again.x,
  ]);

  // New ones that no network has seen have no place, and are counted.
  await writeFile(catalogue, ["id_str,file_loc,size", "h0,a.png,50", "h1,a.png,51"].join("\n"));
  await importCatalogue(workspace, "made", catalogue, {});
  const unseen = await updateMap(await openSurvey(workspace, "made"), { run: "run", filters: large });
  expect(unseen).toMatchObject({ placed: 0, unseen: 2 });
  await expect(mapSurvey(await openSurvey(workspace, "made"), { run: "other" })).rejects.toThrow(
    'no representations of run "other"',
  );
});

test("a new point lies between its neighbours, nearer to the nearer; upon one that it equals", async () => {
  // Points on a line at 0, 1, 10 and 11; the map turned them upside down.
  const values = Float32Array.from([0, 1, 10, 11, 0.25, 10]);
  const places = Float64Array.from([5, 0, 5, 2, -5, 0, -5, 2]);
  const known = Int32Array.from([0, 1, 2, 3]);
  const found = await placeByNeighbours({ values, dimension: 1 }, known, places, Int32Array.from([4, 5]), {
    neighbours: 2,
  });
  expect([...found]).toEqual([5, 0.5, -5, 0]);
});
