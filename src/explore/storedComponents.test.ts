import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { writeRepresentations } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { alike } from "./alike.ts";
import { anomalySpace } from "./anomalies/anomalySpace.ts";
import { clusterSpace } from "./clusters/clusterSpace.ts";
import { makeComponents, storeRepresentations, whitenedSpace } from "./storedComponents.ts";

const objects = 500;
const dimension = 12;
const run = "gz2-4k2j.9a";
// Not in the order in which they are imported.
const ids = Array.from({ length: objects }, (_, i) => `g${String((i * 7) % objects).padStart(4, "0")}`);

function madeVectors(count: number, seed: number): Float32Array {
  const stream = randomStream(seed, "made");
  return Float32Array.from({ length: count * dimension }, (_, at) => 5 + stream.normal() / (1 + (at % dimension)));
}

let workspace: Workspace;
beforeAll(async () => {
  const folder = await temporaryFolder("components");
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "black" } })
    .png()
    .toFile(join(folder, "a.png"));
  const catalogue = join(folder, "catalogue.csv");
  await writeFile(catalogue, ["id_str,file_loc,size", ...ids.map((id, i) => `${id},a.png,${i}`)].join("\n"));
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", catalogue, {});
  await writeRepresentations(workspace, "made", run, ids, madeVectors(objects, 1), dimension);
});

const open = () => openSurvey(workspace, "made");
const files = async () => (await readdir(workspace.surveysPath)).filter((file) => file.endsWith(".safetensors"));

test("stored components give the space that would be found anew, up to rounding", async () => {
  const anew = await whitenedSpace(await open(), run);
  const like = ids.slice(0, 4);
  const before = await alike(await open(), run, { like }, 20);
  expect(anew.isStored).toBe(false);
  const made = await makeComponents(workspace, "made", run, { count: 5 });
  expect(made).toMatchObject({ count: 5, rows: objects });
  expect(made.shares[0]).toBeGreaterThan(0.5);
  await makeComponents(workspace, "made", run);
  expect(await files()).toHaveLength(1);
  const stored = await whitenedSpace(await open(), run);
  expect(stored).toMatchObject({ ids: anew.ids, count: anew.count, isStored: true });
  expect(Math.max(...stored.values.map((value, at) => Math.abs(value - (anew.values[at] as number))))).toBeLessThan(
    1e-3,
  );
  const vector = Array.from(madeVectors(1, 9));
  const [there, here] = [await stored.place(vector), await anew.place(vector)];
  expect(Math.max(...there.map((value, at) => Math.abs(value - (here[at] as number))))).toBeLessThan(1e-3);
  expect((await alike(await open(), run, { like }, 20)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect((await anomalySpace(await open())).isStored).toBe(true);
});

test("clusters and maps look along the same standardised components, whether or not the survey keeps components", async () => {
  // Written anew, what was kept is forgotten.
  await writeRepresentations(workspace, "made", run, ids, madeVectors(objects, 1), dimension);
  const whole = { run, filters: [], components: 4 };
  const before = await clusterSpace(await open(), whole);
  await makeComponents(workspace, "made", run, { count: 6 });
  const after = await clusterSpace(await open(), whole);
  expect(after).toEqual(before);
  // Of twelve numbers of the same variance, not of the one that varies most.
  expect(after.shares[0]).toBeLessThan(0.2);
  const large = { column: "size", operator: ">", value: "200" } as const;
  expect((await clusterSpace(await open(), { ...whole, filters: [large] })).ids).toHaveLength(299);
});

test("objects that are embedded later are placed along the same axes", async () => {
  await makeComponents(workspace, "made", run, { count: 5 });
  const vectors = madeVectors(2, 3);
  await storeRepresentations(workspace, "made", run, ids.slice(5, 7), vectors, dimension);
  const survey = await open();
  const { ids: order, values } = await whitenedSpace(survey, run);
  const place = await (await whitenedSpace(survey, run)).place(Array.from(vectors.subarray(0, dimension)));
  const row = order.indexOf(ids[5] as string);
  place.forEach((value, k) => {
    expect(values[row * 5 + k]).toBeCloseTo(value, 4);
  });
});

test("components of vectors that were written without them are forgotten, not wrong", async () => {
  await makeComponents(workspace, "made", run, { count: 5 });
  await writeRepresentations(workspace, "made", run, ids, madeVectors(objects, 7), dimension);
  expect((await whitenedSpace(await open(), run)).isStored).toBe(false);
});
