import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bareSurvey } from "../../survey/bareSurvey.ts";
import { writeLabelColumn } from "../../survey/labelColumn.ts";
import { appendLabels } from "../../survey/labelLog.ts";
import { addTask, findTask } from "../../survey/labelTask.ts";
import { writeRepresentations } from "../../survey/representations.ts";
import { saveSelection } from "../../survey/savedSelections.ts";
import { selectedIds } from "../../survey/selection.ts";
import { galaxy, openSurvey } from "../../survey/survey.ts";
import { vectorsApart } from "../../survey/vectorsApart.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { ensureTeachingTask } from "./examples.ts";
import { readRounds, taughtClasses } from "./rounds.ts";
import { type TeachRequest, teach, teachingSpace, writeExamplesColumn } from "./teach.ts";

const objects = 120;
const dimension = 6;
const ids = Array.from({ length: objects }, (_, i) => `g${i}`);
const isRing = (i: number) => i % 4 === 0;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await bareSurvey(objects);
  const vectors = vectorsApart({ objects: objects, dimension, isApart: isRing, axes: 2, by: 3, seed: 4 });
  // The last ten were never embedded.
  await writeRepresentations(workspace, "bare", "run", ids.slice(0, 110), vectors.slice(0, 110 * dimension), dimension);
  await writeLabelColumn(workspace, "bare", "class", new Map(ids.map((id, i) => [id, isRing(i) ? "ring" : "plain"])));
  const survey = await openSurvey(workspace, "bare");
  await saveSelection(survey, { name: "rings", selection: { ids: ids.filter((_, i) => isRing(i)).slice(0, 12) } });
});
afterAll(() => rm(workspace.path, { recursive: true, force: true }));

const where = (value: string) => ({ filters: [{ column: "class", operator: "=" as const, value }] });
const both: TeachRequest = { positive: [{ selection: "rings" }], negative: [where("plain")] };
async function taught(request: TeachRequest) {
  const survey = await openSurvey(workspace, "bare");
  return teach(survey, await teachingSpace(survey, "run"), request);
}

describe("a class", () => {
  test("without a name is measured, and nothing of it is kept", async () => {
    const before = await readdir(workspace.surveysPath);
    const found = await taught(both);
    expect(found).toMatchObject({ positives: 12, negatives: 82, unseen: 8, round: null, column: null, objects: 110 });
    expect(found.measures.rocAuc.value).toBeGreaterThan(0.9);
    // Rings that are no examples come first.
    expect(found.top.slice(0, 5).every(({ id }) => isRing(Number(id.slice(1))))).toBe(true);
    expect((await readdir(workspace.surveysPath)).sort()).toEqual(before.sort());
    expect(await taught(both)).toEqual(found);
  });

  test("with a name has a column of probabilities, and rounds that are kept", async () => {
    const first = await taught({ ...both, name: "ring", by: "Ada" });
    expect(first).toMatchObject({ round: 1, column: "ring@teach", by: "Ada", said: 0 });
    const { columns } = await galaxy(await openSurvey(workspace, "bare"), "g100");
    expect(columns["ring@teach"]).toBeGreaterThan(0.5);
    // What people say since holds over the selection, and the next round takes the same sources.
    await appendLabels(workspace, "bare", [
      { by: "Ada", task: "ring", id: "g0", value: "no" },
      { by: "Ada", task: "ring", id: "g60", value: "yes" },
      { by: "Ben", task: "ring", id: "g64", value: "yes" },
      { by: "Ada", task: "ring", id: "g64", value: "no" },
      { by: "Ada", task: "ring", id: "g4", value: null },
    ]);
    const second = await taught({ name: "ring" });
    expect(second).toMatchObject({ round: 2, positives: 12, negatives: 83, said: 2, disputed: 1 });
    expect(second.doubtful.map(({ id }) => id)).toContain("g0");
    const rounds = await readRounds(workspace, "bare", "ring");
    expect(rounds.map(({ round, by }) => [round, by])).toEqual([
      [1, "Ada"],
      [2, null],
    ]);
    expect(await taughtClasses(workspace, "bare")).toEqual(["ring"]);
  });

  test("becomes a label column to train on, from which examples that are none any more are gone", async () => {
    const survey = () => openSurvey(workspace, "bare");
    const request = { name: "tuned", run: "run", seed: 0, positive: [{ ids: ["g0", "g4", "g8"] }] };
    const having = async (value: string) =>
      selectedIds(await survey(), { filters: [{ column: "tuned-examples", operator: "=", value }] });
    await writeExamplesColumn(await survey(), { ...request, negative: [{ ids: ["g1", "g2", "g3"] }] });
    expect(await having("no")).toEqual(["g1", "g2", "g3"]);
    const column = await writeExamplesColumn(await survey(), { ...request, negative: [{ ids: ["g5", "g2", "g3"] }] });
    expect(column).toBe("tuned-examples");
    expect(await having("no")).toEqual(["g2", "g3", "g5"]);
    expect(await having("yes")).toEqual(["g0", "g4", "g8"]);
  });

  test("is taught by labels of another task, and by others at random that are no examples", async () => {
    await addTask(workspace, "bare", { name: "shape", kind: "classes", classes: ["ring", "bar"] });
    await appendLabels(
      workspace,
      "bare",
      ["g0", "g4", "g8", "g12"].map((id) => ({ by: "Ada", task: "shape", id, value: "ring" })),
    );
    const found = await taught({ positive: [{ task: "shape", value: "ring" }], negative: [{ random: 30 }] });
    expect(found).toMatchObject({ positives: 4, negatives: 30 });
  });
});

