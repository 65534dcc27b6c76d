/**
 * Shards into the survey: one write of its table for all of them, exactly once.
 *
 * The card that makes the write count names the plan as merged, so the two are one step: killed before it, nothing has
 * changed and the parts are still there; killed after it, the next merge finds the plan's name and only clears away.
 */

import type { Table } from "@lancedb/lancedb";
import { Fault } from "../../fault.ts";
import type { SurveyCard } from "../card.ts";
import { ownColumns } from "../catalogueRows.ts";
import { columnSql, textSql } from "../lance.ts";
import { writeSurvey } from "../surveyTable.ts";
import type { Workspace } from "../workspace.ts";
import { type Arrays, endToEnd, partsOf, readPart } from "./part.ts";
import { lastMerge, readShardObjects, removePlan, type ShardPlan } from "./plan.ts";

/** How results of one kind are kept in the table. */
export interface Storing {
  /** Called with some of the objects at a time. */
  upsert(table: Table, ids: readonly string[], arrays: Arrays): Promise<void>;
  /** @param shapes of the arrays, by name */
  cardWith(card: SurveyCard, arrays: Arrays): SurveyCard;
}

export interface MergeOptions {
  onProgress?: (done: number, total: number) => void;
  /** Numbers that are in memory at once, and in one step of the write. */
  numbersAtOnce?: number;
}

export interface Merged {
  objects: number;
  /** False where this plan had been merged before. */
  isNew: boolean;
  /** Objects of the plan that the survey no longer has. */
  gone: number;
}

/**
 * Writes what the shards computed into the survey, then removes their files.
 * @param rerun the command that computes one shard (again)
 * @throws Fault "missing-shards" that names them, with the command for each; "locked" where another process writes
 */
export async function mergeShards(
  workspace: Workspace,
  plan: ShardPlan,
  storing: Storing,
  rerun: (shard: number) => string,
  { onProgress = () => {}, numbersAtOnce = 64e6 }: MergeOptions = {},
): Promise<Merged> {
  const { what, by, id, work } = plan;
  let gone = 0;
  let isNew = true;
  try {
    await writeSurvey(workspace, plan.survey, async ({ before }) => {
      if (!before) throw new Fault("no-survey", `there is no survey "${plan.survey}" any more`);
      if (lastMerge(before.card, plan)?.plan === id) throw new MergedBefore();
      // All of them before anything is written: a person hears of everything that is missing at once.
      const incomplete = await incompleteShards(plan);
      if (incomplete.length > 0) throw missingShards(plan, incomplete, rerun);
      let card = before.card;
      let done = 0;
      for await (const { ids, arrays } of gathered(plan, rerun, numbersAtOnce)) {
        gone += ids.length - (await countOf(before.table, ids));
        await storing.upsert(before.table, ids, arrays);
        card = storing.cardWith(card, arrays);
        done += ids.length;
        onProgress(done, plan.objects);
      }
      const others = card.merged.filter((each) => each.what !== what || each.by !== by);
      return { ...card, merged: [...others, { what, by, plan: id, work, at: new Date().toISOString() }] };
    });
  } catch (error) {
    if (!(error instanceof MergedBefore)) throw error;
    isNew = false;
  }
  await removePlan(plan);
  return { objects: plan.objects, isNew, gone };
}

/** Leaves the write of a survey without a change. */
class MergedBefore extends Error {}

/** Shards of which a part is missing or damaged. */
export async function incompleteShards(plan: ShardPlan): Promise<number[]> {
  const incomplete: number[] = [];
  for (let shard = 1; shard <= plan.shards; shard++) {
    for (const part of partsOf(plan, shard)) {
      if (await readPart(plan, part)) continue;
      incomplete.push(shard);
      break;
    }
  }
  return incomplete;
}

function missingShards({ shards }: ShardPlan, missing: readonly number[], rerun: (shard: number) => string): Fault {
  const several = missing.length > 1;
  const commands = missing.slice(0, 3).map(rerun).join("; ");
  return new Fault(
    "missing-shards",
    `shard${several ? "s" : ""} ${missing.join(", ")} of ${shards} ${several ? "are" : "is"} not complete or damaged: run ` +
      `${commands}${missing.length > 3 ? "; and so on" : ""}; then merge again. Nothing stored was changed`,
  );
}

/** The shards' objects and results in order, many at a time: each write of the table is slow, however small. */
async function* gathered(
  plan: ShardPlan,
  rerun: (shard: number) => string,
  numbersAtOnce: number,
): AsyncGenerator<{ ids: string[]; arrays: Arrays }> {
  let ids: string[] = [];
  let pieces: Arrays[] = [];
  let numbers = 0;
  for (let shard = 1; shard <= plan.shards; shard++) {
    const objects = await readShardObjects(plan, shard);
    for (const part of partsOf(plan, shard)) {
      const arrays = await readPart(plan, part);
      if (!arrays) throw missingShards(plan, [shard], rerun);
      ids.push(...objects.ids.slice(part.from, part.to));
      pieces.push(arrays);
      for (const { data } of Object.values(arrays)) numbers += data.length;
      if (numbers < numbersAtOnce) continue;
      yield { ids, arrays: endToEnd(pieces) };
      [ids, pieces, numbers] = [[], [], 0];
    }
  }
  if (ids.length > 0) yield { ids, arrays: endToEnd(pieces) };
}

async function countOf(table: Table, ids: readonly string[]): Promise<number> {
  const perQuery = 10_000;
  let count = 0;
  for (let i = 0; i < ids.length; i += perQuery)
    count += await table.countRows(
      `${columnSql(ownColumns.id)} IN (${ids
        .slice(i, i + perQuery)
        .map(textSql)
        .join(", ")})`,
    );
  return count;
}
