import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { withJobsHere } from "../training/jobsHere.ts";
import { listRuns } from "../training/run.ts";
import { writeWhole } from "../wholeFile.ts";
import { verdicts } from "./claims.ts";
import { reproduceFixMatch } from "./fixmatch.ts";
import { figuresOf } from "./fixmatchFigures.ts";
import { labelledOf, otherCatalogue, parted, withRate } from "./fixmatchPools.ts";
import { equalDistances } from "./fixmatchRuns.ts";
import type { Size } from "./fixmatchSeeds.ts";
import { readMirabest, type Source } from "./mirabest.ts";
import { openSteps } from "./steps.ts";

let folder: string;
let workspace: Workspace;
let sources: Source[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-fixmatch-radio-"));
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await made("mirabest-radio", 120, "id_str,file_loc,fr_class,confidence,ra_deg,dec_deg", (i) => [
    ["FRI", "FRII", "hybrid"][i % 3],
    i % 2 === 0 ? "confident" : "uncertain",
    i,
    10,
  ]);
  // The first eight are MiraBest's, 3.6 arcseconds off.
  await made("first-radio", 40, "id_str,file_loc,class,ra_deg,dec_deg", (i) => [
    "Bent",
    i < 8 ? i + 0.001 : i,
    i < 8 ? 10 : -40,
  ]);
  sources = await readMirabest(join(folder, "mirabest-radio"));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function made(name: string, count: number, head: string, cells: (i: number) => unknown[]): Promise<void> {
  const own = join(folder, name);
  await mkdir(own);
  const rows = [head];
  for (let i = 0; i < count; i++) {
    const stream = randomStream(i, name);
    const pixels = Uint8Array.from({ length: 48 * 48 }, () => (stream.uniform() < 0.9 ? 0 : 255 * stream.uniform()));
    await sharp(pixels, { raw: { width: 48, height: 48, channels: 1 } })
      .png()
      .toFile(join(own, `${i}.png`));
    rows.push([`${name}${i}`, `${i}.png`, ...cells(i)].join(","));
  }
  await writeWhole(join(own, "catalog.csv"), `${rows.join("\n")}\n`);
}

const tiny: Size = {
  base: { network: "lenet", imageSize: 16, zoom: 1, batchSize: 4, unlabelledRatio: 1, stepsPerEpoch: 2 },
  trainingSteps: 2,
  volumes: [8, 16],
  volume: 8,
  rates: [0, 0.5, 1],
  draws: 10,
};

async function reproduced() {
  const steps = await openSteps(join(folder, "steps"));
  const { signal } = new AbortController();
  const asked = { data: folder, scale: "small", seeds: 1, threads: 1, size: tiny, signal } as const;
  const result = await withJobsHere(() => reproduceFixMatch(workspace, steps, asked));
  return { result, skipped: steps.skipped };
}

test("every claim has a verdict, which one seed alone cannot give where intervals decide; done again, nothing is trained", async () => {
  const { result, skipped } = await reproduced();
  expect(skipped).toBe(0);
  expect(result.claims).toHaveLength(10);
  for (const { claim, ours, verdict } of result.claims) {
    expect(typeof ours, claim).toBe("number");
    expect(verdicts).toContain(verdict);
  }
  expect(result.claims[1]?.verdict).toBe("cannot tell");
  expect(result.data).toContain("32 sources (8 are MiraBest's");
  expect(result.plots.map(({ bars }) => bars.length).every((length) => length > 0)).toBe(true);
  const { pools } = figuresOf(result);
  expect(pools.map(({ name }) => name).sort()).toEqual([
    "0 % FR I",
    "100 % FR I",
    "50 % FR I",
    "another catalogue",
    "same catalogue",
  ]);
  expect(pools.map(({ ratio }) => ratio)).toEqual(pools.map(({ ratio }) => ratio).sort((a, b) => a - b));
  const runs = (await listRuns(workspace, { all: true })).length;
  expect(runs).toBe(11);
  const again = await reproduced();
  expect(again.result).toEqual(result);
  expect(await listRuns(workspace, { all: true })).toHaveLength(runs);
}, 300_000);

test("distances are of as many objects in every pool, which show a spread: of its few, a small one would be further by that alone", async () => {
  const width = 8;
  const features = (rows: number, name: string) => {
    const stream = randomStream(4, name);
    return Float32Array.from({ length: rows * width }, () => stream.normal());
  };
  const pools = new Map([
    ["large", features(400, "large")],
    ["small", features(60, "small")],
  ]);
  const [large, small] = await equalDistances(features(200, "own"), pools, width, { seed: 1, draws: 20 });
  expect([large?.objects, small?.objects]).toEqual([30, 30]);
  expect((small?.mean ?? 0) / (large?.mean ?? 0)).toBeLessThan(1.3);
});

describe("pools", () => {
  test("what is tested is the same for all seeds, of either class, and never learnt from", () => {
    const [one, two] = [parted(sources), parted(sources)];
    expect(one.test.map(({ id }) => id)).toEqual(two.test.map(({ id }) => id));
    expect(new Set([...one.test, ...one.training]).size).toBe(80);
    for (const name of ["FRI", "FRII"]) expect(one.test.filter((each) => each.class === name)).toHaveLength(8);
  });

  test("labels keep the classes' shares, and change with the seed", () => {
    const { training } = parted(sources);
    const labelled = labelledOf(training, 16, 1);
    expect(labelled.filter((each) => each.class === "FRI")).toHaveLength(8);
    expect(labelledOf(training, 16, 2)).not.toEqual(labelled);
  });

  test("a pool of a given share of FR I has it, at the same size", () => {
    const { training } = parted(sources);
    for (const rate of [0, 0.25, 1]) {
      const pool = withRate(training, rate, 20, 1);
      expect(pool).toHaveLength(20);
      expect(pool.filter((each) => each.class === "FRI")).toHaveLength(20 * rate);
    }
  });

  test("of another catalogue leave out what both have, and are cut out of the middle", async () => {
    const into = join(folder, "middles");
    const { images, shared } = await otherCatalogue(join(folder, "first-radio"), sources, into);
    expect([images.length, shared]).toEqual([32, 8]);
    const { data, info } = await sharp(images[0]).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([150, 150]);
    expect(Math.max(...data)).toBe(255);
  });

  test("a catalogue that is another one's is refused by the column it lacks", async () => {
    const { writeFile } = await import("node:fs/promises");
    const other = join(folder, "other");
    await mkdir(other);
    await writeFile(join(other, "catalog.csv"), "id_str,file_loc\na,a.png\n");
    await expect(otherCatalogue(other, sources, join(folder, "middles"))).rejects.toThrow(/has no column ra_deg/);
  });
});
