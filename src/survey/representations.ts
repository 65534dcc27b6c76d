/** Representations: one vector an object and run. */

import type { Table } from "@lancedb/lancedb";
import { Fault } from "../fault.ts";
import type { VectorColumn } from "./arrowTable.ts";
import type { SurveyCard } from "./card.ts";
import { ownColumns } from "./catalogueRows.ts";
import { conditions, type Filter } from "./galaxies.ts";
import { columnSql, storedName, textSql } from "./lance.ts";
import { openSurvey, type Survey } from "./survey.ts";
import { lostTable, writeSurvey } from "./surveyTable.ts";
import { upsertColumns } from "./upsertColumns.ts";
import { dropVectorIndex } from "./vectorIndex.ts";
import type { Workspace } from "./workspace.ts";

/** The column of a run's vectors. */
export function representationColumn(run: string): string {
  return `representation_${run}`;
}

/** An index takes in so many new vectors, as a share of what it was measured on; past that it is built and measured anew. */
const mostNew = 0.1;

/** The column of a run's vectors along their principal components. */
export function componentsColumn(run: string): string {
  return `components_${run}`;
}

/**
 * Stores vectors, in place of those the run's objects had before.
 * @param vectors [ids.length x dimension]
 * @param components the same along the run's stored components; without them, components that were stored are forgotten
 * @throws Fault "vector" that names an object with numbers that are not finite
 */
export async function writeRepresentations(
  workspace: Workspace,
  name: string,
  run: string,
  ids: readonly string[],
  vectors: Float32Array,
  dimension: number,
  components?: Float32Array,
): Promise<void> {
  requireFinite(run, ids, vectors, dimension);
  await openSurvey(workspace, name);
  await writeSurvey(workspace, name, async ({ before }) => {
    if (!before) throw new Fault("no-survey", `there is no survey "${name}" any more`);
    const { card, table } = before;
    const known = card.representations.find((each) => each.run === run);
    const keepsIndex = known?.index !== undefined && ids.length <= known.index.rows * mostNew;
    if (known?.index && !keepsIndex) await dropVectorIndex(table, representationColumn(run));
    const along = components && known?.components;
    await upsertRepresentations(table, run, ids, vectors, dimension, along && components);
    return withRepresentations(card, run, dimension, {
      ...(keepsIndex ? { index: known.index } : {}),
      ...(along ? { components: along } : {}),
    });
  });
}

/**
 * For inside of `writeSurvey`; then the card comes from `withRepresentations`.
 * @param vectors [ids.length x dimension], finite
 * @param components the same along the run's stored components
 */
export async function upsertRepresentations(
  table: Table,
  run: string,
  ids: readonly string[],
  vectors: Float32Array,
  dimension: number,
  components?: Float32Array,
): Promise<void> {
  const columns: VectorColumn[] = [{ name: representationColumn(run), type: "vector", dimension, values: vectors }];
  if (components)
    columns.push({
      name: componentsColumn(run),
      type: "vector",
      dimension: components.length / ids.length,
      values: components,
    });
  await upsertColumns(table, ids, columns);
}

/** @param kept what was made of the run's vectors and still holds; an index or components that are left out are forgotten */
export function withRepresentations(
  card: SurveyCard,
  run: string,
  dimension: number,
  kept: Pick<SurveyCard["representations"][number], "index" | "components"> = {},
): SurveyCard {
  const others = card.representations.filter((each) => each.run !== run);
  return { ...card, representations: [...others, { run, dimension, writtenAt: new Date().toISOString(), ...kept }] };
}

/** @throws Fault "vector" that names an object with numbers that are not finite */
export function requireFinite(run: string, ids: readonly string[], vectors: Float32Array, dimension: number): void {
  const broken = firstNotFinite(vectors);
  if (broken >= 0) throw notFinite(ids[Math.floor(broken / dimension)] ?? "", run);
}

/** @returns -1 where all are */
function firstNotFinite(values: Float32Array): number {
  // A call for each number would take longer than reading them from the disk does.
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += 0 * (values[at] as number);
  return sum === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value));
}

function notFinite(id: string, run: string): Fault {
  return new Fault(
    "vector",
    `the representation of object "${id}" by "${run}" has numbers that are not finite: look at its image, and at the run's training`,
  );
}

/** Vectors of many objects, in the order of their ids. */
export interface Representations {
  ids: string[];
  /** [ids.length x dimension] */
  values: Float32Array;
  dimension: number;
}

/**
 * A run's vectors of every object that has one.
 * @param among only of objects that pass every filter
 * @throws Fault "no-representations" where there are none; "vector" that names an object with numbers that are not finite
 */
export async function readRepresentations(
  survey: Survey,
  run: string,
  among: readonly Filter[] = [],
): Promise<Representations> {
  return readWhere(survey, run, await conditions(survey, among));
}

/**
 * A run's vectors along the principal components that were stored of them (see `almagest components`), in the order of ids;
 * undefined where none were.
 * @param among only of objects that pass every filter
 */
