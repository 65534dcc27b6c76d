import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSafetensors } from "../../nn/safetensors.ts";
import { simulateDomain } from "../../sky/simulateDomain.ts";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { openSurvey } from "../../survey/survey.ts";
import { openWorkspace, type Workspace } from "../../survey/workspace.ts";
import { indicesOf, readExamples } from "../../training/examples.ts";
import { withJobsHere } from "../../training/jobsHere.ts";
import { readMetrics } from "../../training/metrics.ts";
import { listRuns, openRun, type Run } from "../../training/run.ts";
import { writeWhole } from "../../wholeFile.ts";
import { startRun } from "../startRun.ts";
import { runToResume } from "../zoobot/startTraining.ts";
import { predictSurvey } from "../zoobot/surveyPredictions.ts";
import type { Configuration } from "./configuration.ts";
import { targetsIn } from "./domains.ts";
import { prepareAdaptation } from "./prepareAdaptation.ts";
import { readDomains } from "./results.ts";

const quick: Partial<Configuration> = {
  network: "sidda_cnn",
  epochs: 3,
  warmup: 1,
  batchSize: 8,
  checkpointSeconds: 0,
  threads: 1,
  seed: 7,
};

let workspace: Workspace;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-sidda-"));
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const made = async (name: string, seed: number) => {
    const domain = name === "source" ? "source" : "target";
    const where = join(folder, name);
    return simulateDomain({ kind: "objects", domain, count: 60, size: 16, seed, folder: where });
  };
  const label = { column: "class", merge: {} };
  const [source, target] = [await made("source", 1), await made("target", 2)];
  await importCatalogue(workspace, "source", source.catalogue, { label });
  const rows = (await readFile(target.catalogue, "utf8")).trimEnd().split("\n");
  const other = async (name: string, lines: readonly string[]) => {
    const path = join(dirname(target.catalogue), `${name}.csv`);
    await writeWhole(path, `${lines.join("\n")}\n`);
    return importCatalogue(workspace, name, path, { label });
  };
  await importCatalogue(workspace, "target", target.catalogue, { label });
  const withoutClass = rows.map((row) => row.split(",").slice(0, 2).join(","));
  const unlabelled = join(dirname(target.catalogue), "unlabelled.csv");
  await writeWhole(unlabelled, `${withoutClass.join("\n")}\n`);
  await importCatalogue(workspace, "unlabelled", unlabelled);
  await other(
    "wider",
    rows.map((row, i) => (i % 4 === 1 ? row.replace(/,(elliptical|spiral|stars),/, ",quasar,") : row)),
  );
  await other("single", rows.slice(0, 2));
  await other("few", rows.slice(0, 11));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function prepare(options: Partial<Configuration> = {}, target = "target"): Promise<Run> {
  const [source, other] = [await openSurvey(workspace, "source"), await openSurvey(workspace, target)];
  return prepareAdaptation(source, other, { label: "class", options: { ...quick, ...options } });
}

async function trainToEnd(run: Run): Promise<Run> {
  await withJobsHere(() => startRun(workspace, run, () => {}).done);
  return openRun(workspace, run.id);
}

async function arraysOf(run: Run): Promise<Record<string, string>> {
  const { parameters } = await readSafetensors(join(run.path, "last.safetensors"));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { data }]) => [name, Buffer.from(data.buffer).toString("base64")]),
  );
}

test("of two surveys of one pixel scale the larger pictures are cut about their middle, whichever they are", async () => {
  const { default: sharp } = await import("sharp");
  for (const name of ["source", "target"]) {
    const framed = join(folder, `framed-${name}`);
    await cp(join(folder, name), framed, { recursive: true });
    const images = (await readdir(framed, { recursive: true })).filter((file) => file.endsWith(".png"));
    const frame = { top: 8, bottom: 8, left: 8, right: 8, background: "black" };
    for (const file of images) {
      const image = join(framed, file);
      await sharp(await sharp(image).extend(frame).png().toBuffer()).toFile(image);
    }
    const catalogue = (await readdir(framed)).find(
      (file) => file.endsWith(".csv") && !/wider|single|few|unl/.test(file),
    );
    await importCatalogue(workspace, `framed-${name}`, join(framed, catalogue ?? ""), {
      label: { column: "class", merge: {} },
    });
  }
  const trained = async ([source, target]: readonly [string, string]) => {
    const run = await prepareAdaptation(await openSurvey(workspace, source), await openSurvey(workspace, target), {
      label: "class",
      isSameScale: true,
      options: { ...quick, imageSize: 16 },
    });
    return trainToEnd(run);
  };
  const cut = await trained(["source", "target"]);
  for (const pair of [
    ["source", "framed-target"],
    ["framed-source", "target"],
  ] as const) {
    const run = await trained(pair);
    expect(await arraysOf(run)).toEqual(await arraysOf(cut));
    expect(run.card.summary).toEqual(cut.card.summary);
  }
}, 240_000);

