/** A record of ADS's search API. */

import { z } from "zod";
import { type CheckedPaper, checkedPaper, type PaperDraft, plainArxivId } from "../paper.ts";
import { plainDraft } from "./htmlPlain.ts";

const text = z.union([z.string(), z.array(z.string()).transform((list) => list[0] ?? "")]).nullish();
const list = z.union([z.array(z.string()), z.string().transform((one) => [one])]).nullish();
const whole = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]).nullish();

const record = z.object({
  bibcode: text,
  title: text,
  abstract: text,
  author: list,
  author_count: whole,
  year: whole,
  pubdate: text,
  doi: list,
  identifier: list,
  pub: text,
  volume: text,
  page: text,
  page_range: text,
  arxiv_class: list,
  keyword: list,
  property: list,
  doctype: text,
  citation_count: whole,
});

export function adsRecord(value: unknown): CheckedPaper {
  const { success, data, error } = record.safeParse(value);
  return success
    ? checkedPaper(plainDraft(draftOf(data)))
    : { fault: `"${String(error.issues[0]?.path[0] ?? "record")}" is not what it should be` };
}

function draftOf(data: z.infer<typeof record>): PaperDraft {
  const arxivId = (data.identifier ?? []).map(arxivOf).find((id) => id !== null) ?? null;
  return {
    title: data.title ?? "",
    abstract: data.abstract ?? "",
    authors: data.author ?? [],
    authorCount: data.author_count ?? null,
    year: data.year ?? null,
    // ADS writes 00 for a month or day that is not known.
    date: data.pubdate?.replace(/(-00)+$/, "") ?? null,
    doi: data.doi?.[0] ?? null,
    arxivId,
    bibcode: data.bibcode ?? null,
    journal: data.pub ?? null,
    volume: data.volume ?? null,
    pages: pagesOf(data.page_range ?? data.page),
    categories: data.arxiv_class ?? [],
    keywords: data.keyword ?? [],
    properties: [...(data.property ?? []).map((each) => each.toLowerCase()), ...(data.doctype ? [data.doctype] : [])],
    citations: data.citation_count ?? null,
  };
}

/** Of a preprint ADS gives its number. */
function pagesOf(written: string | null | undefined): string | null {
  return written == null || /arxiv/i.test(written) ? null : written;
}

function arxivOf(identifier: string): string | null {
  return /^(?:arxiv:)?(?:\d{4}\.\d{4,5}|[a-z-]+\/\d{7})(?:v\d+)?$/i.test(identifier) ? plainArxivId(identifier) : null;
}