const rings = { selection: "rings" };
test.each<[string, TeachRequest, RegExp]>([
  ["one side", { positive: [rings], negative: [] }, /there is no negative example: .* 3 or more of either side/],
  [
    "two of one side",
    { positive: [{ ids: ["g0", "g4"] }], negative: [where("plain")] },
    /there are only 2 positive ex/,
  ],
  [
    "one galaxy on both sides",
    { positive: [rings], negative: [where("plain"), { ids: ["g0"] }] },
    /galaxy "g0" would be a positive and a negative/,
  ],
  ["a galaxy that does not exist", { positive: [{ ids: ["g999"] }], negative: [rings] }, /has no object "g999"/],
  ["a selection that does not exist", { positive: [{ selection: "x" }], negative: [rings] }, /no saved selection "x"/],
  [
    "a column that does not exist",
    { positive: [rings], negative: [{ filters: [{ column: "x", operator: "=", value: "1" }] }] },
    /no column "x"/,
  ],
  [
    "galaxies without a representation",
    { positive: [{ ids: ["g112", "g116", "g108"] }], negative: [where("plain")] },
    /there is only 1 positive example with a representation/,
  ],
  ["a name that is none", { ...both, name: "../up" }, /"\.\.\/up" cannot name a class/],
])("refuses %s in one line, and keeps nothing", async (_, request, message) => {
  const before = await readdir(workspace.surveysPath);
  await expect(taught(request)).rejects.toThrow(message);
  expect((await readdir(workspace.surveysPath)).sort()).toEqual(before.sort());
});

test("a side that is empty because people disagree says who says what", async () => {
  await ensureTeachingTask(workspace, "bare", "ringy");
  const entries = (by: string, of: readonly string[], value: string) =>
    of.map((id) => ({ by, task: "ringy", id, value }));
  await appendLabels(workspace, "bare", [
    ...entries("Ada", ["g1", "g2", "g3", "g4"], "yes"),
    ...entries("Ada", ["g5", "g6", "g7", "g8"], "no"),
    ...entries("Ben", ["g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8"], "yes"),
  ]);
  await expect(taught({ name: "ringy", positive: [], negative: [] })).rejects.toThrow(
    /^there is no negative example: .*; 4 galaxies left out: people disagree \(Ada no, Ben yes\)$/,
  );
});

test("refuses the name of a labelling task that asks something else", async () => {
  await addTask(workspace, "bare", { name: "odd", kind: "rating" });
  await expect(ensureTeachingTask(workspace, "bare", "odd")).rejects.toThrow(/"odd" is a labelling task already/);
  await expect(taught({ ...both, name: "odd" })).rejects.toThrow(/"odd" is a labelling task already/);
});

test("a task of yes, no and more teaches, keeps its own question, and who is not sure teaches nothing", async () => {
  const own = { name: "sure", kind: "classes", classes: ["yes", "no", "unsure"], question: "A ring, surely?" } as const;
  const task = { ...own, classes: [...own.classes] };
  await addTask(workspace, "bare", task);
  const say = (id: string, value: string) => ({ by: "Ada", task: "sure", id, value });
  await appendLabels(workspace, "bare", [say("g0", "unsure"), say("g1", "no"), say("g2", "unsure")]);
  const round = await taught({ ...both, name: "sure" });
  expect(round).toMatchObject({ round: 1, said: 1, positives: 11 });
  expect(await findTask(workspace, "bare", "sure")).toEqual(task);
});

test("a round that is damaged is named", async () => {
  await taught({ ...both, name: "broken" });
  const path = join(workspace.surveysPath, "bare.teach", "broken", "1.json");
  await writeFile(path, "{");
  await expect(readRounds(workspace, "bare", "broken")).rejects.toThrow(/1\.json is damaged: delete it/);
});
