/** What a paper is found by: its words, and its facts as terms of a letter and a text. */

import { folded, foldedAuthor, type Paper, withoutAccents } from "../paper.ts";
import { words } from "../words.ts";

/** Where in the paper a term stands: the upper two bits of an entry. */
export const section = { abstract: 0, title: 1, fact: 2, author: 3 } as const;
/** It counts, but is none of the words that a phrase is made of: see `Word`. */
export const besideBit = 1 << 29;
export const termMask = besideBit - 1;

export const sectionOf = (entry: number): number => entry >>> 30;

/** Letters that tell the kinds of terms apart. */
export const kinds = {
  word: "w",
  author: "a",
  year: "y",
  doi: "d",
  arxiv: "x",
  bibcode: "b",
  category: "c",
  keyword: "k",
  property: "p",
  journal: "j",
  id: "i",
} as const;

/** The paper as entries: authors in order, facts, the title's words, the abstract's. @param numberFor a term's number */
export function entriesOf(paper: Paper, numberFor: (term: string) => number): Uint32Array {
  const entries: number[] = [];
  const push = (term: string, where: number, bits = 0) => entries.push(((where << 30) | bits | numberFor(term)) >>> 0);
  for (const author of paper.authors) push(kinds.author + foldedAuthor(author), section.author);
  for (const term of factsOf(paper)) push(term, section.fact);
  for (const { stem, isBeside } of words(paper.title)) push(kinds.word + stem, section.title, isBeside ? besideBit : 0);
  for (const { stem, isBeside } of words(paper.abstract))
    push(kinds.word + stem, section.abstract, isBeside ? besideBit : 0);
  return Uint32Array.from(entries);
}

function factsOf(paper: Paper): string[] {
  const facts = [kinds.id + paper.id];
  if (paper.year !== null) facts.push(kinds.year + paper.year);
  if (paper.doi !== null) facts.push(kinds.doi + paper.doi);
  if (paper.arxivId !== null) facts.push(kinds.arxiv + paper.arxivId);
  if (paper.bibcode !== null) facts.push(kinds.bibcode + paper.bibcode);
  if (paper.journal !== null) facts.push(kinds.journal + folded(paper.journal));
  facts.push(...paper.categories.map((category) => kinds.category + category.toLowerCase()));
  facts.push(...paper.keywords.map((keyword) => kinds.keyword + folded(keyword)));
  facts.push(...paper.properties.map((property) => kinds.property + withoutAccents(property)));
  return facts;
}
