/** A paper as the library keeps it: bibliographic facts and an abstract, checked once, where it comes in. */

import { createHash } from "node:crypto";
import { z } from "zod";

const text = z.string().transform((value) => value.normalize("NFC").replace(/\s+/g, " ").trim());
const identifier = text.transform((value) => (value === "" ? null : value)).nullable();

export const paperSchema = z.object({
  /** What the library calls it: arXiv id, else bibcode, else DOI, else a hash of its title. */
  id: text.pipe(z.string().min(1, "the id is empty").max(200, "the id is longer than 200 characters")),
  title: text.pipe(z.string().min(1, "the title is empty")),
  /** May be empty: many records have none. */
  abstract: text.default(""),
  /** "Surname, Given names", in order. */
  authors: z.array(text).default([]),
  /** How many there are where not all are listed. */
  authorCount: z.int().min(0).nullable().default(null),
  year: z.int().min(1600, "the year lies before 1600").max(2200, "the year lies after 2200").nullable().default(null),
  /** ISO; a month or day that is not known is left out. */
  date: identifier.default(null),
  doi: identifier.default(null),
  /** Without a version. */
  arxivId: identifier.default(null),
  bibcode: identifier.default(null),
  journal: identifier.default(null),
  volume: identifier.default(null),
  /** "119", "L12", "100-120". */
  pages: identifier.default(null),
  categories: z.array(text).default([]),
  keywords: z.array(text).default([]),
  /** Such as refereed, article, eprint. */
  properties: z.array(text).default([]),
  /** How often it is cited; null where the source does not say. */
  citations: z.int().min(0).nullable().default(null),
});

export type Paper = z.infer<typeof paperSchema>;
/** What a reader hands in; everything but title may be left out. */
export type PaperDraft = Partial<z.input<typeof paperSchema>>;

export type CheckedPaper = { paper: Paper } | { fault: string };

/** Checks a draft, and finds an id for it where it names none. */
export function checkedPaper(draft: PaperDraft): CheckedPaper {
  const arxivId = draft.arxivId == null ? null : plainArxivId(draft.arxivId);
  const doi = draft.doi == null ? null : plainDoi(draft.doi);
  const pages = draft.pages == null ? null : plainPages(draft.pages);
  const id = draft.id || arxivId || draft.bibcode || doi || (draft.title ? titleHash(draft.title) : "");
  const { success, data, error } = paperSchema.safeParse({ ...draft, id, arxivId, doi, pages });
  if (success) return { paper: data };
  // Without a title there is often no id either.
  const issue = error.issues.find(({ path }) => path[0] === "title") ?? error.issues[0];
  const where = issue?.path.join(".");
  return {
    fault: /^the /.test(issue?.message ?? "") ? `${issue?.message}` : `${where || "record"}: ${issue?.message}`,
  };
}

/** `arXiv:2408.01556v2` and `https://arxiv.org/abs/2408.01556` are `2408.01556`. */
export function plainArxivId(written: string): string | null {
  const found = /(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?\s*$/.exec(written.trim());
  return found?.[1]?.replace(/\.[A-Z]{2}\//, "/") ?? null;
}

/** DOIs do not tell upper from lower case. A record may name several: the first counts. */
export function plainDoi(written: string): string | null {
  return /10\.\d{4,9}\/[^\s,;]+/.exec(written)?.[0]?.toLowerCase() ?? null;
}

function titleHash(title: string): string {
  return `title-${createHash("sha1").update(folded(title)).digest("hex").slice(0, 16)}`;
}

/** Lower case, without accents (LaTeX's either), TeX commands and punctuation: "Hüttemeister" and `H\"uttemeister` are one. */
export function folded(value: string): string {
  return withoutAccents(value)
    .replace(/\$|[{}]|\\[a-z]+|\^|_/g, " ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

const letters: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i", ð: "d", þ: "th" };

/** In lower case. */
export function withoutAccents(value: string): string {
  // Most text is plain, and this runs on every name and abstract.
  if (/^[\x20-\x5b\x5d-\x7e]*$/.test(value)) return value.toLowerCase();
  return value
    .replace(/\\(?:["'`^~=.]|[uvHtcdbk](?=\s*\{|\s+[A-Za-z]\b))\s*\{?\\?([A-Za-z])\}?/g, "$1")
    .replace(/\\(ss|ae|oe|aa|o|l|i)(?![A-Za-z])/gi, (_, name: string) => (name === "aa" ? "a" : name))
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøđłıðþ]/g, (letter) => letters[letter] ?? letter);
}

/** Folded, "surname, given names"; a name without a comma is all surname. */
export function foldedAuthor(name: string): string {
  const [surname = "", ...given] = name.split(",");
  const first = folded(given.join(" "));
  return first === "" ? folded(surname) : `${folded(surname)}, ${first}`;
}

/** "L100 -- L120" and "L100–L120" are "L100-L120"; "7-7" is "7". */
export function plainPages(written: string): string {
  const pages = written.trim().replace(/\s*[-\u2010-\u2015\u2212]+\s*/g, "-");
  return pages.replace(/^([^-]+)-\1$/, "$1");
}

/** Of all that the library stores of it: tells whether a record changed. */
export function paperHash(paper: Paper): string {
  // What a paper does not have says nothing: libraries of before it was kept have the same hashes.
  const shown = (name: string) => !/^(?:volume|pages)$/.test(name) || paper[name as "volume" | "pages"] !== null;
  return createHash("sha1")
    .update(JSON.stringify(paper, Object.keys(paperSchema.shape).filter(shown)))
    .digest("base64url");
}
