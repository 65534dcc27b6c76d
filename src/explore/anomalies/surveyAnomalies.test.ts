import { rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { arrowTable } from "../../survey/arrowTable.ts";
import { bareSurvey } from "../../survey/bareSurvey.ts";
import { ownColumns } from "../../survey/catalogueRows.ts";
import { addTask, readTasks } from "../../survey/labelTask.ts";
import { writeRepresentations } from "../../survey/representations.ts";
import { openSurvey } from "../../survey/survey.ts";
import { writeSurvey } from "../../survey/surveyTable.ts";
import { vectorsApart } from "../../survey/vectorsApart.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { evaluateSurvey } from "./evaluateSurvey.ts";
import { proposalWords } from "./proposalWords.ts";
import { propose } from "./propose.ts";
import { rate, readRatings } from "./ratings.ts";
import { readRatingTable } from "./ratingTable.ts";

const objects = 150;
const dimension = 12;
const ids = Array.from({ length: objects }, (_, i) => `g${i}`);
/** Every tenth lies in a corner of its own. */
const isOdd = (i: number) => i % 10 === 0;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await bareSurvey(objects);
  const vectors = vectorsApart({ objects: objects, dimension, isApart: isOdd, axes: 3, by: 3, seed: 4 });
  await writeRepresentations(workspace, "bare", "run", ids, vectors, dimension);
  const same = new Float32Array(objects * dimension).fill(1);
  await writeRepresentations(workspace, "bare", "same", ids, same, dimension);
  // Later than the others, and yet not the one that is asked for.
  await writeRepresentations(workspace, "bare", "few", ids.slice(0, 60), vectors.slice(0, 60 * dimension), dimension);
  await writeSurvey(workspace, "bare", async ({ before }) => {
    if (!before) throw new Error("the survey is there");
    await before.table.addColumns([
      { name: "odd", valueSql: "arrow_cast(NULL, 'Float64')" },
      { name: "class", valueSql: "arrow_cast(NULL, 'Utf8')" },
    ]);
    await before.table
      .mergeInsert(ownColumns.id)
      .whenMatchedUpdateAll()
      .execute(
        arrowTable(objects, [
          { name: ownColumns.id, type: "string", values: ids },
          { name: "odd", type: "float64", values: ids.map((_, i) => (i === 3 ? null : isOdd(i) ? 0.9 : 0.1)) },
          { name: "class", type: "string", values: ids.map((_, i) => (isOdd(i) ? "ring" : "plain")) },
        ]),
      );
    return { ...before.card, labels: ["class"] };
  });
});
afterAll(() => rm(dirname(workspace.path), { recursive: true, force: true }));

let interests = 0;
let interest: string;
beforeEach(() => {
  interest = `interest${interests++}`;
});
const survey = () => openSurvey(workspace, "bare");
const proposed = async (options: object = {}) =>
  propose(await survey(), { count: 8, run: "run", interest, ...options });

describe("proposals", () => {
  test("are drawn by the seed before the first rating, and say that nothing is known yet", async () => {
    const first = await proposed({ seed: 1 });
    expect(first).toMatchObject({ objects, rated: 0, hyperparameters: null, likeliest: [], basis: "drawn" });
    expect(proposalWords(first)).toMatch(/^no ratings yet.*no model was fitted, and these are drawn at random$/);
    expect(first.proposals).toHaveLength(8);
    expect(first.proposals.every(({ mean }) => mean === null)).toBe(true);
    expect(await proposed({ seed: 1 })).toEqual(first);
    expect((await proposed({ seed: 2 })).proposals).not.toEqual(first.proposals);
  });

  test("of ratings that are too few to tell list nothing that should interest, and say so", async () => {
    for (const [i, score] of [4, 4].entries()) {
      await rate(workspace, "bare", { by: "Ada", interest, ratings: [{ id: ids[i] as string, score }] });
      const found = await proposed();
      expect(found).toMatchObject({ basis: "unlike", rated: i + 1, likeliest: [] });
      expect(found.proposals.every(({ mean }) => mean !== null && Math.abs(mean - 4) < 0.005)).toBe(true);
      expect(proposalWords(found)).toMatch(
        new RegExp(`^${i + 1} ratings? (is|are) too few to tell.*4.00 is expected of every object.*least like`),
      );
    }
    await rate(workspace, "bare", {
      by: "Ada",
      interest,
      ratings: [10, 20, 30, 3, 5].map((row) => ({ id: ids[row] as string, score: isOdd(row) ? 5 : 0 })),
    });
    expect((await proposed()).basis).toBe("learnt");
  });

  test("lead to what a person rated high, and never to what was rated or passed on", async () => {
    const ratings = ids.slice(0, 42).map((id, i) => ({ id, score: i === 41 ? null : isOdd(i) ? 5 : 0 }));
    await rate(workspace, "bare", { by: "Ada", interest, ratings });
    const { proposals, likeliest, rated } = await proposed();
    expect(rated).toBe(41);
    for (const { id } of [...proposals, ...likeliest]) expect(Number(id.slice(1))).toBeGreaterThan(41);
    expect(likeliest.filter(({ id }) => isOdd(Number(id.slice(1)))).length).toBeGreaterThan(5);
  });

  test("go on where all ratings are the same, and where there is one", async () => {
    await rate(workspace, "bare", { by: "Ada", interest, ratings: [{ id: "g1", score: 3 }] });
    expect((await proposed()).proposals).toHaveLength(8);
    await rate(workspace, "bare", { by: "Ada", interest, ratings: ids.slice(2, 20).map((id) => ({ id, score: 3 })) });
    const { proposals } = await proposed();
    expect(new Set(proposals.map(({ id }) => id)).size).toBe(8);
    expect(proposals.every(({ mean }) => Math.abs((mean as number) - 3) < 1e-3)).toBe(true);
  });

  test("learn from one person where one is named, else from the mean of all", async () => {
    await rate(workspace, "bare", { by: "Ada", interest, ratings: [{ id: "g1", score: 5 }] });
    await rate(workspace, "bare", {
      by: "Ben",
      interest,
      ratings: [
        { id: "g1", score: 0 },
        { id: "g2", score: 1 },
      ],
    });
    expect((await readRatings(workspace, "bare", { interest })).scores).toEqual(
      new Map([
        ["g1", 2.5],
        ["g2", 1],
      ]),
    );
    expect((await readRatings(workspace, "bare", { interest, by: "Ada" })).scores).toEqual(new Map([["g1", 5]]));
    expect((await proposed({ by: "Ada" })).rated).toBe(1);
  });

  test("of two interests do not mix", async () => {
    await rate(workspace, "bare", { by: "Ada", interest, ratings: [{ id: "g1", score: 5 }] });
    expect((await proposed({ interest: `${interest}-other` })).rated).toBe(0);
  });

  test("count ratings of objects that the run has not embedded", async () => {
    await rate(workspace, "bare", {
      by: "Ada",
      interest,
      ratings: [
        { id: "g1", score: 5 },
        { id: "g100", score: 0 },
      ],
    });
    expect(await proposed({ run: "few" })).toMatchObject({ objects: 60, rated: 1, unseen: 1 });
  });

  test.each([
    ["nobody", /no representations of run "nobody".*almagest embed bare/],
    ["same", /all vectors are the same/],
  ])("of run %s are refused in one line", async (run, message) => {
    await expect(proposed({ run })).rejects.toThrow(message);
  });
});

