/** CSV, TSV and Parquet: columns by their usual names, Zotero's among them. */

import { basename } from "node:path";
import { counted } from "../../counted.ts";
import { Fault } from "../../fault.ts";
import { checkedPaper, type PaperDraft, plainArxivId } from "../paper.ts";
import { csvRows } from "./csvRows.ts";
import { plainDraft } from "./htmlPlain.ts";
import { parquetRows } from "./parquetRows.ts";
import type { ReadRecord, Remark } from "./reader.ts";
import { cellCount, cellList, cellText } from "./tableCells.ts";

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
  volume: ["volume"],
  pages: ["pages", "page"],
  categories: ["categories", "category", "arxivclass"],
  keywords: ["keywords", "keyword", "manualtags"],
  citations: ["citations", "citationcount", "citedby"],
};

/**
 * A row that cannot be read is a fault of its own, by its line (in Parquet: the number of its row).
 * @throws Fault "no-title-column" with the columns that there are; else as `csvRows` and `parquetRows` do
 */
export async function* readTable(path: string, remark?: Remark): AsyncGenerator<ReadRecord> {
  let columns: Columns | undefined;
  const unread = { rows: 0, first: "" };
  for await (const row of /\.parquet$/i.test(path) ? numberedParquet(path) : csvRows(path, remark)) {
    if ("fault" in row) yield row;
    else if (!columns) columns = columnsOf(path, row.cells.map(String));
    else {
      const draft = draftOf(row.cells, columns);
      if (draft.citations === undefined && unread.rows++ === 0)
        unread.first = `"${cellText(row.cells[columns.citations as number])}" in line ${row.line}`;
      yield { line: row.line, ...checkedPaper({ ...plainDraft(draft), citations: draft.citations ?? null }) };
    }
  }
  if (unread.rows > 0)
    remark?.(
      `${counted(unread.rows, "row has citations that are no count", "rows have citations that are no count")} (first ${unread.first}): stored as not known`,
    );
}

async function* numberedParquet(path: string): AsyncGenerator<{ line: number; cells: readonly unknown[] }> {
  let line = 0;
  for await (const cells of parquetRows(path)) yield { line: line++, cells };
}

type Columns = Readonly<Record<string, number>>;

function columnsOf(path: string, found: readonly string[]): Columns {
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

/** Its citations are undefined where what is said of them is no count. */
function draftOf(cells: readonly unknown[], columns: Columns): PaperDraft {
  const cell = (field: string) => (columns[field] === undefined ? null : cells[columns[field]]);
  const text = (field: string) => cellText(cell(field));
  // pandas makes fractions of whole numbers where a column has gaps.
  const whole = (field: string) => text(field)?.replace(/^(\d+)\.0$/, "$1") ?? null;
  const year = /\d{4}/.exec(text("year") ?? text("date") ?? "")?.[0];
  return {
    id: text("id") ?? undefined,
    title: text("title") ?? "",
    abstract: text("abstract") ?? "",
    authors: cellList(cell("authors"), /;|\|/),
    year: year === undefined ? null : Number(year),
    date: text("date")?.replace(/^(\d{4}-\d{2}-\d{2})[T ].*/, "$1") ?? null,
    doi: text("doi"),
    arxivId: text("arxivId") ?? arxivIn(text("extra")),
    bibcode: text("bibcode"),
    journal: text("journal"),
    volume: whole("volume"),
    pages: whole("pages"),
    categories: cellList(cell("categories"), /[\s;,|]+/),
    keywords: cellList(cell("keywords"), /;|\|/),
    citations: cellCount(cell("citations")),
  };
}

function arxivIn(extra: string | null): string | null {
  const found = /arXiv:\s*(\S+)/i.exec(extra ?? "")?.[1];
  return found === undefined ? null : plainArxivId(found);
}
