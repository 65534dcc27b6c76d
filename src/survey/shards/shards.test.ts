/** Shards from plan to merge, with vectors made up in place of a network's. */

import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assert, integer, property } from "fast-check";
import { afterAll, beforeEach, expect, test } from "vitest";
import { bareSurvey } from "../bareSurvey.ts";
import { ownColumns } from "../catalogueRows.ts";
import { readRepresentations, upsertRepresentations, withRepresentations } from "../representations.ts";
import { openSurvey, type Survey } from "../survey.ts";
import { writeSurvey } from "../surveyTable.ts";
import type { Workspace } from "../workspace.ts";
import { incompleteShards, mergeShards, type Storing } from "./merge.ts";
import { partsOf, readPart, shardStates, writePart } from "./part.ts";
import {
  lastMerge,
  makePlan,
  mergedAt,
  openPlan,
  partsPath,
  readShardObjects,
  removePlan,
  type ShardPlan,
  shardRange,
} from "./plan.ts";

const objects = 1000;
const work = { what: "embed", by: "run", settings: { weights: "abc" }, command: ["embed", "bare", "--run", "run"] };
const rerun = (shard: number) => `again ${shard}`;

const workspaces: Workspace[] = [];
let workspace: Workspace;
let survey: Survey;
beforeEach(async () => {
  workspace = await bareSurvey(objects);
  workspaces.push(workspace);
  survey = await openSurvey(workspace, "bare");
});
afterAll(() => Promise.all(workspaces.map(({ path }) => rm(path, { recursive: true, force: true }))));

const plan = () => makePlan(survey, work, 4, () => 50);

/** What a network would give: two numbers that tell the object. */
const vectorOf = (id: string) => [Number(id.slice(1)), 1];

async function compute(made: ShardPlan, shard: number): Promise<void> {
  const { ids } = await readShardObjects(made, shard);
  for (const part of partsOf(made, shard)) {
    const data = Float32Array.from(ids.slice(part.from, part.to).flatMap(vectorOf));
    await writePart(made, part, { vectors: { shape: [part.to - part.from, 2], data } });
  }
}

const storing: Storing = {
  upsert: (table, ids, { vectors }) => upsertRepresentations(table, "run", ids, vectors?.data ?? new Float32Array(), 2),
  cardWith: (card) => withRepresentations(card, "run", 2),
};

/** A few parts at a time, as of a large survey. */
const merge = (made: ShardPlan, how = storing) => mergeShards(workspace, made, how, rerun, { numbersAtOnce: 500 });

async function expectEveryVector(): Promise<void> {
  const { ids, values } = await readRepresentations(await openSurvey(workspace, "bare"), "run");
  expect(ids.length).toBe(objects);
  expect([...values]).toEqual(ids.flatMap(vectorOf));
}

test("every object is in one shard, and in one part of it; shards differ by one object at most", () => {
  assert(
    property(integer({ min: 1, max: 5000 }), integer({ min: 1, max: 64 }), (count, wanted) => {
      const split = { objects: count, shards: Math.min(wanted, count), partObjects: 70 } as ShardPlan;
      let next = 0;
      for (let shard = 1; shard <= split.shards; shard++) {
        const [from, to] = shardRange(split, shard);
        expect(from).toBe(next);
        expect(Math.abs(to - from - count / split.shards)).toBeLessThan(1);
        for (const part of partsOf(split, shard)) {
          expect(from + part.from).toBe(next);
          next = from + part.to;
        }
        expect(next).toBe(to);
      }
      expect(next).toBe(count);
    }),
  );
});

test("processes that plan at the same time get the same plan", async () => {
  const plans = await Promise.all(Array.from({ length: 6 }, plan));
  expect(new Set(plans.map(({ id }) => id)).size).toBe(1);
  expect(await readdir(join(workspace.path, "shards"))).toEqual(["embed.bare.run"]);
});

test("more shards than objects are refused", async () => {
  await expect(makePlan(survey, work, objects + 1, () => 50)).rejects.toThrow("it cannot be split into 1001 shards");
});

test("shards in any order, one computed twice at once, are merged once, and leave no files", async () => {
  const made = await plan();
  for (const shard of [3, 1, 4]) await compute(made, shard);
  await Promise.all([compute(made, 2), compute(made, 2)]);
  expect(await merge(made)).toEqual({ objects, isNew: true, gone: 0 });
  await expectEveryVector();
  expect(await readdir(join(workspace.path, "shards"))).toEqual([]);
  expect(await openPlan(workspace, "bare", work)).toBeUndefined();
  const after = await openSurvey(workspace, "bare");
  expect(await mergedAt(after, work)).toBe(lastMerge(after.card, work)?.at);
  expect(await mergedAt(after, { ...work, settings: { weights: "other" } })).toBeUndefined();
});

