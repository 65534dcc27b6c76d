/**
 * The table of papers: `library.lance` in the workspace.
 *
 * Each batch is one commit of LanceDB, and a paper is in one batch: killed at any moment the library holds whole papers only,
 * and the same import again adds what is missing.
 */

import { join } from "node:path";
import type { Table } from "@lancedb/lancedb";
import type { Table as ArrowTable } from "apache-arrow";
import { Fault } from "../fault.ts";
import { arrowTable, type Column } from "../survey/arrowTable.ts";
import { lance, textSql } from "../survey/lance.ts";
import { withLock } from "../survey/lock.ts";
import type { Workspace } from "../survey/workspace.ts";
import { type Paper, paperHash } from "./paper.ts";

/** No name has one inside: those that had are stored with a comma. */
const between = "; ";

/** @returns undefined where nothing was imported yet */
export async function openLibrary(workspace: Workspace): Promise<Table | undefined> {
  const database = await (await lance()).connect(workspace.path);
  if (!(await database.tableNames()).includes("library")) return undefined;
  try {
    return await database.openTable("library");
  } catch (cause) {
    throw new Fault(
      "damaged-library",
      `the library (${join(workspace.path, "library.lance")}) cannot be read: bring its files back, or delete it and import the papers again`,
      { cause },
    );
  }
}

/** @throws Fault "no-library" */
export async function needLibrary(workspace: Workspace): Promise<Table> {
  const table = await openLibrary(workspace);
  if (!table) throw new Fault("no-library", "the library has no papers yet: import some with almagest papers import");
  return table;
}

/** Only one process at a time writes to the library and to its index. */
export function withLibraryLock<T>(workspace: Workspace, work: () => Promise<T>): Promise<T> {
  return withLock(join(workspace.path, "library.lock"), "the library", work);
}

/** Adds papers whose ids are not in the library. @returns the table, made where there was none */
export async function addPapers(workspace: Workspace, table: Table | undefined, papers: readonly Paper[]) {
  const rows = rowsOf(papers);
  if (table) await table.add(rows);
  return table ?? (await (await lance()).connect(workspace.path)).createTable("library", rows);
}

/** In place of those with the same ids. */
export async function replacePapers(table: Table, papers: readonly Paper[]): Promise<void> {
  if (papers.length === 0) return;
  await table.mergeInsert("id").whenMatchedUpdateAll().execute(rowsOf(papers));
}

const textColumns = ["id", "title", "abstract", "date", "doi", "arxivId", "bibcode", "journal"] as const;
const listColumns = ["authors", "categories", "keywords", "properties"] as const;
const numberColumns = ["authorCount", "year", "citations"] as const;

function rowsOf(papers: readonly Paper[]): ArrowTable {
  const columns: Column[] = [
    ...textColumns.map((name) => ({ name, type: "string" as const, values: papers.map((paper) => paper[name]) })),
    ...listColumns.map((name) => ({
      name,
      type: "string" as const,
      values: papers.map((paper) => paper[name].map((item) => item.replaceAll(";", ",")).join(between)),
    })),
    ...numberColumns.map((name) => ({ name, type: "int32" as const, values: papers.map((paper) => paper[name]) })),
    { name: "hash", type: "string", values: papers.map(paperHash) },
  ];
  return arrowTable(papers.length, columns);
}

interface Row {
  [column: string]: unknown;
}

function paperOf(row: Row): Paper {
  const texts = Object.fromEntries(textColumns.map((name) => [name, row[name] ?? null]));
  const lists = Object.fromEntries(
    listColumns.map((name) => [name, row[name] ? String(row[name]).split(between) : []]),
  );
  const numbers = Object.fromEntries(numberColumns.map((name) => [name, row[name] ?? null]));
  return { ...texts, ...lists, ...numbers } as unknown as Paper;
}

/** All papers in batches, in the order they are stored. */
export async function* scanPapers(table: Table): AsyncGenerator<{ paper: Paper; hash: string }[]> {
  for await (const batch of table.query()) {
    yield batch.toArray().map((row) => ({ paper: paperOf(row as Row), hash: String((row as Row).hash) }));
  }
}

/** Those that are there, by id. */
export async function papersById(table: Table, ids: readonly string[]): Promise<Map<string, Paper>> {
  if (ids.length === 0) return new Map();
  const papers = await papersWhere(table, `id IN (${ids.map(textSql).join(", ")})`);
  return new Map(papers.map((paper) => [paper.id, paper]));
}

/** @param condition in SQL */
export async function papersWhere(table: Table, condition: string): Promise<Paper[]> {
  const rows = await table.query().where(condition).toArray();
  return rows.map((row) => paperOf(row as Row));
}
