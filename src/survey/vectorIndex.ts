/**
 * An index of a run's vectors: LanceDB's partitions (IVF) of vectors coded in one bit a number (RaBitQ, Gao & Long 2024,
 * arXiv 2405.12497). What the codes find is compared again by the vectors themselves, so the distances are exact.
 */

import type { Table } from "@lancedb/lancedb";
import type { Table as ArrowTable } from "apache-arrow";
import { z } from "zod";
import { ownColumns } from "./catalogueRows.ts";
import { columnSql, lance, storedName } from "./lance.ts";
import { distanceBy, type Metric } from "./metric.ts";

const effort = z.object({
  /** Partitions that are looked into. */
  probes: z.number(),
  /** Vectors that are compared exactly for a list of ten. */
  candidates: z.number(),
});

const measured = effort.extend({
  /** Share of the ten nearest that are found, over held queries. */
  recall: z.number(),
  /** Milliseconds a query. */
  p50: z.number(),
  p99: z.number(),
});

/** What a survey's card knows of an index. */
export const vectorIndexCard = z.object({
  builtAt: z.string(),
  /** To build, without the measuring. */
  seconds: z.number(),
  /** Vectors that were there then. */
  rows: z.number(),
  queries: z.number(),
  /** Null where too little was found whatever the effort: exact search is used instead. */
  plain: measured.nullable(),
  /** With a filter that about a tenth of the objects pass. */
  filtered: measured.nullable(),
  /** By other metrics, where they were measured: what the index finds by the cosine is put in their order. */
  metrics: z
    .array(
      z.object({
        metric: z.enum(["euclidean", "manhattan"]),
        plain: measured.nullable(),
        filtered: measured.nullable(),
      }),
    )
    .default([]),
});

export type SearchEffort = z.infer<typeof effort>;
export type MeasuredSearch = z.infer<typeof measured>;
export type VectorIndexCard = z.infer<typeof vectorIndexCard>;

/** Longer lists are searched exactly: recall was measured at ten, and effort grows with the list. */
export const longestIndexed = 200;

/** Builds the index of a vector column, and one of the ids, by which every search begins. */
export async function buildVectorIndex(table: Table, column: string): Promise<void> {
  const { Index } = await lance();
  await table.createIndex(storedName(column), { config: Index.ivfRq({ distanceType: "cosine" }), replace: true });
  await table.createIndex(ownColumns.id, { config: Index.btree(), replace: true });
}

export async function dropVectorIndex(table: Table, column: string): Promise<void> {
  for (const { name, columns } of await table.listIndices())
    if (columns.some((each) => each.replaceAll("`", "") === storedName(column))) await table.dropIndex(name);
}

export interface Found {
  id: string;
  image: string;
  /** By the metric that was asked for; 1 minus the cosine of the angle where none was. */
  distance: number;
}

/**
 * The rows whose vectors lie nearest, nearest first.
 * @param where LanceDB's expressions; a row passes all of them
 * @param effort through the index; every vector is compared where it is left out
 * @param metric other than the cosine only through the index: without it, `nearestByScan`
 */
export async function searchVectors(
  table: Table,
  column: string,
  vector: Float32Array,
  limit: number,
  where: readonly string[] = [],
  effort?: SearchEffort,
  metric: Metric = "cosine",
): Promise<Found[]> {
  const nearestFirst = (a: Found, b: Found) => a.distance - b.distance || (a.id < b.id ? -1 : 1);
  const begun = table.query().nearestTo(vector).column(storedName(column));
  if (effort && metric !== "cosine") {
    // LanceDB has one index a column, of the cosine's. What it finds nearest is put in the order of the metric.
    let query = begun.distanceType("cosine").limit(candidatesFor(limit, effort)).nprobes(effort.probes);
    if (where.length > 0) query = query.where(where.join(" AND "));
    const found = await query.select([ownColumns.id, ownColumns.image, storedName(column)]).toArrow();
    return inOrderOf(metric, found, column, vector).sort(nearestFirst).slice(0, limit);
  }
  let query = begun.distanceType("cosine").limit(limit);
  if (effort) {
    query = query.nprobes(effort.probes).refineFactor(Math.max(2, Math.ceil(candidatesFor(limit, effort) / limit)));
    if (where.length > 0) query = query.where(where.join(" AND "));
  } else query = query.bypassVectorIndex().where([`${columnSql(column)} IS NOT NULL`, ...where].join(" AND "));
  const rows = await query.select([ownColumns.id, ownColumns.image, "_distance"]).toArray();
  return (
    rows
      // Rows without a vector that the index has not seen come with no distance.
      .filter((row) => row._distance !== null && Number.isFinite(row._distance))
      .map((row) => ({
        id: String(row[ownColumns.id]),
        image: String(row[ownColumns.image]),
        distance: Math.max(0, Number(row._distance)),
      }))
      .sort(nearestFirst)
  );
}

/** The more are listed, the less their codes part them from the next; but not ten times less for ten times more. */
function candidatesFor(limit: number, { candidates }: SearchEffort): number {
  return Math.max(limit, Math.ceil(candidates * Math.sqrt(Math.max(1, limit / 10))));
}

/** Read by the column: a row as an object would take ten times as long as its distance. */
function inOrderOf(metric: Metric, table: ArrowTable, column: string, vector: Float32Array): Found[] {
  const distance = distanceBy(metric);
  return table.batches.flatMap((batch) => {
    const [ids, images, data] = [
      batch.getChild(ownColumns.id),
      batch.getChild(ownColumns.image),
      batch.getChild(storedName(column))?.data[0],
    ];
    const numbers = data?.children[0]?.values as Float32Array | undefined;
    if (!data || !numbers) return [];
    return Array.from({ length: batch.numRows }, (_, row) => row)
      .filter((row) => data.getValid(row))
      .map((row) => ({
        id: String(ids?.get(row)),
        image: String(images?.get(row)),
        distance: distance(vector, numbers, (data.offset + row) * vector.length),
      }));
  });
}
