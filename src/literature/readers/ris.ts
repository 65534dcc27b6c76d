/** RIS, as ADS, Zotero and publishers write it: a tag a line, `TY` to `ER` a record. */

import { checkedPaper, type PaperDraft, plainArxivId } from "../paper.ts";
import { plainDraft } from "./htmlPlain.ts";
import { lines } from "./lines.ts";
import type { ReadRecord, Remark } from "./reader.ts";

interface Open {
  line: number;
  tags: Map<string, string[]>;
}

export async function* readRis(path: string, remark?: Remark): AsyncGenerator<ReadRecord> {
  let open: Open | undefined;
  let last: string[] | undefined;
  for await (const { line, text } of lines(path, remark)) {
    const [, tag, value = ""] = /^\ufeff?\s*([A-Z][A-Z0-9]) {1,2}-(?: (.*))?$/.exec(text) ?? [];
    if (tag === undefined) {
      // A long value may go on in the next line.
      if (text.trim() !== "" && last) last[last.length - 1] += ` ${text.trim()}`;
      continue;
    }
    if (tag === "TY") {
      if (open) yield { line: open.line, fault: "it has no ER before the next record begins" };
      open = { line, tags: new Map([["TY", [value]]]) };
    } else if (tag === "ER") {
      if (open) yield { line: open.line, ...checkedPaper(plainDraft(draftOf(open.tags))) };
      else yield { line, fault: "it ends a record that has no TY" };
      open = undefined;
      last = undefined;
    } else if (open) {
      last = open.tags.get(tag) ?? [];
      last.push(value.trim());
      open.tags.set(tag, last);
    }
  }
  if (open) yield { line: open.line, fault: "it has no ER: the file breaks off" };
}

function draftOf(tags: ReadonlyMap<string, string[]>): PaperDraft {
  const first = (...names: string[]) => names.map((name) => tags.get(name)?.[0]).find((value) => value) ?? null;
  const all = (...names: string[]) => names.flatMap((name) => tags.get(name) ?? []);
  const written = first("PY", "Y1", "DA") ?? "";
  const year = /\d{4}/.exec(written)?.[0];
  const arxiv = all("UR", "AN", "M1", "C1", "SP", "N1", "PB").find((value) => /arxiv/i.test(value));
  const bibcode = /\d{4}[A-Za-z&.]{5}[A-Za-z0-9.]{9}[A-Z:.]/.exec(all("ID", "UR", "AN").map(decoded).join(" "))?.[0];
  return {
    title: first("TI", "T1", "CT") ?? "",
    abstract: first("AB", "N2") ?? "",
    authors: all("AU", "A1"),
    year: year === undefined ? null : Number(year),
    date: first("DA")?.replaceAll("/", "-").replace(/-+$/, "") ?? null,
    doi: first("DO"),
    arxivId: arxiv === undefined ? null : plainArxivId(arxiv),
    bibcode: bibcode ?? null,
    volume: first("VL"),
    pages: pagesOf(first("SP"), first("EP")),
    journal: first("JO", "JF", "JA", "T2"),
    keywords: all("KW"),
    properties: [],
  };
}

function pagesOf(from: string | null, to: string | null): string | null {
  // Zotero writes a preprint's number there.
  if (from === null || /arxiv/i.test(from)) return null;
  return to === null || to === from || /[-\u2013]/.test(from) ? from : `${from}-${to}`;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
