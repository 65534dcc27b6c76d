import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { bareSurvey } from "../survey/bareSurvey.ts";
import { LabelIndex } from "../survey/labelIndex.ts";
import { writePredictions } from "../survey/predictions.ts";
import { writeRepresentations } from "../survey/representations.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { type LabelOrder, labelOrder } from "./labelOrder.ts";

const ids = Array.from({ length: 10 }, (_, i) => `g${i}`);
let workspace: Workspace;
let survey: Survey;
let index: LabelIndex;

beforeAll(async () => {
  workspace = await bareSurvey(ids.length);
  // g5 is the least sure, then g4 and g6; g9 has no prediction.
  const shares = ids.slice(0, 9).flatMap((_, i) => [0.5 + (i - 5) / 10, 0.5 - (i - 5) / 10]);
  await writePredictions(workspace, "bare", "run", {
    ids: ids.slice(0, 9),
    answers: ["disc", "bar"],
    kind: "shares",
    means: Float32Array.from(shares),
  });
  // On a line, with g9 far away.
  const vectors = Float32Array.from(ids.flatMap((_, i) => [i === 9 ? 100 : i, 0]));
  await writeRepresentations(workspace, "bare", "run", ids, vectors, 2);
  survey = await openSurvey(workspace, "bare");
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));
beforeEach(() => {
  index = new LabelIndex();
});

let acts = 0;
function said(by: string, ...objects: string[]): void {
  for (const id of objects) {
    const at = new Date(acts++).toISOString();
    index.add({ at, by, task: "shape", id, value: "disc", key: `k${acts}` });
  }
}

const next = (order: LabelOrder["order"], { by = "Ada", limit = 10, seed = 1, among = ids } = {}) =>
  labelOrder(survey, { order, seed }, { among, index, task: "shape", by, limit });

test("nobody's galaxies come first, then those of the fewest people; one's own do not come again", async () => {
  said("Ben", "g0", "g1", "g2");
  said("Cleo", "g0", "g1");
  said("Ada", "g1", "g7");
  expect(await next("unlabelled")).toEqual({ ids: ["g3", "g4", "g5", "g6", "g8", "g9", "g2", "g0"], left: 8 });
});

test("one seed gives everyone the same galaxies, whatever was labelled before", async () => {
  const { ids: order } = await next("random");
  expect([...order].sort()).toEqual(ids);
  expect((await next("random", { seed: 2 })).ids).not.toEqual(order);
  said("Ada", order[0] ?? "", order[3] ?? "");
  expect((await next("random", { by: "Ben" })).ids).toEqual(order);
  expect((await next("random")).ids).toEqual(order.filter((_, i) => i !== 0 && i !== 3));
});

test("a name that a keyboard writes as letters and accents is the same person", async () => {
  said("Jos\u00e9", "g0", "g1");
  expect((await next("unlabelled", { by: "Jose\u0301 " })).left).toBe(8);
});

test("what a network is least sure of comes first, and what it has not seen last", async () => {
  const { ids: order } = await next("uncertain");
  expect([order[0], order.at(-1)]).toEqual(["g5", "g9"]);
  expect(order.slice(1, 3).sort()).toEqual(["g4", "g6"]);
});

test("what a network is unsure of is read once for the same galaxies, and again when it predicts anew", async () => {
  const among = [...ids];
  const reads = vi.spyOn(survey.table, "query");
  const first = await next("uncertain", { among, limit: 3 });
  const before = reads.mock.calls.length;
  said("Ada", first.ids[0] ?? "");
  const second = await next("uncertain", { among, limit: 3 });
  expect(second).toEqual({ ids: [...first.ids.slice(1), expect.any(String)], left: 9 });
  expect(reads.mock.calls.length).toBe(before);
  const newer = { ...survey, card: { ...survey.card, tableVersion: survey.card.tableVersion + 1 } };
  await labelOrder(newer, { order: "uncertain", seed: 1 }, { among, index, task: "shape", by: "Ada", limit: 3 });
  expect(reads.mock.calls.length).toBeGreaterThan(before);
  reads.mockRestore();
});

