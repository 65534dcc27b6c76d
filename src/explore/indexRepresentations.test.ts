import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { nearest, searchBy } from "../survey/nearest.ts";
import { writeNumberColumns } from "../survey/numberColumns.ts";
import { writeRepresentations } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { indexRepresentations } from "./indexRepresentations.ts";

const objects = 3000;
const dimension = 16;
const ids = Array.from({ length: objects }, (_, i) => `g${String(i).padStart(4, "0")}`);
const run = "gz2-4k2j.9a";

function madeVectors(count: number, seed: number): Float32Array {
  const stream = randomStream(seed, "made");
  return Float32Array.from({ length: count * dimension }, (_, at) => stream.normal() / (1 + (at % dimension)));
}

let workspace: Workspace;
beforeAll(async () => {
  const folder = await temporaryFolder("index");
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "black" } })
    .png()
    .toFile(join(folder, "a.png"));
  const catalogue = join(folder, "catalogue.csv");
  await writeFile(
    catalogue,
    ["id_str,file_loc,size", ...ids.map((id, i) => `${id},a.png,${(i * 7919) % 97}`)].join("\n"),
  );
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", catalogue, {});
  await writeRepresentations(workspace, "made", run, ids, madeVectors(objects, 1), dimension);
});

/** Ids of the nearest by Manhattan distance, by the plainest way there is. */
function manhattanNeighbours(own: number): string[] {
  const vectors = madeVectors(objects, 1);
  const number = (i: number, k: number) => vectors[i * dimension + k] as number;
  const distance = (i: number) =>
    Array.from({ length: dimension }, (_, k) => Math.abs(number(i, k) - number(own, k))).reduce((a, b) => a + b, 0);
  return ids
    .map((id, i) => ({ id, distance: distance(i) }))
    .filter(({ id }) => id !== ids[own])
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 10)
    .map(({ id }) => id);
}

const large = { column: "size", operator: ">", value: "80" } as const;

test("an index is measured, kept in the card, and found to give nearly the exact answer", async () => {
  expect(searchBy(await openSurvey(workspace, "made"), run, 10)).toEqual({ by: "exact" });
  const metric = "manhattan" as const;
  const nearestByIt = await nearest(await openSurvey(workspace, "made"), run, "g0100", 10, { metric });
  expect(nearestByIt.map(({ id }) => id)).toEqual(manhattanNeighbours(100));
  const built = await indexRepresentations(workspace, "made", run, { queries: 30, metrics: [metric] });
  expect(built).toMatchObject({ rows: objects, queries: 30 });
  expect(built.plain?.recall).toBeGreaterThanOrEqual(0.98);
  expect(built.filtered?.recall).toBeGreaterThanOrEqual(0.98);
  const survey = await openSurvey(workspace, "made");
  expect(survey.card.representations[0]?.index).toEqual(built);
  for (const among of [[], [large]]) {
    expect(searchBy(survey, run, 10, { among })).toMatchObject({ by: "index" });
    let found = 0;
    for (const id of ids.slice(100, 120)) {
      const exact = await nearest(survey, run, id, 10, { among, exact: true });
      const quick = await nearest(survey, run, id, 10, { among });
      expect(quick).toHaveLength(10);
      expect(quick.map((each) => each.id)).not.toContain(id);
      const distances = new Map(exact.map((each) => [each.id, each.distance]));
      for (const each of quick.filter(({ id: own }) => distances.has(own))) {
        expect(each.distance).toBeCloseTo(distances.get(each.id) as number, 5);
        found++;
      }
    }
    expect(found).toBeGreaterThanOrEqual(0.97 * 200);
  }
  expect(searchBy(survey, run, 10, { exact: true })).toEqual({ by: "exact" });
  expect(searchBy(survey, run, 5000)).toEqual({ by: "exact" });
  // By another metric through the index too, where that was measured.
  expect(built.metrics).toMatchObject([{ metric, plain: { recall: expect.any(Number) } }]);
  expect(searchBy(survey, run, 10, { metric })).toMatchObject({ by: "index" });
  expect(searchBy(survey, run, 10, { metric: "euclidean" })).toEqual({ by: "exact" });
  const quick = (await nearest(survey, run, "g0100", 10, { metric })).map(({ id }) => id);
  expect(quick.filter((id) => manhattanNeighbours(100).includes(id)).length).toBeGreaterThanOrEqual(9);
});

test("an index stays when other columns are written, and takes in a few new vectors", async () => {
  await indexRepresentations(workspace, "made", run, { queries: 20 });
  await writeNumberColumns(workspace, "made", ids, { score: Float32Array.from(ids, (_, i) => i) });
  const moved = Float32Array.from({ length: dimension }, (_, i) => (i === 15 ? 50 : 0));
  const twice = Float32Array.from([...moved, ...moved.map((each) => 1.01 * each)]);
  await writeRepresentations(workspace, "made", run, ["g0007", "g2001"], twice, dimension);
  const survey = await openSurvey(workspace, "made");
  expect(searchBy(survey, run, 10)).toMatchObject({ by: "index" });
  expect(await nearest(survey, run, "g0007", 1)).toMatchObject([{ id: "g2001", distance: expect.closeTo(0, 4) }]);
});

test("an index of vectors that were replaced is forgotten, and search is exact", async () => {
  await indexRepresentations(workspace, "made", run, { queries: 20 });
  const fresh = madeVectors(objects, 2);
  await writeRepresentations(workspace, "made", run, ids, fresh, dimension);
  const survey = await openSurvey(workspace, "made");
  expect(searchBy(survey, run, 10)).toEqual({ by: "exact" });
  expect((await survey.table.listIndices()).map(({ columns }) => columns)).toEqual([["id_str"]]);
  expect(await nearest(survey, run, "g0100", 10)).toHaveLength(10);
});

test("vectors that no index can part are searched exactly, and the card says so", async () => {
  // In so many equal dimensions all are nearly as far from one another, and one bit a number tells nothing.
  const width = 128;
  const stream = randomStream(3, "alike");
  const vectors = Float32Array.from({ length: objects * width }, () => 1000 + stream.normal());
  await writeRepresentations(workspace, "made", "alike", ids, vectors, width);
  const built = await indexRepresentations(workspace, "made", "alike", { queries: 20 });
  const survey = await openSurvey(workspace, "made");
  for (const among of [[], [large]])
    expect(searchBy(survey, "alike", 10, { among }).by).toBe(
      (among.length ? built.filtered : built.plain) ? "index" : "exact",
    );
});

test("a survey that needs no index is told so", async () => {
  await writeRepresentations(workspace, "made", "few", ids.slice(0, 20), madeVectors(20, 4), dimension);
  await expect(indexRepresentations(workspace, "made", "few")).rejects.toThrow("20 representations");
  await expect(indexRepresentations(workspace, "made", "none")).rejects.toThrow('no representations of run "none"');
});
