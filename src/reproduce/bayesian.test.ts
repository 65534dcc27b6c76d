import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { indicesOf } from "../training/examples.ts";
import { withJobsHere } from "../training/jobsHere.ts";
import { listRuns } from "../training/run.ts";
import { writeWhole } from "../wholeFile.ts";
import { reproduceBayesian } from "./bayesian.ts";
import { informationImages } from "./bayesianRuns.ts";
import type { Size } from "./bayesianSeeds.ts";
import { verdicts } from "./claims.ts";
import { confidentExamples, readMirabest } from "./mirabest.ts";
import { openSteps } from "./steps.ts";

let folder: string;
let workspace: Workspace;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-mirabest-"));
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await mkdir(join(folder, "data"));
  const rows = ["id_str,file_loc,fr_class,confidence"];
  const kinds = [
    "FRI,confident",
    "FRII,confident",
    "FRI,confident",
    "FRII,confident",
    "FRI,uncertain",
    "hybrid,confident",
  ];
  for (let i = 0; i < 60; i++) {
    const stream = randomStream(i, "pixels");
    const pixels = Buffer.from(Uint8Array.from({ length: 46 * 46 }, () => 255 * stream.uniform()));
    await sharp(pixels, { raw: { width: 46, height: 46, channels: 1 } })
      .png()
      .toFile(join(folder, "data", `${i}.png`));
    rows.push(`source${i},${i}.png,${kinds[i % kinds.length]}`);
  }
  await writeWhole(join(folder, "data", "catalog.csv"), `${rows.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tiny: Size = {
  base: { imageSize: 46, zoom: 1, epochs: 1, batchSize: 14 },
  priors: ["laplace", "gaussian"],
  temperatures: [1, 0.01],
  fractions: [0.3],
  draws: 3,
  members: 1,
  simulated: 20,
};

async function reproduced(size: Size) {
  const steps = await openSteps(join(folder, "steps"));
  const { signal } = new AbortController();
  const asked = { data: join(folder, "data"), scale: "small", seeds: 1, threads: 1, size, signal } as const;
  const result = await withJobsHere(() => reproduceBayesian(workspace, steps, asked));
  return { result, skipped: steps.skipped };
}

test("every claim has a figure of ours and a verdict, which one seed alone cannot give where intervals decide; done again, nothing is trained", async () => {
  const { result, skipped } = await reproduced(tiny);
  expect(skipped).toBe(0);
  expect(result.claims.length).toBeGreaterThanOrEqual(12);
  for (const { claim, ours, verdict } of result.claims) {
    expect(Number.isFinite(ours), claim).toBe(true);
    expect(verdicts).toContain(verdict);
  }
  expect(result.claims[1]?.verdict).toBe("cannot tell");
  expect(result.plots.every(({ bars }) => bars.every(({ value }) => Number.isFinite(value)))).toBe(true);
  const runs = (await listRuns(workspace, { all: true })).length;
  const again = await reproduced(tiny);
  expect(again.result).toEqual(result);
  expect(again.skipped).toBeGreaterThan(10);
  expect(await listRuns(workspace, { all: true })).toHaveLength(runs);
}, 600_000);

test("of the compared pair alone two networks learn, and only claims and plots of those two are there", async () => {
  const before = (await listRuns(workspace, { all: true })).length;
  const { simulated, ...rest } = tiny;
  const pair: Size = { ...rest, priors: ["laplace"], temperatures: [0.01], isPair: true, fractions: [0.3, 0.5] };
  const { result } = await reproduced({ ...pair, base: { ...tiny.base, epochs: 2 } });
  expect(await listRuns(workspace, { all: true })).toHaveLength(before + 2);
  expect(result.claims.map(({ claim }) => claim).join("\n")).not.toMatch(/Gaussian|temperature 1|PAC|simulated/);
  for (const { claim, ours } of result.claims) expect(Number.isFinite(ours), claim).toBe(true);
  expect(result.claims.filter(({ claim }) => /trained to the end/.test(claim))).toHaveLength(3);
  const titles = result.plots.map(({ title }) => title);
  expect(titles).not.toContain("Temperature (Laplace prior)");
  expect(titles).toContain("Calibration of uncertainty, trained to the end");
  expect(result.plots[0]?.bars.map(({ name }) => name)).toEqual([
    "certain weights",
    "temperature scaling",
    "last-layer Laplace",
    "Bayes by Backprop, laplace",
  ]);
}, 600_000);

describe("a split", () => {
  test("holds confident sources of the two classes only, as often of either, and another one each seed", async () => {
    const sources = await readMirabest(join(folder, "data"));
    const [one, two] = [confidentExamples(sources, 1), confidentExamples(sources, 2)];
    expect(one.ids).toHaveLength(40);
    for (const split of ["test", "validation"] as const) {
      const classes = indicesOf(one, split).map((index) => one.targets[index]?.[0]);
      expect(classes.filter((each) => each === 1)).toHaveLength(3);
      expect(classes).toHaveLength(6);
    }
    expect(one.splits).not.toEqual(two.splits);
  });
});

test("Fisher information is of images of either class, whichever the catalogue names first, the same of a seed", () => {
  const all = Array.from({ length: 600 }, (_, i) => i);
  const examples = {
    ids: all.map(String),
    images: all.map((i) => (i < 300 ? `FRI/${i}` : `FRII/${i}`)),
    splits: all.map(() => "train" as const),
    targets: all.map((i) => (i < 300 ? [1, 0] : [0, 1])),
  };
  const chosen = informationImages(examples, 1);
  expect(new Set(chosen).size).toBe(200);
  const first = chosen.filter((path) => path.startsWith("FRI/")).length;
  expect(first).toBeGreaterThan(70);
  expect(first).toBeLessThan(130);
  expect(informationImages(examples, 1)).toEqual(chosen);
  expect(informationImages(examples, 2)).not.toEqual(chosen);
});

test("a catalogue that is not MiraBest's is refused by the column it lacks", async () => {
  const other = join(folder, "other");
  await mkdir(other);
  await writeWhole(join(other, "catalog.csv"), "id_str,file_loc,class\na,a.png,b\n");
  await expect(readMirabest(other)).rejects.toThrow(/has no column fr_class/);
  await expect(readMirabest(join(folder, "nowhere"))).rejects.toThrow(/catalog\.csv/);
});