describe("a run that adapts", () => {
  test("tells of both surveys, and predicts either", async () => {
    const run = await trainToEnd(await prepare({ network: "sidda_d2" }));
    expect(run.card).toMatchObject({ status: "finished", method: "sidda" });
    expect(Object.keys(run.card.summary ?? {})).toEqual(
      expect.arrayContaining(["accuracy", "targetAccuracy", "divergence"]),
    );
    const { source, target } = await readDomains(run);
    expect([source.measures?.objects, target.measures?.objects].every((count) => (count ?? 0) > 0)).toBe(true);
    const page = await readFile(join(run.path, "domains.html"), "utf8");
    expect(page).toContain("Brier score");
    expect(page).toContain("Weight of the divergence");
    const epochs = (await readMetrics(run)).flatMap((metric) => (metric.kind === "epoch" ? [metric.validation] : []));
    expect(epochs).toHaveLength(3);
    for (const each of epochs) for (const value of Object.values(each)) expect(value).toSatisfy(Number.isFinite);
    // The weights of the losses are moved by adaptation alone.
    expect(epochs[0]?.eta1).toBeCloseTo(1, 2);
    expect(epochs[2]?.eta1).not.toBeCloseTo(1, 3);
    const { answers, objects } = await predictSurvey(await openSurvey(workspace, "target"), run, { threads: 1 });
    expect([answers, objects]).toEqual([["elliptical", "spiral", "stars"], 60]);
  }, 240_000);

  test("stopped when adaptation begins, and resumed, ends with the arrays of one never stopped", async () => {
    const whole = await trainToEnd(await prepare({ lossUnits: "measured" }));
    const run = await prepare({ lossUnits: "measured" });
    let isStopped = false;
    const job = startRun(workspace, run, (message) => {
      if (message.kind === "metric" && message.metric.kind === "epoch" && !isStopped) {
        isStopped = true;
        job.stop();
      }
    });
    await job.done;
    expect((await openRun(workspace, run.id)).card.status).toBe("stopped");
    await trainToEnd(await runToResume(workspace, run.id));
    expect(await arraysOf(run)).toEqual(await arraysOf(whole));
  }, 240_000);

  test("to a survey without labels says nothing of its accuracy", async () => {
    const run = await trainToEnd(await prepare({ epochs: 2 }, "unlabelled"));
    expect(run.card.summary).not.toHaveProperty("targetAccuracy");
    expect(await readFile(join(run.path, "domains.html"), "utf8")).toContain("nothing is known of its accuracy");
  }, 240_000);

  test("to a survey with a class that the source lacks names it, and tests on the others", async () => {
    const run = await trainToEnd(await prepare({ epochs: 2, divergence: "mmd" }, "wider"));
    expect(run.card.configuration.unknownClasses).toEqual(["quasar"]);
    const { target } = await readDomains(run);
    const held = targetsIn(await readExamples(run), { sources: 60 }, "test").length;
    expect(target.measures?.objects).toBeLessThan(held);
    expect(await readFile(join(run.path, "domains.html"), "utf8")).toContain("quasar");
  }, 240_000);

  test("to a survey of few images sees the source as a training without adaptation would, and says how few they are", async () => {
    const run = await prepare({ epochs: 2 }, "few");
    const own = Number(indicesOf(await readExamples(run), "train").filter((index) => index < 60).length);
    expect(run.card.configuration.batchSize).toBe(quick.batchSize);
    const said: string[] = [];
    await startRun(workspace, run, (message) => {
      if (message.kind === "talk") said.push(message.text);
    }).done;
    expect(said.join("\n")).toMatch(/survey "few" has \d+ images to train with beside \d+ of the source/);
    const last = (await readMetrics(run)).at(-1);
    expect(last?.step).toBe(2 * Math.floor(own / 8));
    expect((await openRun(workspace, run.id)).card.status).toBe("finished");
  }, 240_000);

  test("that learns nothing ends with a remark that says so, and what to do", async () => {
    const run = await prepare({ epochs: 2, learningRate: 1e-9 });
    const said: string[] = [];
    await withJobsHere(
      () =>
        startRun(workspace, run, (message) => {
          if (message.kind === "talk") said.push(message.text);
        }).done,
    );
    expect(said.join("\n")).toMatch(
      /no epoch told the labelled survey's own classes apart: .*more --warmup, or --loss/,
    );
    expect(await readFile(join(run.path, "domains.html"), "utf8")).toContain("predictions are worth nothing");
    expect((await openRun(workspace, run.id)).card.remark).toMatch(/predictions are worth nothing/);
    const { validation } =
      (await readMetrics(run)).flatMap((each) => (each.kind === "epoch" ? [each] : [])).at(-1) ?? {};
    expect(validation?.accuracy).toBeLessThanOrEqual(validation?.chanceAccuracy ?? 0);
  }, 240_000);

  test("never writes what is no number: it ends, says the step and the layer, and keeps the last good checkpoint", async () => {
    const run = await prepare({ learningRate: 1e30, warmup: 0 });
    await expect(trainToEnd(run)).rejects.toThrow(
      /step \d+.*layer|layer.*step \d+|holds no numbers any more after step \d+/,
    );
    const { parameters } = await readSafetensors(join(run.path, "last.safetensors")).catch(() => ({ parameters: {} }));
    for (const { data } of Object.values(parameters)) expect(data.every(Number.isFinite)).toBe(true);
  }, 60_000);

  test.each([
    ["source", {}, /--target source is the survey learnt from/],
    ["single", {}, /survey "single" has . images? to train with: at least 2/],
    ["target", { network: "sidda_d3" }, /no network "sidda_d3"/],
    ["target", { warmup: -1 }, /warmup/],
  ] as [string, Partial<Configuration>, RegExp][])(
    "to %s with %j is refused before there is a run",
    async (target, options, message) => {
      const before = (await listRuns(workspace)).length;
      await expect(prepare(options, target)).rejects.toThrow(message);
      expect(await listRuns(workspace)).toHaveLength(before);
    },
  );
});
