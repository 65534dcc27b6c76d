/** almagest embed, killed and run again. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { madeRun } from "../methods/zoobot/madeRun.ts";
import { madeCatalogue, madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { embedSurvey } from "../methods/zoobot/surveyPredictions.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { readRepresentations } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import type { Run } from "../training/run.ts";
import { runHere } from "./runHere.ts";

const almagest = fileURLToPath(new URL("../../dist/src/cli/almagest.js", import.meta.url));
/** More than one part's. */
const objects = 300;
let workspace: Workspace;
let network: Run;
beforeAll(async () => {
  workspace = await madeWorkspace(objects);
  network = await madeRun(workspace, "made");
}, 120_000);
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

const args = (...more: string[]) => ["embed", "made", "--run", network.id, ...more, "--workspace", workspace.path];
const parts = async () =>
  (await readdir(join(workspace.path, "shards"), { recursive: true }).catch(() => [])).filter((name) =>
    name.endsWith(".safetensors"),
  ).length;
const vectors = async () => readRepresentations(await openSurvey(workspace, "made"), network.id);

async function killedAfterOnePart(): Promise<void> {
  const child = spawn(process.execPath, [almagest, ...args()], { stdio: "ignore" });
  const ended = once(child, "close");
  while ((await parts()) === 0 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill("SIGKILL");
  await ended;
}

test("killed with kill -9 it goes on where it was, says so, and finds what it would have found", async () => {
  await killedAfterOnePart();
  await expect(vectors()).rejects.toThrow("no representations");
  const ended = await runHere(...args("--json"));
  const { before } = ended.json();
  expect([ended.code, before > 0, before < objects]).toEqual([0, true, true]);
  expect(ended.stderr).toMatch(new RegExp(`going on: ${before} of ${objects} were computed before, since 20.*--again`));
  expect(await readdir(join(workspace.path, "shards"))).toEqual([]);
  const resumed = await vectors();
  await embedSurvey(await openSurvey(workspace, "made"), network, {});
  expect(await vectors()).toEqual(resumed);
}, 180_000);

test("--again begins anew, and so does a survey with other objects than the ones that were begun", async () => {
  await killedAfterOnePart();
  expect((await runHere(...args("--again", "--json"))).json()).toMatchObject({ objects, before: 0 });
  await killedAfterOnePart();
  const catalogue = await madeCatalogue(join(dirname(workspace.path), "catalogue"), objects + 1);
  await importCatalogue(workspace, "made", catalogue, { label: { column: "class", merge: {} } });
  expect((await runHere(...args("--json"))).json()).toMatchObject({ objects: objects + 1, before: 0 });
}, 180_000);