export async function readComponents(
  survey: Survey,
  run: string,
  among: readonly Filter[] = [],
): Promise<Representations | undefined> {
  const { components } = representationsOf(survey, run);
  if (!components) return undefined;
  const stored = { column: componentsColumn(run), dimension: components.count };
  return readVectors(survey, run, stored, await conditions(survey, among));
}

/** The same of some objects, by id; those without a vector are left out. */
export async function representationsById(
  survey: Survey,
  run: string,
  ids: readonly string[],
): Promise<Representations> {
  return readWhere(survey, run, [`${columnSql(ownColumns.id)} IN (${ids.map(textSql).join(", ")})`]);
}

/**
 * A run's vectors a few at a time, in the order in which they are stored, so that memory does not grow with the survey.
 * @throws Fault "no-representations"; "vector" that names an object with numbers that are not finite
 */
export function representationBatches(
  survey: Survey,
  run: string,
  where: readonly string[] = [],
): AsyncGenerator<Representations> {
  return vectorBatches(survey, run, { column: representationColumn(run), ...representationsOf(survey, run) }, where);
}

interface StoredVectors {
  column: string;
  dimension: number;
}

async function* vectorBatches(
  survey: Survey,
  run: string,
  { column, dimension }: StoredVectors,
  where: readonly string[],
): AsyncGenerator<Representations> {
  const query = survey.table.query().select([ownColumns.id, storedName(column)]);
  try {
    for await (const batch of query.where([`${columnSql(column)} IS NOT NULL`, ...where].join(" AND "))) {
      const ids = Array.from(batch.getChild(ownColumns.id) ?? [], String);
      const parts = batch.getChild(storedName(column))?.data ?? [];
      const values = new Float32Array(ids.length * dimension);
      let at = 0;
      for (const { offset, length, children } of parts) {
        const numbers = children[0]?.values as Float32Array;
        values.set(numbers.subarray(offset * dimension, (offset + length) * dimension), at);
        at += length * dimension;
      }
      const broken = firstNotFinite(values);
      if (broken >= 0) throw notFinite(ids[Math.floor(broken / dimension)] ?? "", run);
      yield { ids, values, dimension };
    }
  } catch (error) {
    throw lostTable(survey.workspace, survey.card.name, error);
  }
}

async function readWhere(survey: Survey, run: string, where: readonly string[]): Promise<Representations> {
  return readVectors(survey, run, { column: representationColumn(run), ...representationsOf(survey, run) }, where);
}

async function readVectors(
  survey: Survey,
  run: string,
  stored: StoredVectors,
  where: readonly string[],
): Promise<Representations> {
  const { column, dimension } = stored;
  const isThere = `${columnSql(column)} IS NOT NULL`;
  const rows = await survey.table.countRows([isThere, ...where].join(" AND "));
  const read = { ids: [] as string[], values: new Float32Array(rows * dimension), dimension };
  for await (const { ids, values } of vectorBatches(survey, run, stored, where)) {
    read.values.set(values, read.ids.length * dimension);
    for (const id of ids) read.ids.push(id);
  }
  return inIdOrder(read);
}

/** In the order of ids, each vector moved in place: a million are not held twice. */
export function inIdOrder({ ids, values, dimension }: Representations): Representations {
  if (ids.every((id, i) => i === 0 || (ids[i - 1] as string) < id)) return { ids, values, dimension };
  const from = Uint32Array.from(ids, (_, i) => i).sort((a, b) => ((ids[a] as string) < (ids[b] as string) ? -1 : 1));
  const sorted = Array.from(from, (i) => ids[i] as string);
  const first = new Float32Array(dimension);
  for (let start = 0; start < from.length; start++) {
    if (from[start] === start) continue;
    first.set(values.subarray(start * dimension, (start + 1) * dimension));
    let to = start;
    for (let next = from[to] as number; next !== start; next = from[to] as number) {
      values.copyWithin(to * dimension, next * dimension, (next + 1) * dimension);
      from[to] = to;
      to = next;
    }
    values.set(first, to * dimension);
    from[to] = to;
  }
  return { ids: sorted, values, dimension };
}

/**
 * The run whose representations to take: the one asked for, else the last that were stored.
 * @throws Fault "no-representations" where none are
 */
export function representedBy({ card }: Survey, run?: string): string {
  const chosen = run ?? card.representations.at(-1)?.run;
  if (chosen !== undefined) return chosen;
  throw new Fault(
    "no-representations",
    `survey "${card.name}" has no representations: make them with almagest embed ${card.name} --model shipped, the encoder in the package, or --run <run>`,
  );
}

/** @throws Fault "no-representations" that names the runs which have some */
export function representationsOf({ card }: Survey, run: string): SurveyCard["representations"][number] {
  const found = card.representations.find((each) => each.run === run);
  if (found) return found;
  const known = card.representations.map((each) => each.run);
  throw new Fault(
    "no-representations",
    `survey "${card.name}" has no representations of run "${run}": make them with almagest embed ${card.name} --run ${run}` +
      (known.length ? `, or use ${known.join(", ")}` : ""),
  );
}
