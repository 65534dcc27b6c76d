/** CSV, TSV and Parquet: columns by their usual names, Zotero's among them; read by DuckDB in pieces. */

import { basename } from "node:path";
import { Fault } from "../../fault.ts";
import { pathSql, withDuckDB } from "../../survey/duckdb.ts";
import { checkedPaper, type PaperDraft, plainArxivId } from "../paper.ts";
import type { ReadRecord } from "./reader.ts";

/** What a column may be called, lower case and without blanks and underscores. */
const names: Record<string, readonly string[]> = {
  id: ["id"],
  title: ["title"],
  abstract: ["abstract", "abstractnote"],
  authors: ["authors", "author"],
  year: ["year", "publicationyear"],
  date: ["date", "pubdate", "published"],
  doi: ["doi"],
  arxivId: ["arxivid", "arxiv", "eprint"],
  bibcode: ["bibcode"],
  /** Zotero writes there what it has no column for. */
  extra: ["extra"],
  journal: ["journal", "publicationtitle", "pub", "publication"],
  categories: ["categories", "category", "arxivclass"],
  keywords: ["keywords", "keyword", "manualtags"],
  citations: ["citations", "citationcount", "citedby"],
};

/** @throws Fault "no-title-column" with the columns that there are; "table" where DuckDB cannot read the file */
export async function* readTable(path: string): AsyncGenerator<ReadRecord> {
  const isParquet = /\.parquet$/i.test(path);
  const source = isParquet
    ? `read_parquet(${pathSql(path)})`
    : `read_csv(${pathSql(path)}, header = true, all_varchar = true, store_rejects = false)`;
  // A generator inside of withDuckDB: the pieces are handed over one by one.
  const queue: ReadRecord[][] = [];
  let [wake, taken] = [() => {}, () => {}];
  let isOver = false;
  let isLeft = false;
  const reading = withDuckDB(async (connection) => {
    const result = await connection.stream(`SELECT * FROM ${source}`);
    const columns = columnsOf(path, result.columnNames());
    // In a CSV the header is line 1.
    let row = isParquet ? 0 : 1;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0 || isLeft) return;
      queue.push(
        chunk.getRows().map((values) => {
          row++;
          return { line: row, ...checkedPaper(draftOf(values, columns)) };
        }),
      );
      wake();
      while (queue.length > 1 && !isLeft)
        await new Promise<void>((resolve) => {
          taken = resolve;
        });
    }
  })
    .catch((error: unknown) => {
      if (error instanceof Fault) throw error;
      const message = (error instanceof Error ? error.message : String(error)).split("\n")[0];
      throw new Fault("table", `${basename(path)} cannot be read as a table: ${message}`, { cause: error });
    })
    .finally(() => {
      isOver = true;
      wake();
    });
  reading.catch(() => {});
  try {
    for (;;) {
      const piece = queue.shift();
      taken();
      if (piece) yield* piece;
      else if (isOver) break;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    await reading;
  } finally {
    isLeft = true;
    taken();
  }
}

function columnsOf(path: string, found: readonly string[]): Record<string, number> {
  const plain = found.map((name) => name.toLowerCase().replace(/[\s_-]/g, ""));
  const columns: Record<string, number> = {};
  for (const [field, spellings] of Object.entries(names)) {
    const at = spellings.map((name) => plain.indexOf(name)).find((index) => index >= 0);
    if (at !== undefined) columns[field] = at;
  }
  if (columns.title === undefined)
    throw new Fault(
      "no-title-column",
      `${basename(path)} has no column title; its columns are ${found.slice(0, 20).join(", ")}`,
    );
  return columns;
}

function draftOf(values: readonly unknown[], columns: Record<string, number>): PaperDraft {
  const text = (field: string) => {
    const value = columns[field] === undefined ? null : values[columns[field]];
    return value === null || value === undefined ? null : String(value);
  };
  const list = (field: string, between: RegExp) =>
    (text(field) ?? "").split(between).flatMap((item) => (item.trim() === "" ? [] : [item.trim()]));
  const year = /\d{4}/.exec(text("year") ?? text("date") ?? "")?.[0];
  const citations = text("citations");
  return {
    id: text("id") ?? undefined,
    title: text("title") ?? "",
    abstract: text("abstract") ?? "",
    authors: list("authors", /;|\|/),
    year: year === undefined ? null : Number(year),
    date: text("date"),
    doi: text("doi"),
    arxivId: text("arxivId") ?? arxivIn(text("extra")),
    bibcode: text("bibcode"),
    journal: text("journal"),
    categories: list("categories", /[\s;,|]+/),
    keywords: list("keywords", /;|\|/),
    citations: citations !== null && /^\d+$/.test(citations) ? Number(citations) : null,
  };
}

function arxivIn(extra: string | null): string | null {
  const found = /arXiv:\s*(\S+)/i.exec(extra ?? "")?.[1];
  return found === undefined ? null : plainArxivId(found);
}
