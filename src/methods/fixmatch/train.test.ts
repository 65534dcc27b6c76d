import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSafetensors } from "../../nn/safetensors.ts";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { openSurvey } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { indicesOf, readExamples } from "../../training/examples.ts";
import { withJobsHere } from "../../training/jobsHere.ts";
import { readMetrics } from "../../training/metrics.ts";
import { openRun, type Run } from "../../training/run.ts";
import { startRun } from "../startRun.ts";
import { madeCatalogue, madeWorkspace } from "../zoobot/madeSurvey.ts";
import { readModel } from "../zoobot/model.ts";
import { bestPath } from "../zoobot/runFiles.ts";
import { runToResume, type TrainingMessage } from "../zoobot/startTraining.ts";
import type { Configuration } from "./configuration.ts";
import { type FixMatchRequest, prepareFixMatch } from "./prepareFixMatch.ts";
import { readFixMatch } from "./results.ts";
import { surveyShift } from "./surveyShift.ts";

const patience = 240_000;

const quick: Partial<Configuration> = {
  network: "lenet",
  imageSize: 16,
  zoom: 0.8,
  batchSize: 6,
  unlabelledRatio: 2,
  stepsPerEpoch: 4,
  threads: 1,
  checkpointSeconds: 0,
  threshold: 0.5,
  seed: 7,
};

let workspace: Workspace;
let folder: string;
/** Another survey's pictures in a black frame, twice as wide: the same sources at the same pixel scale. */
async function framed(name: string, of: string): Promise<void> {
  const { cp } = await import("node:fs/promises");
  const { default: sharp } = await import("sharp");
  await cp(join(folder, of), join(folder, name), { recursive: true });
  for (let i = 0; i < 40; i++) {
    const image = join(folder, name, "images", `${i}.png`);
    const frame = { top: 20, bottom: 20, left: 20, right: 20, background: "black" };
    await sharp(await sharp(image).extend(frame).png().toBuffer()).toFile(image);
  }
  await importCatalogue(workspace, name, join(folder, name, "catalog.csv"));
}

/** As the catalogue has them, with what is changed in row i. */
async function imported(name: string, change: (cells: string[], i: number) => string[] | undefined): Promise<void> {
  const own = join(folder, name);
  const path = await madeCatalogue(own, 40);
  const [head = "", ...rows] = (await readFile(path, "utf8")).trimEnd().split("\n");
  const columns = `${head.split(",").slice(0, 3).join(",")},ra,dec`;
  const changed = rows.flatMap((row, i) => change(row.split(",").slice(0, 3), i)?.join(",") ?? []);
  const { writeWhole } = await import("../../wholeFile.ts");
  await writeWhole(path, `${[columns, ...changed].join("\n")}\n`);
  await importCatalogue(workspace, name, path, { label: { column: "class", merge: {} } });
}
beforeAll(async () => {
  workspace = await madeWorkspace(60);
  folder = join(dirname(workspace.path), "others");
  const places = (i: number) => [String(10 + i / 10), "5"];
  await imported("placed", (cells, i) => [...cells, ...places(i)]);
  // Every fourth is one of "placed", 7 arcseconds off; none has a label.
  await imported("pool", ([id = "", file = ""], i) => [
    id,
    file,
    "",
    ...(i % 4 === 0 ? [String(10 + i / 10 + 0.002), "5"] : ["200", String(-i)]),
  ]);
  await imported("half", ([id = "", file = "", name = ""], i) => [id, file, i % 2 === 0 ? name : "", ...places(i)]);
  await imported("single", (cells, i) => (i === 0 ? [...cells, "300", "0"] : undefined));
}, patience);
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

async function prepare(
  options: Partial<Configuration>,
  { survey = "placed", pool, ...request }: { survey?: string; pool?: string } & Partial<FixMatchRequest> = {},
): Promise<{ run: Run; notes: string[] }> {
  return prepareFixMatch(await openSurvey(workspace, survey), pool ? await openSurvey(workspace, pool) : undefined, {
    label: "class",
    steps: 12,
    ...request,
    options: { ...quick, ...options },
  });
}

async function trainToEnd(run: Run, onMessage: (message: TrainingMessage) => void = () => {}): Promise<Run> {
  await withJobsHere(() => startRun(workspace, run, onMessage).done);
  return openRun(workspace, run.id);
}

async function arraysOf(run: Run): Promise<Record<string, string>> {
  const { parameters } = await readSafetensors(join(run.path, "last.safetensors"));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { data }]) => [name, Buffer.from(data.buffer).toString("base64")]),
  );
}

