import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bareSurvey } from "./bareSurvey.ts";
import { type ConsensusOptions, consensusOf, writeConsensus } from "./consensus.ts";
import { appendLabels, readLabels } from "./labelLog.ts";
import { addTask, findTask, type LabelTask } from "./labelTask.ts";
import type { LabelValue } from "./labelValue.ts";
import { columnsOf, galaxy, openSurvey, surveyLabels, surveyVotes } from "./survey.ts";
import { taskAgreement } from "./taskAgreement.ts";
import type { Workspace } from "./workspace.ts";

const tree = {
  name: "rings",
  questions: [
    { name: "smooth-or-featured", answers: ["smooth", "featured"], askedAfter: [] },
    { name: "ring", answers: ["yes", "no"], askedAfter: ["smooth-or-featured_featured"] },
  ],
};

let workspace: Workspace;
beforeEach(async () => {
  workspace = await bareSurvey(6);
});
afterEach(() => rm(dirname(workspace.path), { recursive: true, force: true }));

const options: ConsensusOptions = { column: "said", minPeople: 2, minShare: 0.5, votes: false };

/** What each of Ada, Ben and Cleo says of g0, g1, ...; undefined for nothing. */
async function say(task: LabelTask, people: (LabelValue | undefined)[][]): Promise<void> {
  await addTask(workspace, "bare", task);
  const names = ["Ada", "Ben", "Cleo"];
  await appendLabels(
    workspace,
    "bare",
    people.flatMap((values, p) =>
      values.flatMap((value, i) =>
        value === undefined ? [] : [{ by: names[p] ?? "", task: task.name, id: `g${i}`, value }],
      ),
    ),
  );
}

async function write(task: string, changed: Partial<ConsensusOptions> = {}) {
  const found = consensusOf(await findTask(workspace, "bare", task), await readLabels(workspace, "bare", { task }), {
    ...options,
    ...changed,
  });
  await writeConsensus(workspace, "bare", task, found, changed.column ?? options.column);
  return found;
}

const shape: LabelTask = { name: "shape", kind: "classes", classes: ["disc", "bar"] };
const x = undefined;

test("the majority's class becomes a label; ties, the passed over and what too few saw have none", async () => {
  await say(shape, [
    ["disc", "disc", "disc", "disc", null],
    ["disc", "bar", x, null, null],
    ["bar", x, x, "disc", x],
  ]);
  const found = await write("shape");
  expect(found).toMatchObject({ undecided: 1, tooFew: 1 });
  const survey = await openSurvey(workspace, "bare");
  expect(await surveyLabels(survey, "said")).toEqual(["disc", null, null, "disc", null, null]);
  expect(survey.card.labels).toEqual(["said"]);
  expect((await galaxy(survey, "g0")).columns.said_people).toBe(3);
});

test("made again, it replaces what it made before, also where it has fewer columns", async () => {
  await say(shape, [
    ["disc", "bar"],
    ["disc", "bar"],
  ]);
  await write("shape", { votes: true });
  expect((await surveyVotes(await openSurvey(workspace, "bare"), "said")).counts.slice(0, 4)).toEqual(
    Int32Array.of(2, 0, 0, 2),
  );
  await appendLabels(workspace, "bare", [{ by: "Ada", task: "shape", id: "g0", value: "bar" }]);
  await write("shape");
  const survey = await openSurvey(workspace, "bare");
  expect(await surveyLabels(survey, "said")).toEqual([null, "bar", null, null, null, null]);
  expect(survey.card.tree).toBeNull();
  expect(await columnsOf(survey)).toEqual(["id_str", "image", "split", "said", "said_people"]);
  expect([survey.card.fractions, survey.card.labels]).toEqual([[], ["said"]]);
});

test("a column of classes becomes one of mean ratings where the same name is given to another task", async () => {
  await say(shape, [["disc"], ["disc"]]);
  await write("shape");
  await say({ name: "odd", kind: "rating" }, [[5], [4]]);
  await write("odd");
  const survey = await openSurvey(workspace, "bare");
  expect((await galaxy(survey, "g0")).columns).toMatchObject({ said: 4.5, said_people: 2 });
  expect(survey.card.labels).toEqual([]);
  await write("shape");
  expect((await openSurvey(workspace, "bare")).card.labels).toEqual(["said"]);
});

test("answers along a tree become vote counts, which a second tree does not replace", async () => {
  const gz: LabelTask = { name: "gz", kind: "tree", tree };
  await say(gz, [
    [{ "smooth-or-featured": "smooth" }, { "smooth-or-featured": "featured", ring: "yes" }],
    [
      { "smooth-or-featured": "featured", ring: "no" },
      { "smooth-or-featured": "featured", ring: "yes" },
    ],
  ]);
  await write("gz");
  const survey = await openSurvey(workspace, "bare");
  const votes = await surveyVotes(survey, "said");
  expect(votes.counts).toEqual(Int32Array.of(1, 1, 0, 1, 0, 2, 2, 0, ...Array(16).fill(0)));
  expect((await galaxy(survey, "g1")).columns["ring-said_yes"]).toBe(2);
  await say(shape, [["disc"], ["disc"]]);
  await expect(write("shape", { column: "other", votes: true })).rejects.toMatchObject({ code: "tree-taken" });
  await write("shape", { column: "other" });
});

test("ratings become their mean, and #tags the share of people who gave them", async () => {
  await say({ name: "odd", kind: "rating" }, [
    [5, 0],
    [4, x],
  ]);
  await write("odd", { minPeople: 1 });
  await say({ name: "notes", kind: "text" }, [
    ["a #ring", "plain"],
    ["#Ring #blue", "#blue"],
  ]);
  await write("notes", { column: "tag" });
  const { columns } = await galaxy(await openSurvey(workspace, "bare"), "g0");
  expect(columns).toMatchObject({ said: 4.5, said_people: 2, tag_ring: 1, tag_blue: 0.5, tag_people: 2 });
});

test("a column of the catalogue is not written over", async () => {
  await say(shape, [["disc"], ["disc"]]);
  await expect(write("shape", { column: "split" })).rejects.toMatchObject({ code: "column-taken" });
});

test("agreement is by question, by tag and by pair, of those who answered", async () => {
  await say(shape, [
    ["disc", "bar", "disc", null],
    ["disc", "bar", "bar", "disc"],
  ]);
  const labels = await readLabels(workspace, "bare", { task: "shape" });
  const found = taskAgreement(shape, labels);
  expect(found.people).toEqual([
    { name: "Ben", labels: 4 },
    { name: "Ada", labels: 3 },
  ]);
  expect(found.questions).toEqual([{ question: null, level: "nominal", alpha: expect.closeTo(4 / 9, 10), objects: 3 }]);
  expect(found.pairs).toMatchObject([{ people: ["Ben", "Ada"], objects: 3, same: expect.closeTo(2 / 3, 10) }]);
});
