/** The papers of an index that meet a condition. */

import { includes } from "../index/ascending.ts";
import type { LibraryIndex } from "../index/libraryIndex.ts";
import { besideBit, kinds, section, sectionOf, termMask } from "../index/terms.ts";
import { folded, foldedAuthor, plainArxivId, plainDoi, withoutAccents } from "../paper.ts";
import { type Word, words } from "../words.ts";
import type { Condition } from "./query.ts";

/** [papers], 1 where the paper is meant. */
export type Selection = Uint8Array;

/** Sorts behind every text that begins like the one before it. */
const last = "\u{10ffff}";

export function selectPapers(index: LibraryIndex, condition: Condition): Selection {
  switch (condition.kind) {
    case "and":
    case "or": {
      const [first, ...others] = condition.parts.map((part) => selectPapers(index, part));
      const selection = first ?? new Uint8Array(index.papers).fill(1);
      for (const other of others)
        for (let paper = 0; paper < selection.length; paper++)
          selection[paper] =
            condition.kind === "and"
              ? (selection[paper] as number) & (other[paper] as number)
              : (selection[paper] as number) | (other[paper] as number);
      return selection;
    }
    case "not":
      return selectPapers(index, condition.part).map((is) => 1 - is);
    case "range":
      return inRange(index, condition);
    case "field":
      return byField(index, condition);
    case "papers":
      return having(index, ...condition.ids.map((id) => kinds.id + id));
  }
}

export function countSelected(selection: Selection): number {
  let count = 0;
  for (const is of selection) count += is;
  return count;
}

function inRange(index: LibraryIndex, { field, from, to }: Extract<Condition, { kind: "range" }>): Selection {
  const numbers = field === "year" ? index.years : index.citations;
  const unknown = field === "year" ? 0 : -1;
  return Uint8Array.from(numbers, (value) =>
    Number(value !== unknown && value >= (from ?? value) && value <= (to ?? value)),
  );
}

type FieldCondition = Extract<Condition, { kind: "field" }>;

function byField(index: LibraryIndex, { field, value, isQuoted }: FieldCondition): Selection {
  switch (field) {
    case "author":
    case "first_author":
      return byAuthor(index, value, field === "first_author");
    case "title":
    case "abs":
      return byWords(index, value, isQuoted, field === "title");
    case "bibcode":
      return value.endsWith("*")
        ? between(index, kinds.bibcode + value.slice(0, -1), kinds.bibcode + value.slice(0, -1) + last)
        : having(index, kinds.bibcode + value);
    case "doi":
      return having(index, kinds.doi + (plainDoi(value) ?? value.toLowerCase()));
    case "arxiv":
      return having(index, kinds.arxiv + (plainArxivId(value) ?? value));
    case "identifier":
      return having(
        index,
        kinds.id + value,
        kinds.bibcode + value,
        kinds.doi + (plainDoi(value) ?? value.toLowerCase()),
        kinds.arxiv + (plainArxivId(value) ?? value),
      );
    case "category": {
      // astro-ph is also what astro-ph.GA lies in.
      const category = value.toLowerCase().replace(/\*$/, "");
      return either(
        having(index, kinds.category + category),
        between(index, `${kinds.category}${category}.`, `${kinds.category}${category}.${last}`),
      );
    }
    case "keyword":
      return between(index, kinds.keyword + folded(value), kinds.keyword + folded(value) + last);
    case "property":
      return having(index, kinds.property + withoutAccents(value));
    case "journal":
      return between(index, kinds.journal + folded(value), kinds.journal + folded(value) + last);
    case "bibstem":
      return byStem(index, value);
  }
}

/** Characters 5 to 9 of a bibcode, dots left out: "ApJ" is not "ApJS". */
function byStem(index: LibraryIndex, value: string): Selection {
  const selection = new Uint8Array(index.papers);
  for (const term of index.termsBetween(kinds.bibcode, kinds.bibcode + last))
    if (index.termText(term).slice(5, 10).replace(/\.+$/, "") === value.replace(/\*$/, ""))
      mark(selection, index, term);
  return selection;
}

function having(index: LibraryIndex, ...terms: string[]): Selection {
  const selection = new Uint8Array(index.papers);
  for (const text of terms) {
    const term = index.termNumber(text);
    if (term !== undefined) mark(selection, index, term);
  }
  return selection;
}

function between(index: LibraryIndex, low: string, high: string): Selection {
  const selection = new Uint8Array(index.papers);
  for (const term of index.termsBetween(low, high)) mark(selection, index, term);
  return selection;
}