describe("a rating", () => {
  test.each([
    [{ id: "g999", score: 3 }, /survey "bare" has no object "g999"/],
    [{ id: "g1", score: 6 }, /object "g1": 6 is no rating.*0 to 5/],
    [{ id: "g1", score: -1 }, /-1 is no rating/],
    [{ id: "g1", score: 2.5 }, /2.5 is no rating/],
  ])("of %o is refused, and neither it nor its interest is stored", async (rating, message) => {
    const before = await readTasks(workspace, "bare");
    await expect(
      rate(workspace, "bare", { by: "Ada", interest, ratings: [{ id: "g2", score: 1 }, rating] }),
    ).rejects.toThrow(message);
    expect(await readTasks(workspace, "bare")).toEqual(before);
    await rate(workspace, "bare", { by: "Ada", interest, ratings: [{ id: "g3", score: 1 }] });
    await expect(
      rate(workspace, "bare", { by: "Ada", interest, ratings: [{ id: "g2", score: 1 }, rating] }),
    ).rejects.toThrow(message);
    expect((await readRatings(workspace, "bare", { interest })).scores).toEqual(new Map([["g3", 1]]));
  });

  test("does not go into a task of another kind", async () => {
    await addTask(workspace, "bare", { name: interest, kind: "text" });
    const given = rate(workspace, "bare", { by: "Ada", interest, ratings: [{ id: "g1", score: 1 }] });
    await expect(given).rejects.toThrow(/task of kind "text", which takes no ratings/);
  });

  test.each([
    [
      "id_str,score\ng1,4\ng2,0\n",
      [
        { id: "g1", score: 4 },
        { id: "g2", score: 0 },
      ],
    ],
    ["score,id_str,remark\n5,587722984435351614,fine\n", [{ id: "587722984435351614", score: 5 }]],
  ])("comes from a table too", async (text, ratings) => {
    const path = join(workspace.path, "ratings.csv");
    await writeFile(path, text);
    expect(await readRatingTable(path)).toEqual(ratings);
  });

  test.each([
    ["id_str,score\ng1,4\ng2,six\n", /row 3 of ratings.csv: "six" is no rating/],
    ["id_str,score\ng1,7\n", /row 2 of ratings.csv: "7" is no rating/],
    ["id_str,score\n,1\n", /row 2 of ratings.csv: id_str is empty/],
    ["id_str,stars\ng1,1\n", /score/],
  ])("in a bad row of a table is refused with the row's number", async (text, message) => {
    const path = join(workspace.path, "ratings.csv");
    await writeFile(path, text);
    await expect(readRatingTable(path)).rejects.toThrow(message);
  });
});

describe("an evaluation", () => {
  const options = { run: "run", ratings: 30, batch: 10, seeds: 1, lists: [10] };

  test("scores by a column's fractions, without the objects that have none", async () => {
    const result = await evaluateSurvey(await survey(), "odd > 0.5", options);
    expect(result).toMatchObject({ objects: 149, interesting: 15, leftOut: 1, isGraded: true });
  });

  test("takes a label", async () => {
    const result = await evaluateSurvey(await survey(), "class = ring", options);
    expect(result).toMatchObject({ objects: 150, interesting: 15, isGraded: false });
    expect(result.ways[0]?.lists[0]?.withKnown.mean).toBe(1);
  });

  test.each([
    ["nothing > 1", /no column "nothing"/],
    ["class > 1", /holds text, which is = or !=/],
    ["odd > much", /"much" is none/],
    ["odd > 0.95", /0 of 149 objects are interesting/],
    ["odd", /is no comparison/],
  ])("of %s is refused in one line", async (text, message) => {
    await expect(evaluateSurvey(await survey(), text, options)).rejects.toThrow(message);
  });
});
