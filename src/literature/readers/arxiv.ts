/** arXiv's metadata as JSON lines: arXiv's own snapshot, and plainer files with the same facts. */

import { z } from "zod";
import { checkedPaper, type PaperDraft, plainArxivId } from "../paper.ts";
import { lines } from "./lines.ts";
import type { ReadRecord, Remark } from "./reader.ts";

const word = z.string().nullish();

/** Only what is used; other fields may be there. */
const record = z.object({
  id: z.string().optional(),
  title: z.string(),
  abstract: word,
  authors: z.union([z.array(z.string()), z.string()]).nullish(),
  authors_parsed: z.array(z.array(z.string())).optional(),
  n_authors: z.number().int().optional(),
  year: z.number().int().nullish(),
  date: word,
  update_date: word,
  versions: z.array(z.object({ created: z.string().optional() })).optional(),
  categories: z.union([z.array(z.string()), z.string()]).nullish(),
  keywords: z.array(z.string()).optional(),
  properties: z.array(z.string()).optional(),
  arxiv_id: word,
  doi: word,
  bibcode: word,
  "journal-ref": word,
  journal_ref: word,
  volume: word,
  pages: word,
  citations: z.number().int().nullish(),
});

export async function* readArxiv(path: string, remark?: Remark): AsyncGenerator<ReadRecord> {
  for await (const { line, text } of lines(path, remark)) {
    if (text.trim() === "") continue;
    yield { line, ...arxivRecord(text) };
  }
}

/** @param text one line of the file */
export function arxivRecord(text: string): ReturnType<typeof checkedPaper> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: "it is not JSON" };
  }
  const { success, data, error } = record.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    const field = issue?.path[0];
    return {
      fault: field === undefined ? "it is no object" : `"${String(field)}" is missing or is not what it should be`,
    };
  }
  return checkedPaper(draftOf(data));
}

function draftOf(data: z.infer<typeof record>): PaperDraft {
  const date = data.date ?? firstVersion(data.versions) ?? data.update_date;
  const named = data.arxiv_id ?? data.id;
  const arxivId = named === undefined ? null : plainArxivId(named);
  return {
    id: data.arxiv_id ? (data.id ?? arxivId ?? undefined) : (arxivId ?? data.id),
    title: data.title,
    abstract: data.abstract ?? "",
    authors: data.authors_parsed?.map(parsedName) ?? authorList(data.authors ?? []),
    authorCount: data.n_authors ?? null,
    year: data.year ?? yearOf(date) ?? null,
    date: date ?? null,
    doi: data.doi ?? null,
    arxivId,
    bibcode: data.bibcode ?? null,
    journal: data["journal-ref"] ?? data.journal_ref ?? null,
    volume: data.volume ?? null,
    pages: data.pages ?? null,
    categories:
      typeof data.categories === "string" ? data.categories.split(/\s+/).filter(Boolean) : (data.categories ?? []),
    keywords: data.keywords,
    properties: data.properties ?? (arxivId === null ? [] : ["eprint"]),
    citations: data.citations ?? null,
  };
}

/** arXiv's [surname, given names, suffix]. */
function parsedName([surname = "", given = "", suffix = ""]: string[]): string {
  return [surname, [given, suffix].filter(Boolean).join(" ")].filter(Boolean).join(", ");
}

/** "Edwin Hubble, Milton L. Humason and others" has its given names first. */
function authorList(authors: string[] | string): string[] {
  if (typeof authors !== "string") return authors;
  return authors
    .replace(/\([^()]*\)/g, " ")
    .split(/,| and /)
    .map((name) => name.trim().split(/\s+/))
    .filter(([first]) => first)
    .map((words) => (words.length === 1 ? `${words[0]}` : `${words.at(-1)}, ${words.slice(0, -1).join(" ")}`));
}

function firstVersion(versions: { created?: string }[] | undefined): string | undefined {
  const created = versions?.[0]?.created;
  const time = created === undefined ? Number.NaN : Date.parse(created);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}

function yearOf(date: string | null | undefined): number | undefined {
  const year = /^\d{4}/.exec(date ?? "")?.[0];
  return year === undefined ? undefined : Number(year);
}