test(
  "a run that was stopped goes on to the same arrays, byte for byte; each validation says how much of the pool is learnt from",
  async () => {
    const whole = await trainToEnd((await prepare({ labels: 12 })).run);
    const stopped = (await prepare({ labels: 12 })).run;
    const job = startRun(workspace, stopped, (message) => {
      if (message.kind === "metric" && message.metric.kind === "epoch" && message.metric.epoch === 2) job.stop();
    });
    await job.done;
    expect((await openRun(workspace, stopped.id)).card.status).toBe("stopped");
    await trainToEnd(await runToResume(workspace, stopped.id));
    expect(await arraysOf(stopped)).toEqual(await arraysOf(whole));
    const epochs = (await readMetrics(whole)).filter(({ kind }) => kind === "epoch");
    expect(epochs).toHaveLength(3);
    for (const epoch of epochs)
      if (epoch.kind === "epoch") {
        expect(epoch.validation.maskRate).toBeGreaterThanOrEqual(0);
        expect(epoch.validation.loss).toBeUndefined();
      }
    const results = await readFixMatch(whole);
    expect(results).toMatchObject({ labels: 12, test: { accuracy: expect.any(Number) } });
    expect(results.pool?.maskRate).toBe(1);
    expect(results.pool?.impurity).toBeGreaterThanOrEqual(0);
  },
  patience,
);

test(
  "the supervised baseline takes as many steps, with the same labels, and never sees the pool",
  async () => {
    const [own, both] = [(await prepare({ labels: 12, isSupervised: true })).run, (await prepare({ labels: 12 })).run];
    const [a, b] = [await readExamples(own), await readExamples(both)];
    expect(a.ids).toEqual(b.ids);
    const seen: number[] = [];
    const run = await trainToEnd(own, (message) => {
      if (message.kind === "metric") seen.push(message.metric.step);
    });
    expect(Math.max(...seen)).toBe(12);
    expect(run.card.summary).toMatchObject({ labels: 12, unlabelled: 0 });
    // The least that UCE can be is not 0.
    expect(run.card.summary?.uncertaintyCalibrationErrorOfRightProbabilities).toBeGreaterThan(0);
    const model = await readModel(bestPath(run));
    // The paper's disc, in halves of the 80 % of the side that is seen.
    expect(model.discRadius).toBeCloseTo(Math.SQRT1_2 / 0.8, 6);
  },
  patience,
);

describe("the pool", () => {
  test("of hidden labels: what is left of the training part, every class kept in its share", async () => {
    const { run } = await prepare({ labels: 9 });
    const { sources } = run.card.configuration as Configuration;
    const examples = await readExamples(run);
    const labelled = indicesOf(examples, "train").filter((index) => index < sources);
    expect(labelled).toHaveLength(9);
    expect(labelled.filter((index) => examples.targets[index]?.[0] === 1)).toHaveLength(3);
    const pool = examples.ids.slice(sources);
    expect(pool.length).toBeGreaterThan(10);
    for (const id of examples.ids.slice(0, sources)) expect(pool).not.toContain(id);
  });

  test("of another survey leaves out sources that both have, and says so", async () => {
    const { run, notes } = await prepare({}, { pool: "pool" });
    const { sources } = run.card.configuration as Configuration;
    expect((await readExamples(run)).ids.length - sources).toBe(30);
    expect(notes.join("\n")).toMatch(/10 objects of pool left out/);
  });

  test("of the survey itself: its objects without a label", async () => {
    const { run } = await prepare({}, { survey: "half", pool: "half" });
    const { sources } = run.card.configuration as Configuration;
    expect((await readExamples(run)).ids.length - sources).toBe(20);
  });
});

