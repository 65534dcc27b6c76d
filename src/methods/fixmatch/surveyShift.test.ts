import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { splitOf } from "../../survey/split.ts";
import { openSurvey } from "../../survey/survey.ts";
import { openWorkspace, type Workspace } from "../../survey/workspace.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { openRun, type Run } from "../../training/run.ts";
import { writeWhole } from "../../wholeFile.ts";
import { prepareAdaptation } from "../sidda/prepareAdaptation.ts";
import { startRun } from "../startRun.ts";
import { madeCatalogue } from "../zoobot/madeSurvey.ts";
import { surveyShift } from "./surveyShift.ts";

let workspace: Workspace;
/** Labels drawn by chance: there is nothing to learn but the images themselves. */
let learnt: Run;
beforeAll(async () => {
  const folder = await temporaryFolder("shift");
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const catalogue = await madeCatalogue(join(folder, "made"), 300);
  const [, ...rows] = (await readFile(catalogue, "utf8")).trimEnd().split("\n");
  const stream = randomStream(1, "labels");
  const lines = rows.map((row) => [...row.split(",").slice(0, 2), stream.uniform() < 0.5 ? "a" : "b"].join(","));
  const kept = async (name: string, own: readonly string[]) => {
    const path = join(dirname(catalogue), `${name}.csv`);
    await writeWhole(path, `${["id_str,file_loc,class", ...own].join("\n")}\n`);
    await importCatalogue(workspace, name, path, { label: { column: "class", merge: {} } });
  };
  // None is there to choose an early epoch by.
  const without = lines.slice(0, 180).filter((line) => splitOf(line.split(",")[0] ?? "") !== "validation");
  await kept("own", without);
  await kept("few", lines.slice(0, 40));
  await kept("pool", lines.slice(180));
  const [own, pool] = [await openSurvey(workspace, "own"), await openSurvey(workspace, "pool")];
  const run = await prepareAdaptation(own, pool, {
    label: "class",
    options: {
      network: "sidda_cnn",
      divergence: "none",
      imageSize: 24,
      augment: false,
      epochs: 10,
      batchSize: 32,
      threads: 1,
      seed: 3,
    },
  });
  await startRun(workspace, run, () => {}).done;
  learnt = await openRun(workspace, run.id);
}, 240_000);

test("a pool of the same kind reads as alike, and images that the network learnt from are left out", async () => {
  const [own, pool] = [await openSurvey(workspace, "own"), await openSurvey(workspace, "pool")];
  const { labelled, unlabelled, meaning } = await surveyShift(own, pool, learnt, { draws: 20, threads: 1 });
  expect(meaning.level).toBe("alike");
  expect(labelled.objects).toBeGreaterThan(30);
  expect(labelled.learnt).toBe(0);
  expect(labelled.leftOut).toBeGreaterThan(100);
  expect(unlabelled).toMatchObject({ objects: 120, learnt: 0, leftOut: 0 });
  expect(meaning.sentences[0]).toMatch(/the \d+ are compared that the run did not learn from; \d+ are left out/);
}, 120_000);

test("where the run held out too few, all are compared, and the words say that this alone sets pools apart", async () => {
  const [few, pool] = [await openSurvey(workspace, "few"), await openSurvey(workspace, "pool")];
  const { labelled, meaning } = await surveyShift(few, pool, learnt, { draws: 20, threads: 1 });
  expect(labelled).toMatchObject({ objects: 40, leftOut: 0 });
  expect(labelled.learnt).toBeGreaterThan(20);
  expect(meaning.sentences[0]).toMatch(/the run held out \d+, fewer than the 20 .* the distance is at most/);
}, 120_000);
