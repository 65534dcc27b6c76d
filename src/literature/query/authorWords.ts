/** Authors in a plain question, "papers by Jeltema", "what did Jeltema and Profumo conclude", "not by Lorimer", by a closed grammar: limits on who wrote. */

import type { Condition } from "./query.ts";

export interface AuthorWords {
  /** As the question has them, each with who must be, or must not be, among the authors. */
  read: { words: string; surname: string; isLeftOut: boolean }[];
  condition: Condition;
  /** The question without them. */
  rest: string;
}

/** What is followed by another name may be a telescope, and what is all capitals is one: "papers by Hubble Space Telescope", "studies by ALMA". */
const one = String.raw`\p{Lu}(?=[\p{L}'’-]*\p{Ll}{2})[\p{L}'’-]+`;
const surnames = String.raw`(${one}(?:,? (?:and|&) ${one})?)(?: et al\.?)?(?![\p{L}'’-]| \p{Lu}| \d| (?:and|or|&) \p{Lu})`;
const wanted = new RegExp(
  String.raw`\b((?:papers?|articles?|stud(?:y|ies)|publications?)(?: (?:published|written))?) by ${surnames}`,
  "u",
);
/** One name alone may be a mission's: "what did Cassini find". */
const said = new RegExp(
  String.raw`^([Ww]hat|[Hh]ow|[Ww]hy) (?:did|do|does|have|has) (${one}(?:,? (?:and|&) ${one}| et al\.?)) (?:find|found|conclude|measure|show|say|argue|claim|report|propose|suggest|think|explain)(?:d|ed)?(?= )`,
  "u",
);
const unwanted = new RegExp(String.raw`,?\s*\b(?:and )?not (?:written )?by ${surnames}`, "u");

/** @returns undefined where it names no authors, or nothing else */
export function authorWords(question: string): AuthorWords | undefined {
  let rest = question;
  const read: AuthorWords["read"] = [];
  const parts: Condition[] = [];
  const take = (pattern: RegExp, isLeftOut: boolean) => {
    const match = pattern.exec(rest);
    if (!match) return;
    const [words, ...groups] = match;
    const [kept, names] = isLeftOut ? ["", groups[0] as string] : (groups as [string, string]);
    for (const surname of names.replace(/ et al\.?$/, "").split(/,? (?:and|&) /)) {
      const field: Condition = { kind: "field", field: "author", value: surname, isQuoted: true };
      parts.push(isLeftOut ? { kind: "not", part: field } : field);
      read.push({ words: words.replace(/^,?\s*/, ""), surname, isLeftOut });
    }
    // "papers after 2014" is read as years next.
    rest = `${rest.slice(0, match.index)}${kept}${rest.slice(match.index + words.length)}`;
  };
  // "driven by environment and not by AGN" is of causes.
  if (!/\b(?:is|are|was|were|do|does|did|can|has|have)\b/i.test(question)) take(unwanted, true);
  take(wanted, false);
  take(said, false);
  rest = rest.replace(/\s+/g, " ").trim();
  const [first, ...others] = parts;
  if (
    !first ||
    !/\p{L}{2}/u.test(rest.replace(/\b(?:papers?|articles?|stud(?:y|ies)|publications?|what|how|why)\b/gi, ""))
  )
    return undefined;
  return { read, condition: others.length > 0 ? { kind: "and", parts } : first, rest };
}

export function authorsText({ read }: AuthorWords): string[] {
  return read.map(
    ({ words, surname, isLeftOut }) =>
      `${isLeftOut ? "without author" : "author"} ${surname}, from your words "${words}"`,
  );
}
