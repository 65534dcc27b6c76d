import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { prepareRun, startTraining } from "../methods/zoobot/startTraining.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { withJobsHere } from "../training/jobsHere.ts";
import { runHere } from "./runHere.ts";

let workspace: Workspace;
/** Three networks that differ by their seed alone. */
let runs: string[];
const almagest = (...args: string[]) => runHere(...args, "--workspace", workspace.path);
const predict = (...options: string[]) =>
  almagest("predict", "made", "--views", "1", "--threads", "1", ...options, "--json");

async function trained(seed: number): Promise<string> {
  const survey = await openSurvey(workspace, "made");
  const options = { network: "lenet", imageSize: 16, zoom: 0.5, epochs: 3, batchSize: 16, threads: 1, seed };
  const run = await prepareRun(survey, { label: "class", options });
  await withJobsHere(() => startTraining(workspace, run, () => {}).done);
  return run.id;
}

beforeAll(async () => {
  workspace = await madeWorkspace(90);
  runs = [await trained(1), await trained(2), await trained(3)];
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

/** Rows of a table by column. */
async function written(path: string): Promise<Record<string, string>[]> {
  const [head = "", ...rows] = (await readFile(path, "utf8")).trimEnd().split("\n");
  const names = head.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((cell, i) => [names[i] ?? "", cell])));
}

describe("predict --conformal", () => {
  test("names the classes that each object may be, and says on others how often the right one is among them", async () => {
    const out = join(workspace.path, "sets.csv");
    const { code, json, stderr } = await predict("--run", runs[0] as string, "--conformal", "0.8", "--out", out);
    expect(code).toBe(0);
    const { conformal, remarks, objects } = json();
    const held = conformal.calibratedOn + conformal.found.objects;
    expect(held).toBeGreaterThan(10);
    expect(Math.abs(conformal.calibratedOn - conformal.found.objects)).toBeLessThanOrEqual(1);
    expect(conformal.sizes.reduce((a: number, b: number) => a + b, 0)).toBe(objects);
    expect(remarks).toEqual([
      expect.stringMatching(/objects to calibrate by are few: .* of \d+ to \d+ % of new objects/),
    ]);
    expect(stderr).toBe("");
    for (const row of await written(out)) {
      const names = ["bar", "disc"].filter((name) => Number(row[name]) >= conformal.leastProbability - 1e-6);
      expect(row.prediction_set).toBe(names.join(" | "));
      expect(Number(row.set_size)).toBe(names.length);
    }
  });

  test("with too few objects to promise by gives every class, and says how many are needed", async () => {
    const { json } = await predict("--run", runs[0] as string, "--conformal", "0.99");
    expect(json().conformal).toMatchObject({ range: [1, 1], sizes: [0, 0, 90] });
    expect(json().remarks).toEqual([expect.stringMatching(/too few to promise 99 %.*99 are needed, of 198 held out/)]);
  });

  test.each(["0", "1", "90", "most"])("%s is not understood", async (share) => {
    const { code, stderr } = await predict("--run", runs[0] as string, "--conformal", share);
    expect([code, stderr]).toEqual([2, expect.stringContaining("between 0 and 1, such as 0.9")]);
  });
});
