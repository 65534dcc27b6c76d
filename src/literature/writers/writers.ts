/** The formats that papers go out in: for reference managers (BibTeX, RIS) and for programs (CSV, JSON lines, Parquet). */

import { csvCell } from "../../csvCell.ts";
import type { Column } from "../../survey/arrowTable.ts";
import type { Paper } from "../paper.ts";
import { isOurSummary } from "../sameWork.ts";
import { bibtexEntry, citationKey } from "./bibtex.ts";
import { risRecord } from "./ris.ts";

export const exportFormats = ["bibtex", "ris", "csv", "jsonl", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];
export type TextFormat = Exclude<ExportFormat, "parquet">;

/** One text of all papers, in their order. */
export function paperText(papers: readonly Paper[], format: TextFormat): string {
  switch (format) {
    case "bibtex": {
      const taken = new Set<string>();
      return papers.map((paper) => bibtexEntry(paper, freeKey(citationKey(paper), taken))).join("\n");
    }
    case "ris":
      return papers.map(risRecord).join("");
    case "csv":
      return [columnNames.join(","), ...papers.map((paper) => cellsOf(paper).map(csvCell).join(","))]
        .map((line) => `${line}\n`)
        .join("");
    case "jsonl":
      return papers.map((paper) => `${JSON.stringify(recordOf(paper))}\n`).join("");
  }
}

/** BibTeX reads only the first entry of a key, and does not tell upper from lower case. */
function freeKey(key: string, taken: Set<string>): string {
  let free = key;
  for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${key}-${i}`;
  taken.add(free.toLowerCase());
  return free;
}

const columnNames = [
  "id",
  "title",
  "authors",
  "year",
  "date",
  "journal",
  "volume",
  "pages",
  "doi",
  "arxiv_id",
  "bibcode",
  "categories",
  "keywords",
  "citations",
  "abstract",
] as const;

function cellsOf(paper: Paper): (string | number | null)[] {
  return [
    paper.id,
    paper.title,
    paper.authors.join("; "),
    paper.year,
    paper.date,
    paper.journal,
    paper.volume,
    paper.pages,
    paper.doi,
    paper.arxivId,
    paper.bibcode,
    paper.categories.join(" "),
    paper.keywords.join("; "),
    paper.citations,
    isOurSummary(paper) ? null : paper.abstract,
  ];
}

/** As `papers import --format jsonl` reads it; what is not known is left out. */
function recordOf(paper: Paper): object {
  const { id, title, abstract, authors, authorCount, year, date, doi, bibcode, journal, volume, pages, citations } =
    paper;
  const record = {
    id,
    title,
    abstract,
    authors,
    n_authors: authorCount,
    year,
    date,
    categories: paper.categories,
    keywords: paper.keywords,
    properties: paper.properties,
    doi,
    arxiv_id: paper.arxivId,
    bibcode,
    journal_ref: journal,
    volume,
    pages,
    citations,
  };
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && !isEmptyList(value)));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** For Parquet. */
export function paperColumns(papers: readonly Paper[]): Column[] {
  const rows = papers.map(cellsOf);
  return columnNames.map((name, i) => ({
    name,
    type: name === "year" || name === "citations" ? "int32" : "string",
    values: rows.map((row) => row[i] ?? null),
  }));
}