describe("refuses, with a word why,", () => {
  test.each([
    ["no pool", {}, {}, /--unlabelled <survey>.*--labels <n>/],
    ["a pool of one image", {}, { pool: "single" }, /survey "single" leaves 1 unlabelled image: at least 2/],
    ["more labels than there are", { labels: 500 }, {}, /--labels 500: only \d+ training examples/],
    ["a threshold above 1", { labels: 9, threshold: 1.5 }, {}, /threshold/],
    ["images too small for the network", { labels: 9, network: "radioTang" }, {}, /at least 54 pixels/],
  ] as const)("%s", async (_, options, request, words) => {
    await expect(prepare(options, request)).rejects.toThrow(words);
  });

  test("labels of one class", async () => {
    await imported("alike", ([id = "", file = ""]) => [id, file, "disc", "1", "1"]);
    await expect(prepare({ labels: 9 }, { survey: "alike" })).rejects.toThrow(/1 class: 2 to 100 can be learnt/);
  });

  test("a pool of images of another width, unless it is said to be meant", async () => {
    const { default: sharp } = await import("sharp");
    const path = await madeCatalogue(join(folder, "wide"), 10);
    for (let i = 0; i < 10; i++) {
      const image = join(folder, "wide", "images", `${i}.png`);
      await sharp(await sharp(image).resize(80).png().toBuffer()).toFile(image);
    }
    await importCatalogue(workspace, "wide", path);
    await expect(prepare({}, { pool: "wide" })).rejects.toThrow(
      /"wide" are 80 px wide, those of "placed" 40 px.*--same-scale: .* to 40 px.*--allow-other-size/,
    );
    await expect(prepare({}, { pool: "wide", allowOtherSize: true })).resolves.toBeDefined();
  });
});

describe("surveys of one pixel scale, one's pictures twice as wide:", () => {
  beforeAll(async () => {
    await framed("framed-pool", "pool");
    await framed("framed-own", "placed");
  }, patience);

  test(
    "the larger ones are cut about their middle, whichever they are: the network learns what it learns from pictures cut before",
    async () => {
      const cut = await trainToEnd((await prepare({}, { pool: "pool" })).run);
      const pairs = [
        { pool: "framed-pool", note: "pictures of framed-pool are cut about their middle, from 80 to 40 px wide" },
        {
          survey: "framed-own",
          pool: "pool",
          note: "pictures of framed-own are cut about their middle, from 80 to 40 px wide",
        },
      ];
      for (const { note, ...surveys } of pairs) {
        const { run, notes } = await prepare({}, { ...surveys, isSameScale: true });
        expect(notes).toContain(note);
        const trained = await trainToEnd(run);
        expect(await arraysOf(trained)).toEqual(await arraysOf(cut));
        expect(await readFixMatch(trained)).toEqual(await readFixMatch(cut));
      }
    },
    patience,
  );

  test(
    "their shift is that of pictures cut before; without a word of what is alike it is refused",
    async () => {
      const run = await trainToEnd((await prepare({ isSupervised: true })).run);
      const [own, pool, wide] = [
        await openSurvey(workspace, "placed"),
        await openSurvey(workspace, "pool"),
        await openSurvey(workspace, "framed-pool"),
      ];
      const { frechet } = await surveyShift(own, pool, run, { draws: 10, threads: 1 });
      const found = await surveyShift(own, wide, run, { draws: 10, threads: 1, isSameScale: true });
      expect(found.frechet).toEqual(frechet);
      await expect(surveyShift(own, wide, run)).rejects.toThrow(/80 px wide.*--same-scale/);
      const small = surveyShift(await openSurvey(workspace, "framed-own"), pool, run, { isSameScale: true });
      await expect(small).rejects.toThrow(/sees the middle 64 px of pictures of "framed-own".* have 40/);
    },
    patience,
  );
});

test(
  "a training without numbers ends, says the step, and writes none of them",
  async () => {
    const { run } = await prepare({ labels: 12, learningRate: 1e38 });
    await expect(trainToEnd(run)).rejects.toThrow(/step \d+.*(?:--learning-rate|layer)/);
    const stored = await readSafetensors(join(run.path, "last.safetensors")).catch(() => undefined);
    for (const { data } of Object.values(stored?.parameters ?? {})) expect(data.every(Number.isFinite)).toBe(true);
  },
  patience,
);

test(
  "the shift of a pool is said before it is learnt from: numbers, the network's guess of its classes, and words",
  async () => {
    const run = await trainToEnd((await prepare({ isSupervised: true })).run);
    const [own, pool] = [await openSurvey(workspace, "placed"), await openSurvey(workspace, "pool")];
    const found = await surveyShift(own, pool, run, { draws: 10, threads: 1 });
    expect(found).toMatchObject({
      labelled: { survey: "placed", objects: 40 },
      unlabelled: { survey: "pool", objects: 30, shared: 10 },
    });
    // Half of the smaller pool.
    expect(found.frechet.objects).toBe(15);
    expect(found.classes.reduce((sum, { unlabelled }) => sum + unlabelled, 0)).toBeCloseTo(1, 4);
    expect(found.meaning.sentences.length).toBeGreaterThan(1);
    const single = await openSurvey(workspace, "single");
    await expect(surveyShift(own, single, run)).rejects.toThrow(/"single" has 1 image to compare: at least 20/);
  },
  patience,
);
