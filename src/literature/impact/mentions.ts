/** Where a sentence names facilities: aliases and names told apart from laws, people and stars that are called the same. */

import type { BareName, Facility } from "./facility.ts";
import { showsUse } from "./showsUse.ts";

/** "use" where the wording shows that its data were taken or used, "object" where only a thing named after it is meant (Kepler-22b). */
export type MentionKind = "use" | "mention" | "object";

export interface Mention<Subject> {
  subject: Subject;
  /** In the sentence, in characters; the end does not belong to it. */
  start: number;
  end: number;
  kind: MentionKind;
}

/** What is looked for: a facility, or any other name or term. */
export interface Named extends Pick<Facility, "aliases" | "bare" | "namesPlanets"> {
  /** Small and capital letters are the same, and a plural is too: "weak lensing". */
  isAnyCase?: boolean;
}

interface Way<Subject> {
  subject: Subject;
  pattern: RegExp;
  length: number;
  bare?: BareName;
}

const reach = { before: 60, after: 80 };

/**
 * Finds all of `subjects` at once: a sentence is read word by word, and only the ways of writing that begin with a word are tried at it.
 * Mentions of one subject never overlap; of several ways the longest counts, so the William Herschel Telescope is not Herschel.
 */
export function mentionFinder<Subject extends Named>(
  subjects: readonly Subject[],
): (sentence: string) => Mention<Subject>[] {
  const byFirst = new Map<string, Way<Subject>[]>();
  const add = (first: string, way: Way<Subject>) => byFirst.set(first, [...(byFirst.get(first) ?? []), way]);
  for (const subject of subjects) {
    for (const alias of subject.aliases)
      for (const first of firstWords(alias, subject.isAnyCase === true))
        add(first, { subject, pattern: aliasPattern(alias, subject.isAnyCase === true), length: alias.length });
    for (const bare of subject.bare ?? [])
      for (const first of firstWords(bare.word, false))
        add(first, { subject, pattern: aliasPattern(bare.word, false), length: bare.word.length, bare });
  }
  for (const ways of byFirst.values()) ways.sort((a, b) => b.length - a.length);
  return (sentence) => findIn(sentence, byFirst);
}

function findIn<Subject extends Named>(sentence: string, byFirst: ReadonlyMap<string, readonly Way<Subject>[]>) {
  const found: Mention<Subject>[] = [];
  let taken = 0;
  for (const word of sentence.matchAll(/[\p{L}\p{N}]+/gu)) {
    const ways = byFirst.get(word[0]) ?? byFirst.get(word[0].toLowerCase());
    if (!ways || word.index < taken) continue;
    let longest = 0;
    for (const { subject, pattern, bare } of ways) {
      pattern.lastIndex = word.index;
      const match = pattern.exec(sentence)?.[0];
      // Shorter ways stand behind longer ones: once one has matched, only its equals may.
      if (match === undefined || match.length < longest) continue;
      const end = word.index + match.length;
      if (bare && !isMeant(bare, sentence, word.index, end)) continue;
      longest = match.length;
      if (found.some((other) => other.subject === subject && other.start === word.index)) continue;
      const kind = isObject(subject, sentence.slice(end, end + reach.after))
        ? "object"
        : showsUse(sentence, word.index, end)
          ? "use"
          : "mention";
      found.push({ subject, start: word.index, end, kind });
    }
    if (longest > 0) taken = word.index + longest;
  }
  return found;
}

function isMeant({ notAfter, notBefore, onlyAfter, onlyBefore }: BareName, text: string, start: number, end: number) {
  const before = text.slice(Math.max(0, start - reach.before), start);
  const after = text.slice(end, end + reach.after);
  if (notAfter?.test(before) || notBefore?.test(after)) return false;
  if (!onlyAfter && !onlyBefore) return true;
  return onlyAfter?.test(before) === true || onlyBefore?.test(after) === true;
}

/** "SDSS J1030+0524", "IRAS 16293-2422", "Swift J1644", and, where planets are named so, "Kepler-22b" and "Kepler 22b". */
function isObject({ namesPlanets }: Named, after: string): boolean {
  if (/^[\s~-]*(?:J\s?\d{3,}|F?\d{5}\s?(?:[+−-]|\$[-+])|J\d{2}:)/.test(after)) return true;
  return namesPlanets === true && /^(?:-P)?(?:[-–−]\d{1,4}(?!-?inch)|\s\d{1,4}\s?[ABb-h]{1,3}\b)/.test(after);
}

/** Words a text may begin it with: those after which it is looked up. */
function firstWords(alias: string, isAnyCase: boolean): string[] {
  const first = /[\p{L}\p{N}]+/u.exec(alias)?.[0] ?? "";
  if (isAnyCase) return [...new Set([first.toLowerCase(), `${first.toLowerCase()}s`])];
  return [first];
}

/** Sticky. Blanks and hyphens stand for each other; British spelling for American. */
function aliasPattern(alias: string, isAnyCase: boolean): RegExp {
  const start = alias.search(/[\p{L}\p{N}]/u);
  const parts = alias.slice(Math.max(0, start)).split(/([\s-]+)/);
  const source = parts
    .map((part, i) => {
      if (i % 2 === 1) return part.includes(" ") ? "[\\s~-]+" : "[\\s-]{1,2}";
      const written = part
        .replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
        .replace(/met(?:er|re)/gi, (found) => `${found.slice(0, 3)}(?:er|re)`);
      const hasCase = i > 0 && /^\p{Lu}\p{Ll}{2,}/u.test(part);
      return hasCase ? `[${part[0]}${part[0]?.toLowerCase()}]${written.slice(1)}` : written;
    })
    .join("");
  const plural = isAnyCase ? "(?:s|es)?" : "";
  return new RegExp(`${source}${plural}(?![\\p{L}\\p{N}])`, isAnyCase ? "iyu" : "yu");
}
