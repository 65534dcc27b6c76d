import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { openSurvey } from "../../survey/survey.ts";
import { openWorkspace, type Workspace } from "../../survey/workspace.ts";
import { listRuns } from "../../training/run.ts";
import { madeCatalogue, withColumns } from "./madeSurvey.ts";
import { prepareRun } from "./startTraining.ts";
import { askedTask, type TaskRequest, taskExamples } from "./taskExamples.ts";

let workspace: Workspace;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "almagest-task-"));
  const path = await madeCatalogue(join(folder, "catalogue"), 20);
  await withColumns(path, {
    size: (i) => (i === 3 ? "" : i === 4 ? "nan" : String(2 + i / 10)),
    telescope: () => "SDSS",
    mixed: (i) => (i === 2 ? "bright" : String(i)),
    unknown: () => "",
    same: () => "0.5",
    nearly: (i) => String(100_000_000 + i / 10),
    endless: (i) => (i === 7 ? "-inf" : String(i)),
    huge: (i) => (i === 8 ? "1e39" : String(i)),
    rare: (i) => (i === 0 ? "1" : ""),
  });
  workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(workspace, "made", path, { label: { column: "class", merge: {} } });
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

test.each<[TaskRequest, object]>([
  [{ label: "ring" }, { task: "classes", name: "ring" }],
  [{ votes: "gz2" }, { task: "votes", name: "gz2" }],
  [{ target: "size" }, { task: "regression", name: "size" }],
  [{ task: "votes" }, { task: "votes", name: undefined }],
  [
    { task: "regression", target: "size" },
    { task: "regression", name: "size" },
  ],
])("%j is one task", (request, expected) => {
  expect(askedTask(request)).toEqual(expected);
});

test.each<[TaskRequest, string]>([
  [{}, "name what to learn: --label <column>, --votes <tree>, --target <column>"],
  [{ task: "regression" }, "--task regression: name the column with --target <column>"],
  [{ task: "classes" }, "--task classes: name the column with --label <column>"],
  [
    { task: "votes", label: "ring" },
    "--task votes learns vote counts, --label ring names classes: write --votes <tree>, or --task classes",
  ],
  [
    { task: "regression", label: "size" },
    "--task regression learns a number, --label size names classes: write --target <column>, or --task classes",
  ],
  [
    { label: "ring", target: "size" },
    "--label ring and --target size: a network learns one thing, so name one of them",
  ],
  [
    { task: "votes", votes: "gz2", label: "ring" },
    "--label ring and --votes gz2: a network learns one thing, so name one of them",
  ],
])("%j is refused with what to write", (request, message) => {
  expect(() => askedTask(request)).toThrow(expect.objectContaining({ code: "usage", exitCode: 2, message }));
});

test("objects without a number are left out, and the others keep theirs with the mean and deviation of training", async () => {
  const { task, examples } = await taskExamples(await openSurvey(workspace, "made"), {
    task: "regression",
    name: "size",
  });
  expect(examples.ids).toHaveLength(18);
  expect(examples.ids).not.toContain("587722953303910003");
  expect(examples.targets[3]).toEqual([2.5]);
  const training = examples.targets.flatMap(([value = 0], i) => (examples.splits[i] === "train" ? [value] : []));
  expect(training.length).toBeLessThan(18);
  const mean = training.reduce((a, b) => a + b) / training.length;
  const std = Math.sqrt(training.map((value) => (value - mean) ** 2).reduce((a, b) => a + b) / training.length);
  expect(task).toEqual({ kind: "regression", column: "size", mean, std });
});

const refused: [string, string | RegExp][] = [
  ["mixed", 'column "mixed" of survey "made" holds text, not numbers: object 587722953303910002 has bright'],
  ["telescope", 'column "telescope" of survey "made" holds text, not numbers: object 587722953303910000 has SDSS'],
  ["class", /"class" .*holds text.* has bar \(it was imported as a label: write --label class\)$/],
  ["id_str", /"id_str" .*holds text/],
  ["Size", /no column "Size"; it has numbers in .*size, same/],
  ["unknown", 'column "unknown" of survey "made" has no value in any row'],
  ["same", /"same" .*has the number 0\.5 in all \d+ training examples/],
  ["nearly", /"nearly" .*has the number 100000000 in all/],
  ["endless", /"endless" .*is infinite, or too large: object 587722953303910007 has -Infinity/],
  ["huge", /"huge" .*is infinite, or too large: object 587722953303910008 has 1e\+39/],
  ["rare", /has [01] training examples? with a number in "rare": at least 2/],
];
test.each(refused)("the column %j cannot be learnt, and the line says why", async (target, message) => {
  const survey = await openSurvey(workspace, "made");
  await expect(prepareRun(survey, { target, options: {} })).rejects.toThrow(message);
  expect(await listRuns(workspace)).toEqual([]);
});

test.each([
  [{ options: { balance: 0.5 } }, /--balance 0\.5: a number has no classes/],
  [{ classWeights: "balanced", options: {} }, /--class-weights balanced: a number has no classes/],
])("%j makes no sense for a number", async (asked, message) => {
  const survey = await openSurvey(workspace, "made");
  await expect(prepareRun(survey, { target: "size", ...asked })).rejects.toThrow(message);
  expect(await listRuns(workspace)).toEqual([]);
});
