/** Whether two records are of one work: by identifiers, else by title, first author and year. */

import { folded, foldedAuthor, type Paper } from "./paper.ts";

/** What a record may be found by. Those of the first kind name it; the title's is a hint that `isSameWork` has to confirm. */
export function workKeys(paper: Paper): string[] {
  const keys = [`id:${paper.id}`];
  if (paper.doi !== null) keys.push(`doi:${paper.doi}`);
  if (paper.arxivId !== null) keys.push(`arxiv:${paper.arxivId}`);
  if (paper.bibcode !== null) keys.push(`bibcode:${paper.bibcode}`);
  const surname = firstSurname(paper);
  if (surname !== "") keys.push(`title:${folded(paper.title)}|${surname}`);
  return keys;
}

/**
 * Errata, replies and the parts of a series are works of their own, even where they carry the first one's DOI or title.
 * @param found a record that shares one of the keys
 */
export function isSameWork(paper: Paper, found: Paper): boolean {
  if (paper.id === found.id) return true;
  if (kindOf(paper.title) !== kindOf(found.title)) return false;
  const sameTitle = folded(paper.title) === folded(found.title) && firstSurname(paper) === firstSurname(found);
  const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  // Two arXiv records are two works: a DOI they share is a proceedings volume's, or one author's slip.
  if (differ(paper.arxivId, found.arxivId)) return false;
  if (paper.arxivId !== null && paper.arxivId === found.arxivId) return true;
  if (paper.bibcode !== null && paper.bibcode === found.bibcode) return true;
  if (paper.doi !== null && paper.doi === found.doi) return true;
  if (differ(paper.doi, found.doi)) return false;
  if (!isPreprint(paper.bibcode) && !isPreprint(found.bibcode) && differ(paper.bibcode, found.bibcode)) return false;
  return sameTitle && paper.year !== null && found.year !== null && Math.abs(paper.year - found.year) <= 1;
}

/** ADS names a preprint otherwise than the article it becomes. */
function isPreprint(bibcode: string | null): boolean {
  return bibcode !== null && /^\d{4}(arXiv|astro\.ph|gr\.qc|hep\.)/.test(bibcode);
}

function firstSurname(paper: Paper): string {
  return foldedAuthor(paper.authors[0] ?? "").split(",")[0] ?? "";
}

/** "erratum", "paper 2": what sets a work apart from one of nearly the same title. */
function kindOf(title: string): string {
  const text = folded(title);
  const apart = /\b(erratum|errata|corrigendum|addendum|retraction|reply|response|comment|publisher s note)\b/.exec(
    text,
  );
  const part = /\b(?:paper|part) ([ivx]+|\d+)\b|(?:^| )([ivx]+) (?=\S)|\b([ivx]{2,})$/.exec(text);
  return `${apart?.[1] ?? ""}|${part?.[1] ?? part?.[2] ?? part?.[3] ?? ""}`;
}

/**
 * Two records of one work as one. Its own record renews what it says; another source's only fills gaps and counts citations anew,
 * so that importing both again in turn changes nothing.
 */
export function merged(stored: Paper, paper: Paper): Paper {
  const isSummary = (each: Paper) => each.properties.includes(summaryProperty);
  // A summary of ours never stands in an abstract's place.
  if (isSummary(paper) && !isSummary(stored)) return mergedRecords(stored, withoutSummary(paper, stored));
  if (isSummary(stored) && !isSummary(paper)) return mergedRecords(withoutSummary(stored, paper), paper);
  return mergedRecords(stored, paper);
}

/** What marks a record whose abstract is a summary by Almagest. */
export const summaryProperty = "summary";
/** What marks a record whose facts were read off the pages of a PDF: every other source knows better. */
export const pdfProperty = "from-pdf";

/** Beside a record with an abstract, its own summary says nothing. */
function withoutSummary(paper: Paper, other: Paper): Paper {
  return other.abstract === "" ? paper : { ...paper, abstract: "", properties: without(paper, summaryProperty) };
}

function without({ properties }: Paper, property: string): string[] {
  return properties.filter((each) => each !== property);
}

function mergedRecords(stored: Paper, paper: Paper): Paper {
  const isRead = (each: Paper) => each.properties.includes(pdfProperty);
  if (isRead(paper) && !isRead(stored)) return pickedFrom(stored, { ...paper, properties: [] }, false);
  if (isRead(stored) && !isRead(paper))
    return pickedFrom({ ...stored, properties: without(stored, pdfProperty) }, paper, true);
  return pickedFrom(stored, paper, stored.id === paper.id);
}

function pickedFrom(stored: Paper, paper: Paper, isOwn: boolean): Paper {
  const pick = <T>(before: T, now: T): T => (isOwn ? (isEmpty(now) ? before : now) : isEmpty(before) ? now : before);
  return {
    id: stored.id,
    title: pick(stored.title, paper.title),
    abstract: pick(stored.abstract, paper.abstract),
    authors: pick(stored.authors, paper.authors),
    authorCount: pick(stored.authorCount, paper.authorCount),
    year: pick(stored.year, paper.year),
    date: pick(stored.date, paper.date),
    doi: pick(stored.doi, paper.doi),
    arxivId: pick(stored.arxivId, paper.arxivId),
    bibcode: pick(stored.bibcode, paper.bibcode),
    journal: pick(stored.journal, paper.journal),
    categories: pick(stored.categories, paper.categories),
    keywords: pick(stored.keywords, paper.keywords),
    properties: pick(stored.properties, paper.properties),
    citations: paper.citations ?? stored.citations,
  };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
