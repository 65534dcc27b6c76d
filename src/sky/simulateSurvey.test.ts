import { fork } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkImage } from "./image.ts";
import { simulateSurvey } from "./simulateSurvey.ts";
import { voteColumns } from "./volunteers.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "almagest-simulation-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function bytesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(join(folder, "images"))).sort();
  const read = async (path: string) => (await readFile(join(folder, path))).toString("base64");
  const entries = [...names.map((name) => `images/${name}`), "catalog.csv"].map(async (path) => [
    path,
    await read(path),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

test("the same seed gives the same bytes, with one worker or three", async () => {
  const shape = { count: 60, seed: 7, size: 48 };
  await simulateSurvey({ ...shape, folder: join(root, "one"), workers: 1 });
  await simulateSurvey({ ...shape, folder: join(root, "three"), workers: 3 });
  expect(await bytesOf(join(root, "one"))).toEqual(await bytesOf(join(root, "three")));
});

test("a longer survey begins with the same galaxies; another seed has others", async () => {
  await simulateSurvey({ count: 10, seed: 7, size: 48, folder: join(root, "short") });
  await simulateSurvey({ count: 10, seed: 8, size: 48, folder: join(root, "other") });
  const [short, long, other] = await Promise.all(["short", "one", "other"].map((name) => bytesOf(join(root, name))));
  expect(short?.["images/000009.jpg"]).toBe(long?.["images/000009.jpg"]);
  expect(short?.["images/000009.jpg"]).not.toBe(other?.["images/000009.jpg"]);
});

test("every picture can be decoded, every row has every column, and progress ends at the count", async () => {
  const folder = join(root, "whole");
  const heard: [number, number][] = [];
  const { catalogue } = await simulateSurvey({
    count: 40,
    seed: 1,
    size: 32,
    folder,
    onProgress: (done, total) => heard.push([done, total]),
  });
  expect(heard.at(-1)).toEqual([40, 40]);
  const [header = "", ...rows] = (await readFile(catalogue, "utf8")).trimEnd().split("\n");
  const columns = header.split(",");
  expect(columns.slice(0, 5)).toEqual(["id_str", "file_loc", "ra", "dec", "redshift"]);
  expect(columns).toEqual(expect.arrayContaining([...voteColumns, "truth_type", "truth_winding_deg", "truth_snr"]));
  expect(rows).toHaveLength(40);
  expect(new Set(rows.map((row) => row.split(",")[0])).size).toBe(40);
  for (const row of rows) {
    const cells = row.split(",");
    expect(cells).toHaveLength(columns.length);
    expect(await checkImage(join(folder, cells[1] ?? ""))).toBeUndefined();
    expect(Math.abs(Number(cells[3]))).toBeLessThanOrEqual(60);
  }
});

test("an interrupted simulation leaves no catalogue, not even an earlier one's; the next one is whole", async () => {
  const folder = join(root, "interrupted");
  await simulateSurvey({ count: 120, seed: 1, size: 32, folder });
  const stop = new AbortController();
  const run = simulateSurvey({
    count: 100,
    seed: 2,
    size: 32,
    folder,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await expect(run).rejects.toMatchObject({ code: "interrupted", exitCode: 130 });
  expect(await readdir(folder)).toEqual(["images"]);
  await simulateSurvey({ count: 30, seed: 2, size: 32, folder });
  expect((await readFile(join(folder, "catalog.csv"), "utf8")).trimEnd().split("\n")).toHaveLength(31);
});

test("an interrupted extension leaves the catalogue and the pictures that it began with", async () => {
  const folder = join(root, "extended");
  await simulateSurvey({ count: 60, seed: 1, size: 32, folder });
  const before = await bytesOf(folder);
  const stop = new AbortController();
  const shape = { count: 200, seed: 1, folder, signal: stop.signal, onProgress: () => stop.abort() };
  await expect(simulateSurvey({ ...shape, size: 32 })).rejects.toMatchObject({ code: "interrupted" });
  expect(await bytesOf(folder)).toMatchObject(before);
  // Pictures of another size are others: the catalogue that described the first ones goes.
  await expect(simulateSurvey({ ...shape, size: 48 })).rejects.toMatchObject({ code: "interrupted" });
  expect(await readdir(folder)).toEqual(["images"]);
});

test("interrupted again and again while its threads write pictures, its process lives", async () => {
  const script = join(root, "interrupted.mjs");
  await writeFile(
    script,
    `import { simulateSurvey } from ${JSON.stringify(new URL("../../dist/src/sky/simulateSurvey.js", import.meta.url))};
     for (let at = 1; at <= 15; at++) {
       const stop = new AbortController();
       const onProgress = (done) => done >= 8 + at && stop.abort();
       const shape = { count: 400, seed: at, size: 64, folder: process.argv[2], workers: 3, signal: stop.signal, onProgress };
       await simulateSurvey(shape).then(() => process.exit(7), ({ code }) => code === "interrupted" || process.exit(8));
     }`,
  );
  const child = fork(script, [join(root, "again")], { stdio: "pipe" });
  expect(await new Promise((resolve) => child.once("close", (code, signal) => resolve(signal ?? code)))).toBe(0);
});

test("a shorter survey in the same folder takes the longer one's pictures away", async () => {
  const folder = join(root, "shorter");
  await simulateSurvey({ count: 30, seed: 1, size: 32, folder });
  await simulateSurvey({ count: 3, seed: 1, size: 32, folder });
  expect(await readdir(join(folder, "images"))).toHaveLength(3);
});

test("somebody's own catalogue is not overwritten", async () => {
  const folder = join(root, "own");
  await simulateSurvey({ count: 1, seed: 1, size: 32, folder });
  await writeFile(join(folder, "catalog.csv"), "id_str,file_loc\na,b\n");
  await expect(simulateSurvey({ count: 1, seed: 1, size: 32, folder })).rejects.toMatchObject({
    code: "not-simulated",
  });
  expect(await readFile(join(folder, "catalog.csv"), "utf8")).toBe("id_str,file_loc\na,b\n");
});

test.each([{ size: 31 }, { size: 513 }, { size: 64.5 }, { count: 0 }])(
  "refuses %o before writing anything",
  async (bad) => {
    const folder = join(root, "refused");
    await expect(simulateSurvey({ count: 1, seed: 1, size: 64, folder, ...bad })).rejects.toMatchObject({
      exitCode: 2,
    });
    await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" });
  },
);

test("a folder that cannot be made is named", async () => {
  const file = join(root, "file");
  await writeFile(file, "");
  await expect(simulateSurvey({ count: 1, seed: 1, size: 64, folder: join(file, "x") })).rejects.toThrow(/file/);
});
