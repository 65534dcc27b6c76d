/** CSL-JSON, as Zotero, Mendeley and citation processors write it. @see the CSL schema, csl-data.json */

import { z } from "zod";
import { type CheckedPaper, checkedPaper, type PaperDraft, plainArxivId } from "../paper.ts";
import { plainDraft } from "./htmlPlain.ts";

const word = z.union([z.string(), z.number().transform(String)]).nullish();
const name = z.object({
  family: word,
  given: word,
  literal: word,
  suffix: word,
  "non-dropping-particle": word,
  "dropping-particle": word,
});

const record = z.object({
  type: word,
  title: word,
  abstract: word,
  author: z.array(name).nullish(),
  issued: z
    .object({ "date-parts": z.array(z.array(z.union([z.number(), z.string()]))).nullish(), raw: word, literal: word })
    .nullish(),
  "container-title": z.union([word, z.array(z.string()).transform((list) => list[0] ?? null)]),
  volume: word,
  page: word,
  DOI: word,
  URL: word,
  number: word,
  archive: word,
  archive_location: word,
  note: word,
  keyword: word,
});

/** Whether an object is CSL's and not ADS's: its dates, containers and people are objects and hyphened names. */
export function isCsl(value: object): boolean {
  return "issued" in value || "container-title" in value || ("type" in value && !("bibcode" in value));
}

export function cslRecord(value: unknown): CheckedPaper {
  const { success, data, error } = record.safeParse(value);
  return success
    ? checkedPaper(plainDraft(draftOf(data)))
    : { fault: `"${String(error.issues[0]?.path[0] ?? "record")}" is not what CSL-JSON has there` };
}

function draftOf(data: z.infer<typeof record>): PaperDraft {
  const [parts = []] = data.issued?.["date-parts"] ?? [];
  const written = data.issued?.raw ?? data.issued?.literal ?? "";
  const year = /\d{4}/.exec(String(parts[0] ?? written))?.[0];
  const date = [year, ...parts.slice(1, 3).map((part) => String(part).padStart(2, "0"))];
  const places = [data.number, data.archive_location, data.note, data.URL].filter((each) => each?.match(/arxiv/i));
  const arxiv = places.map((each) => /(?:arxiv[.:/ ]*(?:abs\/)?)(\S+)/i.exec(each ?? "")?.[1] ?? "");
  return {
    title: data.title ?? "",
    abstract: data.abstract ?? "",
    authors: (data.author ?? []).map(nameText).filter((each) => each !== ""),
    year: year === undefined ? null : Number(year),
    date: year === undefined ? null : date.join("-"),
    doi: data.DOI ?? null,
    arxivId:
      arxiv.map((each) => plainArxivId(each.replace(/[\]),.;]+$/, ""))).find((id) => id !== null) ??
      (/arxiv/i.test(data.archive ?? "") && data.archive_location ? plainArxivId(data.archive_location) : null),
    bibcode:
      /\b(\d{4}[A-Za-z][A-Za-z&.]{4}[A-Za-z0-9.&]{9}[A-Z])\b/.exec(
        decoded(`${data.note ?? ""} ${data.URL ?? ""}`),
      )?.[1] ?? null,
    journal: data["container-title"] ?? null,
    volume: data.volume ?? null,
    pages: data.page ?? null,
    keywords: (data.keyword ?? "").split(/[,;]/).flatMap((each) => (each.trim() === "" ? [] : [each.trim()])),
    properties: data.type ? [data.type] : [],
  };
}

function nameText(person: z.infer<typeof name>): string {
  if (person.literal) return person.literal;
  const surname = [person["dropping-particle"], person["non-dropping-particle"], person.family]
    .filter(Boolean)
    .join(" ");
  const given = [person.given, person.suffix].filter(Boolean).join(" ");
  return [surname, given].filter(Boolean).join(", ");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
