/** almagest teach from the command line: measured, kept, taught again, and made a label to train on. */

import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { bareSurvey } from "../survey/bareSurvey.ts";
import { writeLabelColumn } from "../survey/labelColumn.ts";
import { writeRepresentations } from "../survey/representations.ts";
import { saveSelection } from "../survey/savedSelections.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { runHere } from "./runHere.ts";

const ids = Array.from({ length: 80 }, (_, i) => `g${i}`);
let workspace: Workspace;
beforeAll(async () => {
  workspace = await bareSurvey(ids.length);
  const stream = randomStream(1, "made");
  const vectors = Float32Array.from({ length: ids.length * 4 }, (_, at) => stream.normal() + (at % 16 === 0 ? 2.5 : 0));
  await writeRepresentations(workspace, "bare", "run", ids, vectors, 4);
  await writeLabelColumn(workspace, "bare", "class", new Map(ids.map((id, i) => [id, i % 4 === 0 ? "ring" : "plain"])));
  const survey = await openSurvey(workspace, "bare");
  await saveSelection(survey, { name: "rings", selection: { ids: ids.filter((_, i) => i % 4 === 0).slice(0, 9) } });
});
afterAll(() => rm(workspace.path, { recursive: true, force: true }));

const teach = (...args: string[]) => runHere("teach", "bare", ...args, "--workspace", workspace.path);

test("a class is measured, then kept under a name, taught again with the same examples, and made a label", async () => {
  const measured = await teach("--positive", "class = ring", "--negative", "class = plain", "--run", "run");
  expect(measured.code).toBe(0);
  expect(measured.stdout).toMatch(/20 positives, 60 negatives/);
  expect(measured.stdout).toMatch(/balanced accuracy +0\.\d+ +0\.\d+ to (0|1)\.\d+/);
  expect(measured.stdout).toMatch(/nothing was kept/);
  const kept = await teach(
    "--name",
    "ring",
    "--positive-selection",
    "rings",
    "--negative-random",
    "30",
    "--by",
    "Ada",
    "--json",
  );
  expect(kept.json()).toMatchObject({ round: 1, positives: 9, negatives: 30, column: "ring@teach", by: "Ada" });
  const again = (await teach("--name", "ring", "--examples", "--json")).json();
  expect(again).toMatchObject({ round: 2, positives: 9, negatives: 30, label: "ring-examples" });
}, 120_000);

test("three examples of either kind are said to be far too few, in words, and under --json", async () => {
  const sides = [0, 4, 8].flatMap((i) => ["--positive-id", `g${i}`, "--negative-id", `g${i + 1}`]);
  expect((await teach(...sides)).stdout).toMatch(/Far too few to tell: 3 positives and 3 negatives/);
  expect((await teach(...sides, "--json")).json().tooFew).toMatch(/^Far too few/);
});

test.each<[string[], number, RegExp]>([
  [["--positive", "class = ring"], 2, /name examples of both sides/],
  [["--positive", "class ring", "--negative", "class = plain"], 2, /"class ring" is no condition/],
  [["--positive", "class = ring", "--negative", "class = bar"], 1, /there is no negative example/],
  [
    ["--positive", "class = ring", "--negative", "class = ring"],
    2,
    /galaxy "g\d+" and 19 others would be a positive and/,
  ],
  [["--positive", "odd > 1", "--negative", "class = ring"], 2, /has no column "odd"/],
  [["--positive-selection", "none", "--negative", "class = ring"], 2, /no saved selection "none": it has rings/],
  [["--name", "a b", "--positive", "class = ring", "--negative-random", "9"], 2, /"a b" cannot name a class/],
  [["--name", "new"], 2, /there is no positive example/],
  [["--positive", "class = ring", "--negative-random", "9", "--run", "x"], 1, /no representations of run "x"/],
  [["--positive", "class = ring", "--negative-random", "9", "--examples"], 2, /give it a --name/],
])("teach %j ends with exit code %i and one line", async (args, expected, message) => {
  const { code, stderr, stdout } = await teach(...args);
  expect([code, stderr.trim().split("\n").length, stdout]).toEqual([expected, 1, ""]);
  expect(stderr).toMatch(message);
});
