/** Authors in a plain question, "papers by Jeltema", "not by Lorimer", by a closed grammar: limits on who wrote. */

import type { Condition } from "./query.ts";

export interface AuthorWords {
  /** As the question has them, each with who must be, or must not be, among the authors. */
  read: { words: string; surname: string; isLeftOut: boolean }[];
  condition: Condition;
  /** The question without them. */
  rest: string;
}

/** What is followed by another name may be a telescope, and what is all capitals is one: "papers by Hubble Space Telescope", "studies by ALMA". */
const surname = String.raw`(\p{Lu}(?=[\p{L}'’-]*\p{Ll}{2})[\p{L}'’-]+)(?: et al\.?)?(?![\p{L}'’-]| \p{Lu}| \d| (?:and|or) \p{Lu})`;
const wanted = new RegExp(
  String.raw`\b((?:papers?|articles?|stud(?:y|ies)|publications?)(?: (?:published|written))?) by ${surname}`,
  "u",
);
const unwanted = new RegExp(String.raw`,?\s*\b(?:and )?not (?:written )?by ${surname}`, "u");

/** @returns undefined where it names no authors, or nothing else */
export function authorWords(question: string): AuthorWords | undefined {
  let rest = question;
  const read: AuthorWords["read"] = [];
  const parts: Condition[] = [];
  const take = (pattern: RegExp, isLeftOut: boolean) => {
    const match = pattern.exec(rest);
    if (!match) return;
    const [words, ...groups] = match;
    const name = groups.at(-1) as string;
    const field: Condition = { kind: "field", field: "author", value: name, isQuoted: true };
    parts.push(isLeftOut ? { kind: "not", part: field } : field);
    read.push({ words: words.replace(/^,?\s*/, ""), surname: name, isLeftOut });
    // "papers after 2014" is read as years next.
    const kept = isLeftOut ? "" : groups[0];
    rest = `${rest.slice(0, match.index)}${kept}${rest.slice(match.index + words.length)}`;
  };
  // "driven by environment and not by AGN" is of causes.
  if (!/\b(?:is|are|was|were|do|does|did|can|has|have)\b/i.test(question)) take(unwanted, true);
  take(wanted, false);
  rest = rest.replace(/\s+/g, " ").trim();
  const [first, ...others] = parts;
  if (!first || !/\p{L}{2}/u.test(rest.replace(/\b(?:papers?|articles?|stud(?:y|ies)|publications?)\b/g, "")))
    return undefined;
  return { read, condition: others.length > 0 ? { kind: "and", parts } : first, rest };
}

export function authorsText({ read }: AuthorWords): string[] {
  return read.map(
    ({ words, surname, isLeftOut }) =>
      `${isLeftOut ? "without author" : "author"} ${surname}, from your words "${words}"`,
  );
}
