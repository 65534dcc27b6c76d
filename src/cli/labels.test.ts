/** almagest labels from the command line: from a task to a network trained on what people agreed on. */

import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { madeWorkspace } from "../methods/zoobot/madeSurvey.ts";
import { appendLabels } from "../survey/labelLog.ts";
import { openSurvey, surveyObjects } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { withJobsHere } from "../training/jobsHere.ts";
import { runHere } from "./runHere.ts";

let workspace: Workspace;
let folder: string;
let ids: string[];
beforeAll(async () => {
  workspace = await madeWorkspace(60);
  folder = dirname(workspace.path);
  ids = (await surveyObjects(await openSurvey(workspace, "made"))).ids;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runHere("labels", ...args, "--workspace", workspace.path);

test("a task, labels of two people, their agreement, and columns to train on", async () => {
  const added = await run(
    "tasks",
    "add",
    "made",
    "shape",
    "--classes",
    "disc,bar",
    "--question",
    "What shape?",
    "--json",
  );
  expect(added.json().task).toEqual({
    name: "shape",
    kind: "classes",
    question: "What shape?",
    classes: ["disc", "bar"],
  });
  const rows = ["Ada", "Ben"].flatMap((user) =>
    ids.map(
      (id, i) => `${id},${user},shape,${i % 3 === 0 && !(user === "Ben" && i === 0) ? "bar" : "disc"},2026-01-01`,
    ),
  );
  const path = join(folder, "labels.csv");
  await writeFile(path, `id_str,user,task,value,created_at\n${rows.join("\n")}\n999,Ada,shape,bar,\n`);

  const bad = join(folder, "bad.csv");
  const first = await run("import", "made", path, "--bad-rows", bad, "--json");
  expect([first.code, first.json()]).toMatchObject([3, { rows: 121, added: 120, known: 0, bad: 1 }]);
  expect(first.stderr).toContain('row 122 (999): survey "made" has no object "999"');
  expect(await readFile(bad, "utf8")).toContain("122,999,label,");
  expect((await run("import", "made", path, "--json")).json()).toMatchObject({ added: 0, known: 120 });

  const agreement = (await run("agreement", "made", "--task", "shape", "--json")).json();
  expect(agreement.pairs).toMatchObject([{ people: ["Ada", "Ben"], objects: 60, same: 59 / 60 }]);
  expect(agreement.questions[0].alpha).toBeGreaterThan(0.9);
  expect((await run("agreement", "made", "--task", "shape")).stdout).toMatch(/shape +0\.9\d+ +nominal +60/);
  expect((await run("list", "made")).stdout).toMatch(/shape +classes +60 +Ada +60 +0/);

  const consensus = await run("consensus", "made", "--task", "shape", "--column", "said", "--json");
  expect(consensus.json()).toMatchObject({ objects: 60, undecided: 1, tooFew: 0, columns: ["said", "said_people"] });
  const train = ["train", "made", "--label", "said", "--epochs", "1", "--image-size", "16", "--json"];
  const trained = await withJobsHere(() => runHere(...train, "--workspace", workspace.path));
  expect([trained.code, trained.stderr]).toEqual([
    0,
    expect.stringMatching(/it learns from \d+ objects and is tried on \d+: too few to tell what it has learnt/),
  ]);
}, 400_000);

test.each(["csv", "parquet", "fits"])("labels are exported as %s", async (ending) => {
  await run("tasks", "add", "made", "odd", "--kind", "rating");
  await appendLabels(workspace, "made", [{ by: "Ada", task: "odd", id: ids[0] ?? "", value: 4, key: "k1" }]);
  const path = join(folder, `out.${ending}`);
  expect((await run("export", "made", "--task", "odd", "--out", path, "--json")).json()).toMatchObject({ labels: 1 });
  const bytes = await readFile(path);
  if (ending === "csv")
    expect(bytes.toString()).toMatch(
      /^classification_id,user_name,workflow_name,created_at,annotations,subject_ids,metadata\nk1,Ada,odd,.* UTC,"\[\{""task"":""odd"",""value"":4\}\]",\d+,"\{""almagest_task"":.*\n$/,
    );
  if (ending === "fits") expect([bytes.length % 2880, bytes.toString("latin1", 0, 6)]).toEqual([0, "SIMPLE"]);
});

test("labels of a task that is not there say so once, with the command that makes it", async () => {
  const path = join(folder, "fresh.csv");
  await writeFile(
    path,
    `id_str,user,task,value\n${ids.map((id, i) => `${id},Ada,new,${i % 2 ? "a b" : "c"}`).join("\n")}\n`,
  );
  const ended = await run("import", "made", path, "--json");
  expect([ended.code, ended.json()]).toMatchObject([
    3,
    { added: 0, bad: 60, missingTasks: [{ task: "new", rows: 60 }] },
  ]);
  expect(ended.stderr).toBe(
    `60 rows: survey "made" has no labelling task "new": make it with almagest labels tasks add made new --classes 'a b,c', and import the file again\n`,
  );
});

test.each<[string[], number, RegExp]>([
  [["agreement", "made", "--task", "none"], 2, /has no labelling task "none": it has/],
  [["tasks", "add", "made", "two words", "--kind", "text"], 2, /"two words" cannot name a task/],
  [["tasks", "add", "made", "t", "--classes", "one"], 2, /needs at least 2 classes/],
  [["tasks", "add", "made", "t", "--kind", "rating", "--classes", "a,b"], 2, /classes belong to kind "classes"/],
  [["tasks", "add", "none", "t", "--kind", "text"], 1, /there is no survey "none"/],
  [["export", "made", "--out", "labels.xlsx"], 2, /\.csv, \.tsv, \.parquet or \.fits/],
  [["import", "made", "nowhere.csv"], 1, /nowhere\.csv: it does not exist/],
  [["consensus", "made", "--task", "shape", "--column", "class"], 2, /has a column "class" already/],
  [["consensus", "made", "--task", "shape", "--column", "x", "--min-people", "9"], 1, /labelled by 9 or more people/],
])("%j is refused with one line", async (args, code, message) => {
  const ended = await run(...args);
  expect([ended.code, ended.stderr.trimEnd().split("\n").at(-1)]).toEqual([code, expect.stringMatching(message)]);
});
