/** The formats that papers come in. */

import { exitCodes, Fault } from "../../fault.ts";
import { readPdf } from "../pdf/readPdf.ts";
import { readArxiv } from "./arxiv.ts";
import { readBibtex } from "./bibtex.ts";
import { readJson } from "./json.ts";
import type { Reader } from "./reader.ts";
import { readRis } from "./ris.ts";
import { readTable } from "./table.ts";

const readers = {
  jsonl: readArxiv,
  "ads-json": readJson,
  "csl-json": readJson,
  bibtex: readBibtex,
  ris: readRis,
  table: readTable,
  pdf: readPdf,
} satisfies Record<string, Reader>;
const endings: Record<string, PaperFormat> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "ads-json",
  bib: "bibtex",
  ris: "ris",
  csv: "table",
  tsv: "table",
  parquet: "table",
  pdf: "pdf",
};

export type PaperFormat = keyof typeof readers;
export const paperFormats = Object.keys(readers) as PaperFormat[];

/** @throws Fault "usage" where no format is named and the file's ending tells none */
export function readerFor(path: string, format: PaperFormat | undefined): Reader {
  const ending = path.toLowerCase().replace(/\.gz$/, "").split(".").at(-1) ?? "";
  const found = format ?? endings[ending];
  if (!found && ending === "rdf")
    throw new Fault("usage", `${path} is RDF, which is not read: export CSL JSON, BibTeX or RIS from Zotero instead`, {
      exitCode: exitCodes.usage,
    });
  if (!found)
    throw new Fault(
      "usage",
      `what ${path} is its ending does not tell: name it with --format (${paperFormats.join(", ")})`,
      { exitCode: exitCodes.usage },
    );
  return readers[found];
}
