/** arXiv's API as a source of papers: an Atom feed, three seconds between requests as its terms ask. @see arXiv API User's Manual */

import { Fault } from "../../fault.ts";
import { checkedPaper, plainArxivId } from "../paper.ts";
import type { ReadRecord } from "../readers/reader.ts";
import type { LiveQuery } from "./liveSource.ts";
import { politely } from "./politely.ts";

export const arxivUrl = "https://export.arxiv.org/api";
const pageSize = 100;
/** It sometimes answers a page with no entry where there are some; then it is asked again. */
const emptyTries = 3;

/** @throws Fault "live-source" */
export async function* searchArxiv(query: LiveQuery): AsyncGenerator<ReadRecord> {
  const { text, rows, from, baseUrl = arxivUrl, manners } = query;
  const get = politely({ pauseSeconds: 3, ...manners, name: "arXiv" });
  let empty = 0;
  for (let start = from; start < rows; ) {
    const asked = new URLSearchParams({
      search_query: text,
      start: String(start),
      max_results: String(Math.min(pageSize, rows - start)),
      sortBy: "submittedDate",
      sortOrder: "ascending",
    });
    const feed = await get(`${baseUrl}/query?${asked}`);
    if (!/<feed[\s>]/.test(feed)) throw new Fault("live-source", "arXiv answered something that is no Atom feed");
    const total = Number(/<opensearch:totalResults[^>]*>(\d+)</.exec(feed)?.[1] ?? 0);
    const entries = feed.match(/<entry[\s>][\s\S]*?<\/entry>/g) ?? [];
    const error = entries.length === 1 ? errorIn(entries[0] as string) : undefined;
    if (error !== undefined) throw new Fault("live-source", `arXiv did not take the query: ${error}`);
    for (const [i, entry] of entries.entries()) yield { line: start + i + 1, ...entryRecord(entry) };
    start += entries.length;
    if (start >= total) return;
    if (entries.length > 0) empty = 0;
    else if (++empty >= emptyTries)
      throw new Fault("live-source", `arXiv has ${total} papers, but hands out none past ${start}: try again later`);
  }
}

function errorIn(entry: string): string | undefined {
  return /api\/errors/.test(all(entry, "id")[0] ?? "") ? all(entry, "summary")[0] : undefined;
}

function entryRecord(entry: string): ReturnType<typeof checkedPaper> {
  const [published = ""] = all(entry, "published");
  const categories = [...entry.matchAll(/<category\s[^>]*?term="([^"]*)"/g)].map(([, term = ""]) => decoded(term));
  return checkedPaper({
    title: all(entry, "title")[0] ?? "",
    abstract: all(entry, "summary")[0] ?? "",
    authors: all(entry, "name").map(surnameFirst),
    year: /^\d{4}/.test(published) ? Number(published.slice(0, 4)) : null,
    date: published.slice(0, 10) || null,
    doi: all(entry, "arxiv:doi")[0] ?? null,
    arxivId: plainArxivId(all(entry, "id")[0] ?? ""),
    journal: all(entry, "arxiv:journal_ref")[0] ?? null,
    categories,
    properties: ["eprint"],
  });
}

/** Texts of the elements of a name. */
function all(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, "g"));
  return [...found].map(([, text = ""]) => decoded(text).replace(/\s+/g, " ").trim());
}

const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function decoded(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (written, name: string) => {
    if (!name.startsWith("#")) return entities[name.toLowerCase()] ?? written;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}

/** "Edwin P. Hubble" has its given names first; particles belong to the surname. */
function surnameFirst(name: string): string {
  const words = name.split(" ");
  const particle = words.findIndex(
    (word, i) => i > 0 && /^(?:van|von|de|der|den|del|della|di|da|la|le|dos|ter|ten)$/.test(word),
  );
  const start = particle > 0 ? particle : words.length - 1;
  return words.length === 1 || /collaboration|consortium/i.test(name)
    ? name
    : `${words.slice(start).join(" ")}, ${words.slice(0, start).join(" ")}`;
}
