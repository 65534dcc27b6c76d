/** Rules for who wrote a paper: authors, first authors, affiliations. */

import { type Clause, quoted, type Request } from "./request.ts";
import { plainTopic } from "./topic.ts";
import { affiliations } from "./vocabulary.ts";

const initial = /^\p{Lu}\.?(?:\s?-?\p{Lu}\.?)*$/u;
const given = new Set(
  "john jane michael stephen vera albert edwin carl brian adam kip roger david james robert william richard thomas daniel paul mark peter george andrew martin alan anna maria susan sara sarah lisa laura jocelyn subrahmanyan neil frank sandra wendy margaret geoffrey lynden saul marcia debra sean andrea ian eric kareem garreth justus".split(
    " ",
  ),
);
/** Of names such as "de Vaucouleurs": they belong to the surname. */
const particle = /^(?:de|di|da|del|della|van|von|der|den|la|le|el|al|ter|ten|st\.?|mac|mc|ben|bin)$/i;

/** "Hawking, S", from whichever order a person writes. */
export function adsName(written: string): string {
  const name = written
    .replace(/\s+et al\.?$/i, "")
    .replace(/['’]s$/, "")
    .trim();
  if (name.includes(",")) return name.replace(/\s*,\s*/, ", ").replace(/\.$/, "");
  const words = name.split(/\s+/);
  if (words.length === 1) return name;
  const last = words.at(-1) as string;
  // "Franx M", "smith j": initials stand last.
  if (initial.test(last.toUpperCase()) && last.replace(/\W/g, "").length <= 2)
    return `${words.slice(0, -1).join(" ")}, ${last.replace(/\.$/, "")}`;
  if (particle.test(words[0] as string)) return name;
  if (given.has(last.toLowerCase()) && !given.has((words[0] as string).toLowerCase()))
    return `${words.slice(0, -1).join(" ")}, ${last}`;
  const cut = words.findIndex((word, i) => i > 0 && particle.test(word));
  const surname = cut > 0 ? words.slice(cut) : [last];
  const first = words
    .slice(0, words.length - surname.length)
    .join(" ")
    .replace(/\.$/, "");
  // By the initial: ADS finds "Rubin, V." and "Rubin, Vera" with it.
  return `${surname.join(" ")}, ${first[0]}`;
}

const authorClause = (name: string, isFirst: boolean): Clause => ({
  query: `author:${quoted(`${isFirst ? "^" : ""}${adsName(name)}`)}`,
  why: isFirst ? `${name} is the first author` : `${name} is an author`,
});

const word = "[\\p{L}][\\p{L}'’.-]*";
const names = `${word}(?:(?:,|,? and|,? &)? ${word}){0,7}?`;
const stop =
  "(?= (?:on|about|as|from|in|with|or|first|published|regarding|concerning|since|refereed|at|for|related|discussing|that|which|where|,)\\b|,? ?$|'s? )";

/** @param isCitation a year was given: "Lyman 2017" is how one cites a paper, by its first author */
export function authors(request: Request, isCitation: boolean): void {
  request.take(/,? ?\b(?:(?:and|but) )?not (?:written )?by (\p{Lu}[\p{L}'’-]+)/u, ([, who = ""]) => ({
    query: `NOT author:${quoted(who)}`,
    why: `${who} is no author`,
  }));
  request.rest = request.rest.replace(/\b(?:papers|articles) of (?=\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+ on\b)/u, "by ");
  const isFirst =
    /\bfirst[ -]?author(?:ed|s)?\b/i.test(request.rest) || /\bled by\b|\blead author\b/i.test(request.rest);
  const isLast = /\blast author\b/i.test(request.rest);
  const isSingle = /\b(?:single|sole)[ -]author(?:ed)?\b/i.test(request.rest);
  if (isSingle)
    request.take(/\b(?:single|sole)[ -]author(?:ed)?\b/i, () => ({ query: "author_count:1", why: "one author" }));
  request.rest = request.rest
    .replace(/,? ?\b(?:is |as )?(?:the |a )?(?:first|last|lead)[ -]?author(?:ed)?(?: by)?\b/gi, (found) =>
      /^first/i.test(found.trim()) ? " by " : " ",
    )
    .replace(/\b(?:papers |articles )?where (?=.)/i, "by ")
    .replace(/\bled by\b/i, "by")
    .replace(/\bby\s+(?:by|papers?|articles?)\b/gi, "by")
    .replace(/(?:\bby )+$/i, "")
    .replace(/\s+/g, " ")
    .trim();
  if ((isFirst || isLast) && !/\bby /i.test(request.rest))
    request.rest = request.rest.replace(/^(?:papers )?/i, "by ").replace(/ papers$/i, "");
  const clauses = (names: readonly string[]): Clause[] => {
    if (isLast && names[0])
      return [{ query: `pos(author:${quoted(adsName(names[0]))}, -1)`, why: `${names[0]} is the last author` }];
    return names.map((each, i) => authorClause(each, i === 0 && (isFirst || isCitation)));
  };
  const lead =
    "\\b(?:written |authored |co-?authored |work |research |published )?(?:by|author:?) (?:the )?(?:authors? )?";
  const taken =
    request.take(new RegExp(`${lead}(${names})${stop}`, "iu"), ([, who = ""]) => {
      const found = namesOf(who);
      // "Lyman 2017" and "Read and Walker" are how one cites a paper: by its first author.
      isCitation =
        found.length > 1 ||
        (isCitation && plainTopic(request.rest.replace(new RegExp(`${lead}(${names})${stop}`, "iu"), " ")) === "");
      return found.every((each) => each.split(" ").length <= 4) && !/\b(?:team|group|collaboration)\b/i.test(who)
        ? clauses(found)
        : undefined;
    }) ||
    request.take(
      /(?:^|\b(?:in|of) )((?:\p{Lu}[\p{L}-]+ )?\p{Lu}[\p{L}-]+)['’]s(?= (?:\S+ ){0,4}(?:papers?|work|articles?|publications)\b)/u,
      ([, who = ""]) => clauses([who]),
    ) ||
    request.take(/^((?:\p{L}[\p{L}-]+) (?:\p{Ll}|\p{Lu}\.?))(?= \p{Ll}{3,})/u, ([, who = ""]) =>
      /^(?:type|class|population|part|h|vitamin) /i.test(who) ? undefined : clauses([who]),
    ) ||
    request.take(/^(\p{Lu}[\p{L}-]+, \p{Lu}[\p{L}.-]*)(?= \p{L})/u, ([, who = ""]) =>
      initials(who.split(", ")[1] ?? "") || isPerson(who.replace(",", "")) ? clauses([who]) : undefined,
    ) ||
    request.take(/^(\p{L}[\p{L}-]+ \p{L}[\p{L}-]+)(?= on \p{L})/u, ([, who = ""]) =>
      isPerson(who) ? clauses([who]) : undefined,
    ) ||
    request.take(/^(\p{L}[\p{L}-]+ \p{L}[\p{L}-]+)(?= \p{L})/u, ([, who = ""]) =>
      isPerson(who) ? clauses([who]) : undefined,
    ) ||
    request.take(/\b(\p{Lu}[\p{L}-]+) et al\.?(?:['’]s)?/u, ([, who = ""]) => clauses([who]));
  if (!taken && isCitation && !isFirst) request.take(/^(\p{Lu}[\p{L}'’-]+)$/u, ([, who = ""]) => clauses([who]));
}

/** "A and B", "A, B and C", "Surname, Given". */
function namesOf(written: string): string[] {
  const parts = written.split(/,? (?:and|&) /i);
  return parts.flatMap((part, i) => {
    const pieces = part.split(/, ?/);
    const isOneName = pieces.length === 2 && (parts.length === 1 || initials(pieces[1] as string));
    return isOneName || i > 0 ? [part] : pieces;
  });
}

const initials = (text: string) => /^\p{L}\.?(?: ?\p{L}\.?)?$/u.test(text);
const isPerson = (who: string) => who.split(" ").some((each) => given.has(each.toLowerCase()));

const anyAffiliation = affiliations.map(([words]) => words).join("|");

/** The ways to name each place, read once. */
const affiliationWays = affiliations.map(([words, value]) => {
  const ways = [
    `,? ?\\b(?:[Ff]rom|at|by) (?:researchers (?:at|from) )?(?:the )?(?:${words})(?: (?:researchers|affiliations?|scientists|astronomers|group))?(?=\\W|$)`,
    `^(?:${words})(?: (?:researchers|affiliations?))?(?= |$)`,
    `\\b(?:${words}) affiliations?\\b`,
  ];
  return {
    value,
    others: new RegExp(`\\b(?:from|at) (?:the )?(?:${words}) or (?:${anyAffiliation})\\b`),
    second: new RegExp(` or (?:${words})$`),
    ways: ways.map((way) => new RegExp(way, /from/.test(way) ? "i" : "")),
  };
});

export function affiliation(request: Request): void {
  for (const { value, others, ways } of affiliationWays) {
    const both = others.exec(request.rest)?.[0];
    const other = both && affiliationWays.find(({ second }) => second.test(both));
    if (other) {
      request.take(others, () => ({
        query: `(aff:${quoted(value)} OR aff:${quoted(other.value)})`,
        why: `written at ${value} or at ${other.value}`,
      }));
      return;
    }
    for (const way of ways)
      if (
        request.take(way, () => ({
          query: `aff:${quoted(value)}`,
          why: `written at ${value}`,
        }))
      )
        return;
  }
  request.take(
    /\b(?:from|at) (?:the )?((?:University|Universit[àéy]|Instituto?|Observatoire|Observatory|Institute) (?:of|for|de|di) [\p{Lu}][\p{L} ]*?)(?= (?:on|about)\b|$)/u,
    ([, place = ""]) => ({ query: `aff:${quoted(place)}`, why: `written at ${place}` }),
  );
}
