/** An index of a run's representations, measured as it is built: how much of the exact answer it gives, and how fast. */

import { Fault } from "../fault.ts";
import { randomStream, shuffled } from "../random.ts";
import { ownColumns } from "../survey/catalogueRows.ts";
import { conditions, type Filter } from "../survey/galaxies.ts";
import { columnSql, storedName, textSql } from "../survey/lance.ts";
import type { Metric } from "../survey/metric.ts";
import { nearestByScan } from "../survey/nearestByScan.ts";
import {
  type Representations,
  representationBatches,
  representationColumn,
  representationsById,
  representationsOf,
} from "../survey/representations.ts";
import { columnKinds, readColumns, type Survey } from "../survey/survey.ts";
import { writeSurvey } from "../survey/surveyTable.ts";
import {
  buildVectorIndex,
  dropVectorIndex,
  type MeasuredSearch,
  type SearchEffort,
  searchVectors,
  type VectorIndexCard,
} from "../survey/vectorIndex.ts";
import type { Workspace } from "../survey/workspace.ts";
import { exactNeighbours, type HeldQuery } from "./exactNeighbours.ts";

/** Below this exact search is as good. */
export const fewestIndexed = 1000;
/** From here on an index is made without being asked for: exact search takes a tenth of a second and more. */
export const worthIndexing = 50_000;

/** What is aimed at, and what is still used. */
const enough = 0.99;
export const leastRecall = 0.98;
const listed = 10;

/** Each takes about twice the time of the one before it. */
const efforts: SearchEffort[] = [
  { probes: 20, candidates: 100 },
  { probes: 30, candidates: 200 },
  { probes: 60, candidates: 500 },
  { probes: 120, candidates: 1000 },
  { probes: 250, candidates: 2000 },
  { probes: 500, candidates: 4000 },
];

export interface IndexOptions {
  /** Held objects to search for. */
  queries?: number;
  seed?: number;
  /** Measured too, beside the cosine's. */
  metrics?: readonly Exclude<Metric, "cosine">[];
  onProgress?: (fraction: number | null, text: string) => void;
  signal?: AbortSignal;
}

/**
 * Builds the index, measures it on held queries, chooses the least effort that finds 99 % of the ten nearest, and keeps all of
 * that in the survey's card. Where less than 98 % are found whatever the effort, searches stay exact.
 * @throws Fault "no-representations"; "needs-no-index" where exact search is as good
 */
export async function indexRepresentations(
  workspace: Workspace,
  name: string,
  run: string,
  { queries = 100, seed = 1, metrics = [], onProgress = () => {}, signal }: IndexOptions = {},
): Promise<VectorIndexCard> {
  let index: VectorIndexCard | undefined;
  await writeSurvey(workspace, name, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${name}"`);
    const survey: Survey = { workspace, ...before };
    representationsOf(survey, run);
    const column = representationColumn(run);
    onProgress(null, "building the index");
    const start = performance.now();
    const held = await heldObjects(survey, run, queries, seed);
    await buildVectorIndex(before.table, column);
    const seconds = (performance.now() - start) / 1000;
    signal?.throwIfAborted();

    onProgress(null, "searching exactly, to compare with");
    const filters = await heldFilters(survey, held.sample.ids);
    const plain: HeldQuery[] = held.sample.ids.map((id, row) => ({ id, vector: vectorAt(held.sample, row) }));
    const passing = await Promise.all(filters.map(({ where }) => idsWhere(survey, where)));
    const filtered =
      passing.length > 0 ? plain.map((each, q) => ({ ...each, among: passing[q % passing.length] })) : [];
    const truth = await exactNeighbours(representationBatches(survey, run), [...plain, ...filtered], listed);
    signal?.throwIfAborted();

    onProgress(null, "measuring the index");
    const measure = (
      asked: readonly HeldQuery[],
      expected: readonly string[][],
      where: (q: number) => string[],
      metric: Metric = "cosine",
    ) =>
      leastEffort(async (effort, q) => {
        const { id, vector } = asked[q] as HeldQuery;
        const began = performance.now();
        const found = await searchVectors(survey.table, column, vector, listed + 1, where(q), effort, metric);
        const milliseconds = performance.now() - began;
        signal?.throwIfAborted();
        const ids = new Set(
          found
            .filter((each) => each.id !== id)
            .slice(0, listed)
            .map((each) => each.id),
        );
        const right = expected[q] as string[];
        return { milliseconds, hits: right.filter((each) => ids.has(each)).length, of: right.length };
      }, asked.length);
    const whereOf = (q: number) => [filters[q % filters.length]?.where ?? ""];
    const of: VectorIndexCard["metrics"] = [];
    for (const metric of metrics) {
      onProgress(null, `searching exactly by ${metric} distance`);
      const all = await nearestByScan(representationBatches(survey, run), [...plain, ...filtered], listed, metric);
      const expected = all.map((each) => each.map(({ id }) => id));
      onProgress(null, `measuring the index by ${metric} distance`);
      of.push({
        metric,
        plain: await measure(plain, expected.slice(0, plain.length), () => [], metric),
        filtered: await measure(filtered, expected.slice(plain.length), whereOf, metric),
      });
    }
    index = {
      builtAt: new Date().toISOString(),
      seconds,
      rows: held.rows,
      queries: plain.length,
      plain: await measure(plain, truth.slice(0, plain.length), () => []),
      filtered: await measure(filtered, truth.slice(plain.length), whereOf),
      metrics: of,
    };
    if ([index, ...of].every((each) => !each.plain && !each.filtered)) await dropVectorIndex(before.table, column);
    const representations = before.card.representations.map((each) =>
      each.run === run ? { ...each, index: index as VectorIndexCard } : each,
    );
    return { ...before.card, representations };
  });
  return index as unknown as VectorIndexCard;
}

