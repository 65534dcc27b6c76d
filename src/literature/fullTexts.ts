/** The bodies of papers, passage by passage: `library-passages.lance` in the workspace, beside the table of papers. */

import { join } from "node:path";
import type { Table } from "@lancedb/lancedb";
import { Fault } from "../fault.ts";
import { arrowTable } from "../survey/arrowTable.ts";
import { lance, textSql } from "../survey/lance.ts";
import type { Workspace } from "../survey/workspace.ts";
import { hasCommit, makeTable } from "./firstCommit.ts";
import type { Passage } from "./pdf/passages.ts";
import { stemsOf } from "./words.ts";

/** A passage where it stands in its paper. */
export interface StoredPassage extends Passage {
  paper: string;
  /** From 0, in the order of reading. */
  number: number;
}

/** In the workspace, a folder of LanceDB's. */
export const passagesTable = "library-passages";

async function openTexts(workspace: Workspace): Promise<Table | undefined> {
  if (!(await hasCommit(workspace, passagesTable))) return undefined;
  try {
    return await (await (await lance()).connect(workspace.path)).openTable(passagesTable);
  } catch (cause) {
    throw new Fault(
      "damaged-library",
      `the library's full texts (${join(workspace.path, `${passagesTable}.lance`)}) cannot be read: delete them and import the PDFs again`,
      { cause },
    );
  }
}

/**
 * In place of what the papers had. One commit: killed at any moment a paper has the old text or the new.
 * Call it while holding the library's lock.
 */
export async function replaceTexts(
  workspace: Workspace,
  texts: ReadonlyMap<string, readonly Passage[]>,
): Promise<void> {
  const rows = [...texts].flatMap(([paper, passages]) =>
    passages.map((passage, number) => ({ paper, number, ...passage })),
  );
  const data = arrowTable(rows.length, [
    { name: "key", type: "string", values: rows.map(({ paper, number }) => `${paper}#${number}`) },
    { name: "paper", type: "string", values: rows.map(({ paper }) => paper) },
    { name: "number", type: "int32", values: rows.map(({ number }) => number) },
    { name: "section", type: "string", values: rows.map(({ section }) => section) },
    { name: "page", type: "int32", values: rows.map(({ page }) => page) },
    { name: "text", type: "string", values: rows.map(({ text }) => text) },
    // Stems and not words: full-text search compares them as the rest of the library does.
    { name: "stems", type: "string", values: rows.map(({ text }) => stemsOf(text).join(" ")) },
  ]);
  const table = await openTexts(workspace);
  if (!table) {
    if (rows.length > 0) await makeTable(workspace, passagesTable, data);
    return;
  }
  const papers = [...texts.keys()].map(textSql).join(", ");
  await table
    .mergeInsert("key")
    .whenMatchedUpdateAll()
    .whenNotMatchedInsertAll()
    .whenNotMatchedBySourceDelete({ where: `paper IN (${papers})` })
    .execute(data);
}

/** Once at the end of an import: until then new passages are found all the same, only slower. */
export async function indexTexts(workspace: Workspace): Promise<void> {
  const table = await openTexts(workspace);
  if (!table) return;
  const { Index } = await lance();
  const config = Index.fts({
    baseTokenizer: "whitespace",
    stem: false,
    removeStopWords: false,
    lowercase: false,
    asciiFolding: false,
  });
  await table.createIndex("stems", { config, replace: true });
  await table.optimize({ cleanupOlderThan: new Date(0) });
}

const papersAtOnce = 50;

/** For when words are stemmed otherwise than they were. Stopped, it can be called again. */
export async function renewStems(workspace: Workspace): Promise<void> {
  const table = await openTexts(workspace);
  if (!table) return;
  const rows = await table.query().select(["paper"]).toArray();
  const papers = [...new Set(rows.map(({ paper }) => String(paper)))];
  for (let at = 0; at < papers.length; at += papersAtOnce) {
    const texts = new Map<string, Passage[]>();
    for (const { paper, number, ...passage } of await passagesOfPapers(workspace, papers.slice(at, at + papersAtOnce)))
      texts.set(paper, [...(texts.get(paper) ?? []), passage]);
    await replaceTexts(workspace, texts);
  }
  await indexTexts(workspace);
}

/** The best by BM25 over stems, best first. */
export async function findPassages(workspace: Workspace, question: string, limit: number): Promise<StoredPassage[]> {
  const stems = [...new Set(stemsOf(question))];
  const table = stems.length > 0 ? await openTexts(workspace) : undefined;
  if (!table) return [];
  const { MatchQuery } = await lance();
  const rows = await table
    .query()
    .fullTextSearch(new MatchQuery(stems.join(" "), "stems"))
    .limit(limit)
    .toArray();
  return rows.map(passageOf);
}

/** One passage, and how many its paper has. @returns undefined where there is none of that number */
export async function passageOfPaper(
  workspace: Workspace,
  paper: string,
  number: number,
): Promise<{ passage: StoredPassage; passages: number } | undefined> {
  const table = await openTexts(workspace);
  if (!table) return undefined;
  const [row] = await table
    .query()
    .where(`key = ${textSql(`${paper}#${number}`)}`)
    .limit(1)
    .toArray();
  return row && { passage: passageOf(row), passages: await table.countRows(`paper = ${textSql(paper)}`) };
}

/** All of the papers', in the order of reading. */
export async function passagesOfPapers(workspace: Workspace, papers: readonly string[]): Promise<StoredPassage[]> {
  const table = papers.length > 0 ? await openTexts(workspace) : undefined;
  if (!table) return [];
  const rows = await table
    .query()
    .where(`paper IN (${papers.map(textSql).join(", ")})`)
    .toArray();
  return rows.map(passageOf).sort((a, b) => (a.paper < b.paper ? -1 : a.paper > b.paper ? 1 : a.number - b.number));
}

function passageOf(row: Record<string, unknown>): StoredPassage {
  return {
    paper: String(row.paper),
    number: Number(row.number),
    section: String(row.section),
    page: Number(row.page),
    text: String(row.text),
  };
}
