/** Papers that name an object of the question otherwise than the question does: for "M 87" those that write NGC 4486 or Virgo A. */

import { includes } from "../index/ascending.ts";
import type { LibraryIndex } from "../index/libraryIndex.ts";
import { kinds } from "../index/terms.ts";
import type { Name } from "../names.ts";
import type { Paper } from "../paper.ts";
import { selectPapers } from "../query/selectPapers.ts";
import { stemsOf } from "../words.ts";
import { asOneWord, inNames, type KnownObject, knownObjectsIn, type NamedObject } from "./sameObjects.ts";

/** Of names that an index cannot tell from other words, so many papers are read. */
const mostRead = 150;

type Texts = (ids: readonly string[]) => Promise<Map<string, Paper>>;

/** @returns the papers that have the name in words next to each other, whether it is joined or not */
export function papersNaming(index: LibraryIndex, name: string): Set<number> {
  const papers = new Set<number>();
  for (const value of spellingsOf(name)) {
    const selection = selectPapers(index, { kind: "field", field: "abs", value, isQuoted: true });
    selection.forEach((is, paper) => {
      if (is) papers.add(paper);
    });
  }
  return papers;
}

function spellingsOf(name: string): string[] {
  const [, messier] = /^M (\d+)$/.exec(name) ?? [];
  // "M 87" leaves no word but a number, and the A of "Virgo A" is no word.
  if (messier !== undefined) return [`m${messier}`, `messier ${messier}`];
  if (isInitial(name)) return [];
  return /^\S+ \d/.test(name) ? [name, name.replace(" ", "")] : [name];
}

const isInitial = (name: string) => / A$/.test(name);

/** Names of the question, those of objects of several names among them, each with the papers that name it otherwise. */
export async function withOtherNames(
  index: LibraryIndex,
  texts: Texts | undefined,
  question: string,
  names: readonly Name[],
): Promise<Name[]> {
  const asked = knownObjectsIn(question);
  const objects = asked.filter(({ object }, i) => asked.findIndex((each) => each.object === object) === i);
  if (objects.length === 0) return [...names];
  const isPart = ({ written }: Name) => objects.some((each) => each.written.includes(written));
  return [
    ...names.filter((name) => !isPart(name)),
    ...(await Promise.all(objects.map((each) => named(index, texts, each)))),
  ];
}

async function named(
  index: LibraryIndex,
  texts: Texts | undefined,
  { object, name, written }: NamedObject,
): Promise<Name> {
  const elsewhere = new Map<number, string>();
  let [usual, most] = [name, -1];
  // The A of "Virgo A" is in no index: who has it is read in the text.
  const stems = isInitial(name) ? [name] : [...new Set(stemsOf(asOneWord(written)))];
  // "Messier 87" is its own name, and no word of "M87".
  for (const other of [name, ...object.filter((each) => each !== name)]) {
    const papers = isInitial(other)
      ? new Set(await papersReadFor(index, other === name ? texts : undefined, object, other))
      : papersNaming(index, other);
    if (papers.size > most) [usual, most] = [other, papers.size];
    for (const paper of papers)
      if (!elsewhere.has(paper) && !hasStems(index, stems, paper)) elsewhere.set(paper, other);
  }
  return { written: asOneWord(written), stems, elsewhere, ...(usual === name ? {} : { usual: asOneWord(usual) }) };
}

/** "Cyg A" is told from other words only in what is written. @returns those that have a word of it */
function withWordOf(index: LibraryIndex, name: string): number[] {
  const word = name.split(" ")[0] as string;
  const candidates = new Set<number>();
  for (const each of [word, word.slice(0, 3)]) {
    const [stem = ""] = stemsOf(each);
    const term = index.termNumber(kinds.word + stem);
    if (term !== undefined) for (const paper of index.having(term).papers) candidates.add(paper);
  }
  return [...candidates];
}

const names = (text: string, object: KnownObject) => knownObjectsIn(text).some((each) => each.object === object);

/** Titles are at hand; who asks for the object by this very name has abstracts read as well. */
async function papersReadFor(
  index: LibraryIndex,
  texts: Texts | undefined,
  object: KnownObject,
  name: string,
): Promise<number[]> {
  const candidates = withWordOf(index, name);
  const titled = candidates.filter((paper) => names(index.titleOf(paper), object));
  if (!texts) return titled;
  const known = new Set(titled);
  const read = candidates.filter((paper) => !known.has(paper)).slice(0, mostRead);
  const byId = await texts(read.map((paper) => index.idOf(paper)));
  return [...titled, ...read.filter((paper) => names(byId.get(index.idOf(paper))?.abstract ?? "", object))];
}

/** Whether a paper has all of a name's words. */
export function hasStems(index: LibraryIndex, stems: readonly string[], paper: number): boolean {
  return stems.every((stem) => {
    const term = index.termNumber(kinds.word + stem);
    return term !== undefined && includes(index.having(term).papers, paper);
  });
}

/**
 * For a question that names objects of several names: it and texts as if they called them by the name that most of the library's papers have.
 * @returns undefined where it names none
 */
export function inUsualNames(index: LibraryIndex, question: string): ((text: string) => string) | undefined {
  const names = new Map<KnownObject, string>();
  for (const { object } of knownObjectsIn(question)) {
    const counts = object.map((name) => papersNaming(index, name).size);
    names.set(object, asOneWord(object[counts.indexOf(Math.max(...counts))] as string));
  }
  return names.size === 0 ? undefined : (text) => inNames(text, names);
}