/** @returns null where none of the efforts finds enough */
async function leastEffort(
  search: (effort: SearchEffort, query: number) => Promise<{ milliseconds: number; hits: number; of: number }>,
  queries: number,
): Promise<MeasuredSearch | null> {
  if (queries === 0) return null;
  let best: MeasuredSearch | null = null;
  for (const effort of efforts) {
    const run = async () => {
      const all: Awaited<ReturnType<typeof search>>[] = [];
      for (let query = 0; query < queries; query++) all.push(await search(effort, query));
      const sum = (of: "hits" | "of") => all.reduce((total, each) => total + each[of], 0);
      const times = all.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
      const at = (share: number) => times[Math.floor(share * (times.length - 1))] as number;
      return { ...effort, recall: sum("hits") / Math.max(1, sum("of")), p50: at(0.5), p99: at(0.99) };
    };
    const first = await run();
    if (first.recall < leastRecall || first.recall <= (best?.recall ?? 0)) continue;
    // Timed again, now that what it reads is in memory.
    best = await run();
    if (best.recall >= enough) break;
  }
  return best;
}

async function heldObjects(survey: Survey, run: string, count: number, seed: number) {
  const { name } = survey.card;
  const isThere = `${columnSql(representationColumn(run))} IS NOT NULL`;
  const ids = (await readColumns(survey, [], isThere)).map((row) => String(row[ownColumns.id]));
  if (ids.length < fewestIndexed)
    throw new Fault(
      "needs-no-index",
      `survey "${name}" has ${ids.length} representations of run "${run}": exact search needs no index below ${fewestIndexed}`,
    );
  const drawn = shuffled(ids.length, randomStream(seed, "index")).slice(0, count);
  const sample = await representationsById(
    survey,
    run,
    Array.from(drawn, (i) => ids[i] as string),
  );
  return { rows: ids.length, sample };
}

function vectorAt({ values, dimension }: Representations, row: number): Float32Array {
  return values.slice(row * dimension, (row + 1) * dimension);
}

/** Conditions that about a tenth of the objects pass: of up to three columns of numbers, else of the split. */
async function heldFilters(survey: Survey, ids: readonly string[]): Promise<{ where: string }[]> {
  const numbers = [...(await columnKinds(survey))].flatMap(([column, kind]) =>
    kind === "number" && !column.includes("@") ? [column] : [],
  );
  const own = `${columnSql(ownColumns.id)} IN (${ids.map(textSql).join(", ")})`;
  const filters: Filter[] = [];
  for (const column of numbers.slice(0, 3)) {
    const rows = await readColumns(survey, [column], `${own} AND ${columnSql(column)} IS NOT NULL`);
    const values = rows
      .map((row) => Number(row[storedName(column)]))
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const ninth = values[Math.floor(values.length * 0.9)];
    if (ninth !== undefined) filters.push({ column, operator: ">=", value: String(ninth) });
  }
  if (filters.length === 0) filters.push({ column: ownColumns.split, operator: "=", value: "test" });
  return (await conditions(survey, filters)).map((where) => ({ where }));
}

async function idsWhere(survey: Survey, where: string): Promise<Set<string>> {
  return new Set((await readColumns(survey, [], where)).map((row) => String(row[ownColumns.id])));
}