test("a question that hardly anyone would come to does not make a galaxy unsure", async () => {
  const questions = [
    { name: "shape", answers: ["smooth", "featured"], askedAfter: [] },
    { name: "bar", answers: ["yes", "no"], askedAfter: ["shape_featured"] },
    { name: "strong", answers: ["yes", "no"], askedAfter: ["bar_yes"] },
  ];
  const other = await bareSurvey(4);
  await writePredictions(other, "bare", "run", {
    ids: ids.slice(0, 4),
    answers: questions.flatMap(({ name, answers }) => answers.map((answer) => `${name}_${answer}`)),
    kind: "shares",
    means: Float32Array.from(
      [
        // Surely smooth: whether it has a bar was never asked.
        [0.95, 0.05, 0.5, 0.5, 0.5, 0.5],
        // Featured, and nobody knows whether barred; a bar's strength only half would be asked of.
        [0.1, 0.9, 0.5, 0.5, 0.98, 0.02],
        // Half are asked of the bar.
        [0.5, 0.5, 0.99, 0.01, 0.5, 0.5],
        // Sure along the whole path.
        [0.02, 0.98, 0.98, 0.02, 0.98, 0.02],
      ].flat(),
    ),
  });
  const opened = await openSurvey(other, "bare");
  const withTree = { ...opened, card: { ...opened.card, tree: { name: "made", questions } } };
  const { ids: order } = await labelOrder(
    withTree,
    { order: "uncertain", seed: 1 },
    { among: ids.slice(0, 4), index, task: "shape", by: "Ada", limit: 4 },
  );
  expect(order).toEqual(["g1", "g2", "g0", "g3"]);
  await rm(dirname(other.path), { recursive: true, force: true });
});

describe("what is unlike", () => {
  test("all that was labelled comes first", async () => {
    said("Ada", "g0");
    expect((await next("diverse", { limit: 2 })).ids).toEqual(["g9", "g8"]);
    said("Ada", "g9", "g8");
    expect((await next("diverse", { limit: 1 })).ids).toEqual(["g4"]);
  });

  test("is read once for the same galaxies, and again when they were embedded anew", async () => {
    const among = [...ids];
    const reads = vi.spyOn(survey.table, "query");
    const first = await next("diverse", { among, limit: 3 });
    const before = reads.mock.calls.length;
    said("Ada", first.ids[0] ?? "");
    expect((await next("diverse", { among, limit: 9 })).ids).not.toContain(first.ids[0]);
    expect(reads.mock.calls.length).toBe(before);
    const newer = { ...survey, card: { ...survey.card, tableVersion: survey.card.tableVersion + 1 } };
    await labelOrder(newer, { order: "diverse", seed: 1 }, { among, index, task: "shape", by: "Ada", limit: 3 });
    expect(reads.mock.calls.length).toBeGreaterThan(before);
    reads.mockRestore();
  });

  test("is sought among those asked for", async () => {
    const { ids: order } = await next("diverse", { among: ["g1", "g2", "g3"], limit: 5 });
    expect([...order].sort()).toEqual(["g1", "g2", "g3"]);
  });
});

test("an order that needs a network says which command makes what it lacks", async () => {
  const bare = await bareSurvey(2);
  const other = await openSurvey(bare, "bare");
  const ask = (order: LabelOrder["order"], run?: string) =>
    labelOrder(other, { order, run, seed: 0 }, { among: ["g0"], index, task: "shape", by: "Ada", limit: 1 });
  await expect(ask("uncertain")).rejects.toThrow("almagest predict bare");
  await expect(ask("uncertain", "x")).rejects.toThrow('no predictions by run "x"');
  await expect(ask("diverse")).rejects.toThrow("almagest embed bare");
  await rm(bare.path, { recursive: true, force: true });
});
