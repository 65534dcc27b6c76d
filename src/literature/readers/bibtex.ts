/**
 * BibTeX as ADS and Zotero write it. Entries in everyday LaTeX are read here; @retorquere/bibtex-parser, which parses all of LaTeX and
 * takes a hundred times as long, reads the others.
 */

import { isBibcode } from "../bibcode.ts";
import { type CheckedPaper, checkedPaper, type PaperDraft, plainArxivId } from "../paper.ts";
import { type BibtexEntry, bibtexEntries } from "./bibtexEntries.ts";
import { type Creator, writtenEntry, writtenNames, writtenString } from "./bibtexFields.ts";
import { journalName } from "./journalMacros.ts";
import { latexPlain } from "./latexPlain.ts";
import type { ReadRecord, Remark } from "./reader.ts";

/** What the parser makes of an entry; creators are objects, lists are arrays, all else is text. */
type Fields = Readonly<Record<string, unknown>>;

export async function* readBibtex(path: string, remark?: Remark): AsyncGenerator<ReadRecord> {
  const strings = new Map<string, string>();
  const macros: string[] = [];
  for await (const entry of bibtexEntries(path, remark)) {
    if (entry.type === "comment" || entry.type === "preamble") continue;
    if (entry.type === "string") {
      macros.push(entry.text);
      const [name, value] = writtenString(entry.text, strings) ?? [];
      if (name !== undefined && value !== undefined) strings.set(name, value);
    } else if (!entry.isWhole) yield { line: entry.line, fault: entry.fault ?? "its braces do not close" };
    else yield { line: entry.line, ...(readQuickly(entry, strings) ?? (await readThoroughly(entry, macros))) };
  }
}

/** What the draft is made of: the rest of an entry need not be understood. */
const readFields = [
  ...[
    "title",
    "abstract",
    "adsurl",
    "url",
    "note",
    "eprint",
    "archiveprefix",
    "eprinttype",
    "year",
    "date",
    "month",
    "journal",
    "volume",
    "pages",
    "eid",
  ],
  ...["journaltitle", "booktitle", "doi", "primaryclass", "eprintclass", "keywords"],
];

/** @returns undefined where its LaTeX or its layout is past what is known here */
export function readQuickly({ text }: BibtexEntry, strings: ReadonlyMap<string, string>): CheckedPaper | undefined {
  const entry = writtenEntry(text, strings);
  if (!entry) return undefined;
  const fields: Record<string, unknown> = {};
  for (const name of readFields) {
    const written = entry.fields.get(name);
    if (written === undefined) continue;
    const isVerbatim = /^(?:adsurl|url|doi|eprint)$/.test(name) || /^\s*\\[a-z]+\s*$/.test(written);
    const plain = isVerbatim ? written.replace(/^\{(.*)\}$/, "$1").trim() : latexPlain(written);
    if (plain === undefined) return undefined;
    fields[name] = name === "month" ? monthNumber(plain.trim()) : plain.trim();
  }
  if (typeof fields.keywords === "string") fields.keywords = fields.keywords.split(/\s*[,;]\s*/).filter(Boolean);
  const authors: Creator[] = [];
  for (const creator of writtenNames(entry.fields.get("author") ?? "")) {
    const plain: Creator = {};
    for (const [part, written] of Object.entries(creator) as [keyof Creator, string][]) {
      const said = latexPlain(written);
      if (said === undefined) return undefined;
      plain[part] = said.trim();
    }
    authors.push(plain);
  }
  return checkedPaper(draftOf(entry.key, entry.type, { ...fields, author: authors }));
}

/** "July" is as good as the macro. */
function monthNumber(written: string): string {
  const at = "janfebmaraprmayjunjulaugsepoctnovdec".indexOf(written.slice(0, 3).toLowerCase());
  return /^[A-Za-z]{3}/.test(written) && at >= 0 && at % 3 === 0 ? String(at / 3 + 1) : written;
}

export async function readThoroughly({ text }: BibtexEntry, macros: readonly string[]): Promise<CheckedPaper> {
  const { parse } = await import("@retorquere/bibtex-parser");
  try {
    const { entries, errors } = parse([...macros, text].join("\n"), { sentenceCase: false });
    const [entry] = entries;
    if (!entry) return { fault: `it is no BibTeX: ${errors[0]?.error ?? "nothing could be read"}` };
    return checkedPaper(draftOf(entry.key, entry.type, entry.fields));
  } catch (error) {
    return { fault: `it is no BibTeX: ${error instanceof Error ? error.message.split("\n")[0] : error}` };
  }
}

function draftOf(key: string, type: string, fields: Fields): PaperDraft {
  const text = (name: string) => (typeof fields[name] === "string" ? withoutTags(fields[name]) : null);
  const link = [text("adsurl"), text("url"), text("note")].join(" ");
  const bibcode = [key, /abs\/([^/\s]{19})/.exec(link)?.[1] ?? ""].find((each) => isBibcode(decoded(each)));
  const eprint = text("eprint");
  const archive = text("archiveprefix") ?? text("eprinttype") ?? "";
  const year = /\d{4}/.exec(text("year") ?? text("date") ?? "")?.[0];
  const month = /^\d{1,2}$/.exec(text("month") ?? "")?.[0]?.padStart(2, "0");
  const journal = text("journal") ?? text("journaltitle") ?? text("booktitle");
  return {
    title: text("title") ?? "",
    abstract: text("abstract") ?? "",
    authors: creators(fields.author),
    year: year === undefined ? null : Number(year),
    date: year === undefined ? null : [year, ...(month === undefined ? [] : [month])].join("-"),
    doi: text("doi")?.replaceAll("\\_", "_") ?? null,
    arxivId:
      (eprint !== null && /^(arxiv)?$/i.test(archive) ? plainArxivId(eprint) : null) ??
      plainArxivId(journal ?? "") ??
      plainArxivId(/arxiv(?:\.org\/abs\/|[:.]\s*)([\w./-]+)/i.exec(link)?.[1] ?? ""),
    bibcode: bibcode === undefined ? null : decoded(bibcode),
    journal: journal === null ? null : journalName(journal),
    volume: text("volume"),
    pages: pagesOf(text("pages") ?? text("eid")),
    categories: [text("primaryclass") ?? text("eprintclass")].filter((each) => each !== null),
    keywords: Array.isArray(fields.keywords) ? fields.keywords.map(String) : [],
    properties: [type],
  };
}

/** ADS writes a preprint's number there. */
function pagesOf(written: string | null): string | null {
  return written === null || /arxiv/i.test(written) ? null : written;
}

function creators(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const named: Creator[] = value;
  // "and others" ends a list that was cut.
  const isCut = named.at(-1)?.lastName === "others" && !named.at(-1)?.firstName;
  return (isCut ? named.slice(0, -1) : named).map((creator) =>
    creator.name !== undefined
      ? withoutTags(creator.name)
      : withoutTags(
          [
            [creator.prefix, creator.lastName].filter(Boolean).join(" "),
            [creator.firstName, creator.suffix].filter(Boolean).join(" "),
          ]
            .filter(Boolean)
            .join(", "),
        ),
  );
}

/** The parser writes LaTeX's italics and indices as HTML, and some letters of formulae in alphabets of mathematics' own. */
function withoutTags(text: string): string {
  return text
    .replace(/<\/?(?:i|b|em|strong|sub|sup|span|sc|tt)(?:\s[^<>]*)?>/g, "")
    .replace(/[\u{1d400}-\u{1d7ff}]/gu, (letter) => letter.normalize("NFKC"));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