test("missing and damaged shards are named with what runs them again, and nothing is stored", async () => {
  const made = await plan();
  for (const shard of [1, 2, 4]) await compute(made, shard);
  const name = (await readdir(partsPath(made))).find((each) => each.startsWith("2.")) ?? "";
  await truncate(join(partsPath(made), name), 300);
  expect(await shardStates(made)).toMatchObject([{ written: 2 }, { written: 2 }, { written: 0 }, { written: 2 }]);
  expect(await incompleteShards(made)).toEqual([2, 3]);
  await expect(merge(made)).rejects.toThrow("shards 2, 3 of 4 are not complete or damaged: run again 2; again 3;");
  expect((await openSurvey(workspace, "bare")).card).toEqual(survey.card);
  for (const shard of [2, 3]) await compute(made, shard);
  await merge(made);
  await expectEveryVector();
});

test("a number that changed on the disk, or a part of another plan, is seen", async () => {
  const made = await plan();
  await compute(made, 1);
  const [part] = partsOf(made, 1);
  if (!part) throw new Error("no part");
  const sound = await readPart(made, part);
  expect(sound).toBeDefined();
  const other = { ...made, id: "of another plan" };
  await mkdir(partsPath(other));
  await cp(partsPath(made), partsPath(other), { recursive: true });
  expect(await readPart(other, part)).toBeUndefined();
  const [name = ""] = (await readdir(partsPath(made))).filter((each) => each.startsWith("1.0-"));
  const bytes = await readFile(join(partsPath(made), name));
  bytes.writeFloatLE(7.5, bytes.length - 4);
  await writeFile(join(partsPath(made), name), bytes);
  expect(await readPart(made, part)).toBeUndefined();
});

test("a merge that ends in the middle of its write changes nothing, and the next one does all of it", async () => {
  const made = await plan();
  for (const shard of [1, 2, 3, 4]) await compute(made, shard);
  let writes = 0;
  const half: Storing = {
    ...storing,
    upsert: async (table, ids, arrays) => {
      if (++writes === 3) throw new Error("killed");
      await storing.upsert(table, ids, arrays);
    },
  };
  await expect(merge(made, half)).rejects.toThrow("killed");
  expect((await openSurvey(workspace, "bare")).card).toEqual(survey.card);
  expect(await merge(made)).toMatchObject({ isNew: true });
  await expectEveryVector();
});

test("a merge that ended before it cleared away is not done twice", async () => {
  const made = await plan();
  for (const shard of [1, 2, 3, 4]) await compute(made, shard);
  const copy = join(workspace.path, "copy");
  await cp(made.path, copy, { recursive: true });
  await merge(made);
  const { card } = await openSurvey(workspace, "bare");
  await cp(copy, made.path, { recursive: true });
  expect(await merge(made)).toMatchObject({ isNew: false });
  expect((await openSurvey(workspace, "bare")).card).toEqual(card);
  expect(await readdir(join(workspace.path, "shards"))).toEqual([]);
});

test("of two merges at once, one writes", async () => {
  const made = await plan();
  for (const shard of [1, 2, 3, 4]) await compute(made, shard);
  const results = await Promise.all([merge(made), merge(made)]);
  expect(results.map(({ isNew }) => isNew).sort()).toEqual([false, true]);
  await expectEveryVector();
});

test("the plan holds to the objects there were; those gone since are left out and counted", async () => {
  const made = await plan();
  await writeSurvey(workspace, "bare", async ({ before }) => {
    if (!before) throw new Error("no survey");
    await before.table.delete(`${ownColumns.id} IN ('g3', 'g999')`);
    return before.card;
  });
  for (const shard of [1, 2, 3, 4]) await compute(made, shard);
  expect(await merge(made)).toEqual({ objects, isNew: true, gone: 2 });
  const after = await openSurvey(workspace, "bare");
  expect((await readRepresentations(after, "run")).ids.length).toBe(objects - 2);
  // What the survey holds now is other work than what was merged.
  expect(await mergedAt(after, work)).toBeUndefined();
});

test("a shard whose plan was removed meanwhile says so, and leaves nothing in the next one's folder", async () => {
  const made = await plan();
  await removePlan(made);
  const next = await plan();
  await expect(compute(made, 1)).rejects.toThrow("were merged or removed while shard 1 was computed");
  expect(await readdir(partsPath(next))).toEqual([]);
});