function mark(selection: Selection, index: LibraryIndex, term: number): void {
  for (const paper of index.having(term).papers) selection[paper] = 1;
}

function either(a: Selection, b: Selection): Selection {
  return a.map((is, paper) => is | (b[paper] as number));
}

/**
 * As ADS reads names: "Hubble, E" is also "Hubble, Edwin", and "Hubble, Edwin" also "Hubble, E. P."; a "^" asks for the first
 * author. "Edwin Hubble" is read as "Hubble, Edwin".
 */
function byAuthor(index: LibraryIndex, value: string, isFirst: boolean): Selection {
  const onlyFirst = isFirst || value.startsWith("^");
  const name = value.replace(/^\^/, "").replace(/\*$/, "").trim();
  const wanted = foldedAuthor(name);
  const [surname = "", given = ""] = wanted.split(", ");
  const selection = new Uint8Array(index.papers);
  const markAll = (low: string, high: string, asked: string) => {
    for (const term of index.termsBetween(kinds.author + low, kinds.author + high)) {
      const [, stored = ""] = index.termText(term).slice(1).split(", ");
      if (!givenNamesAgree(asked, stored)) continue;
      const { papers, counts } = index.having(term);
      for (let i = 0; i < papers.length; i++) if (!onlyFirst || counts[i] === 1) selection[papers[i] as number] = 1;
    }
  };
  if (surname === "") return selection;
  markAll(surname, `${surname}-`, given);
  const spoken = surname.split(" ");
  if (given === "" && spoken.length > 1) {
    const [family = "", first] = [spoken.at(-1), spoken.slice(0, -1).join(" ")];
    markAll(`${family}, `, `${family}-`, first);
  }
  return selection;
}

/** Each given name is the other's beginning, as far as both go. */
function givenNamesAgree(asked: string, stored: string): boolean {
  if (asked === "" || stored === "") return asked === "" || stored === "";
  const [a, b] = [asked.split(" "), stored.split(" ")];
  return a.every((name, i) => {
    const other = b[i];
    return other === undefined || name.startsWith(other) || other.startsWith(name);
  });
}

function byWords(index: LibraryIndex, value: string, isQuoted: boolean, inTitle: boolean): Selection {
  if (!isQuoted && value.endsWith("*") && /^[\w.-]{2,}\*$/.test(value)) {
    const start = kinds.word + withoutAccents(value.slice(0, -1));
    return titled(index, index.termsBetween(start, start + last), inTitle);
  }
  const asked = words(value);
  const plain = asked.filter(({ isBeside }) => !isBeside);
  // A hyphenated word comes before its parts, a symbol before what is beside it.
  if (plain.length <= 1 || (asked[0]?.isBeside && !/\s/.test(value))) {
    const term = asked[0]?.stem;
    const number = term === undefined ? undefined : index.termNumber(kinds.word + term);
    return titled(index, number === undefined ? [] : [number], inTitle);
  }
  return phrase(index, plain, inTitle);
}

function titled(index: LibraryIndex, terms: Iterable<number>, inTitle: boolean): Selection {
  const selection = new Uint8Array(index.papers);
  for (const term of terms) {
    const { papers, counts } = index.having(term);
    for (let i = 0; i < papers.length; i++)
      if (!inTitle || (counts[i] as number) >= 16) selection[papers[i] as number] = 1;
  }
  return selection;
}

/** Stems next to each other; stop words between them do not count. */
function phrase(index: LibraryIndex, asked: readonly Word[], inTitle: boolean): Selection {
  const numbers = asked.map(({ stem }) => index.termNumber(kinds.word + stem));
  const selection = new Uint8Array(index.papers);
  if (numbers.some((number) => number === undefined)) return selection;
  const sequence = numbers as number[];
  const [rarest, ...others] = sequence.map((term) => index.having(term).papers).sort((a, b) => a.length - b.length) as [
    Uint32Array,
    ...Uint32Array[],
  ];
  let candidates = rarest;
  for (const papers of others) candidates = candidates.filter((paper) => includes(papers, paper));
  for (const paper of candidates) if (stands(index.entriesOf(paper), sequence, inTitle)) selection[paper] = 1;
  return selection;
}

function stands(entries: Uint32Array, sequence: readonly number[], inTitle: boolean): boolean {
  for (const where of inTitle ? [section.title] : [section.title, section.abstract]) {
    const terms = entries
      .filter((entry) => sectionOf(entry) === where && (entry & besideBit) === 0)
      .map((entry) => entry & termMask);
    for (let start = 0; start + sequence.length <= terms.length; start++)
      if (sequence.every((term, i) => terms[start + i] === term)) return true;
  }
  return false;
}
