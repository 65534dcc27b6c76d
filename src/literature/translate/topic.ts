/** Rules for what a paper is about: fields of its text, objects, and the words that are left. */

import { type Clause, quoted, type Request } from "./request.ts";
import { designation, objects } from "./vocabulary.ts";

const field = {
  title: "title",
  abstract: "abs",
  abs: "abs",
  full: "full",
  body: "body",
  acknowledgments: "ack",
  acknowledgements: "ack",
  keywords: "keyword",
} as const;

/** "gravitational waves in the title", "title contains X", "find X in full". */
export function textFields(request: Request): void {
  const names = "title|abstract|abs|full|body|acknowledge?ments|keywords";
  const clause = (name: string, text: string, isExact = false): Clause => {
    const key = name.toLowerCase().replace(/acknowledge?ments/, "acknowledgments") as keyof typeof field;
    return {
      query: `${isExact ? "=" : ""}${field[key]}:${quoted(text)}`,
      why: `its ${key === "full" ? "full text" : key} says so`,
    };
  };
  const lead = "^(?:find |search |search for |show |get )?(?:papers? |articles? )?(?:with |having |containing )?";
  request.take(new RegExp(`^(${names}) (?:exact |=)(.+?)(?: \\(no synonyms\\))?$`, "i"), ([, name = "", text = ""]) =>
    clause(name, text, true),
  ) ||
    request.take(
      new RegExp(
        `^(?:papers? |articles? )?(?:with |where )?(?:the )?(${names}):? (?:text )?(?:contains|containing|mentions|mentioning|includes|including|has|with) (.+)$`,
        "i",
      ),
      ([, name = "", text = ""]) => clause(name, text),
    ) ||
    request.take(
      new RegExp(`${lead}(.+?) (?:in|within) (?:the |its |their )?(${names})(?: field| text| section)?$`, "i"),
      ([, text = "", name = ""]) => clause(name, plainTopic(text)),
    ) ||
    request.take(/^(?:papers? |articles? )?(?:titled|entitled|with title|called) (.+)$/i, ([, text = ""]) =>
      clause("title", text),
    ) ||
    request.take(/^(?:papers? |articles? )?(?:mentioning|that mention) (.+)$/i, ([, text = ""]) =>
      clause("full", text),
    );
}

const angle = (value: string, unit: string) =>
  String(
    Number((Number(value) / (/^(?:arcmin|')/i.test(unit) ? 60 : /^(?:arcsec|")/i.test(unit) ? 3600 : 1)).toFixed(4)),
  );

/** By name, or a cone on the sky. */
export function sky(request: Request): void {
  const unit = "(deg(?:rees?)?|arcmin(?:utes?)?|arcsec(?:onds?)?)";
  request.take(
    new RegExp(
      `.*\\bra:? ?(\\d+):(\\d+):([\\d.]+),? dec:? ?([+-]?\\d+):(\\d+):([\\d.]+),? (?:within|radius) ([\\d.]+) ?${unit}.*`,
      "i",
    ),
    ([, h, m, s, d, dm, ds, radius = "", size = ""]) => ({
      query: `object:"${h}h${m}m${s}s ${d}d${dm}m${ds}s:${angle(radius, size)}"`,
      why: "objects within a circle on the sky",
    }),
  ) ||
    request.take(
      new RegExp(`.*?([+-]?\\d+\\.\\d+),? ([+-]?\\d+\\.\\d+),? (?:within |radius )?([\\d.]+) ?${unit}.*`, "i"),
      ([, a = "", b = "", radius = "", size = ""]) => {
        const [ra, dec] = /^[+-]/.test(a) ? [b, a] : [a, b];
        return { query: `object:"${ra} ${dec}:${angle(radius, size)}"`, why: "objects within a circle on the sky" };
      },
    );
  const named = (name: string): Clause => ({
    query: `object:${quoted(name)}`,
    why: `papers that SIMBAD or NED link with ${name}`,
  });
  if (
    request.take(/^(?:papers (?:about|on) )?(?:the )?object:? (\S.*)$/i, ([, name = ""]) =>
      named(name.replace(/^m(\d+)$/, "M$1")),
    )
  )
    return;
  for (const [words, name] of objects)
    if (
      request.take(
        new RegExp(
          `(?:\\bof |\\bin |\\bon |\\babout )?(?:\\bthe )?(?<![\\w-])(?:${words})(?=[\\s,.]|$)(?! (?:supernova|cluster))(?: system)?`,
        ),
        () => named(name),
      )
    )
      return;
  request.take(
    new RegExp(`(?:\\bof |\\bin |\\bon |\\babout )?(?:\\bthe )?${designation.source}(?: system)?`),
    (match) => {
      const name = designation.exec(match[0])?.[0] ?? "";
      return named(name.replace(/ [b-h]$/, ""));
    },
  );
}

const filler =
  /^(?:(?:please|me|i|can you|could you|i want|i need|i am looking for|i'm looking for|looking for|need|want|want to see|give me|show me|show|find me|find|search for|search|get|list|tell me about|what are|what is|are there(?: any)?|all|any|some|the|a|an|only|just|exclude|those|this|these|most|main)\s+)+/i;
const nouns =
  "papers?|articles?|publications?|studies|study|research|literature|works?|journal articles?|scientific papers|records|investigations|searches|notices";
const linking =
  "discussing|describing|regarding|concerning|related to|relating to|dealing with|focus(?:ed|ing) on|that discuss|exploring|examining|about|on|of|in|for|with|using|into|to";

/** Without the words that ask for papers. */
export function plainTopic(text: string): string {
  let left = text.trim();
  for (let before = ""; before !== left; ) {
    before = left;
    left = left
      .replace(/[?.!,;:]+$/, "")
      .replace(filler, "")
      .replace(
        new RegExp(
          `^(?:(?:scientific|journal|academic|astronomical|astronomy)\\s+)?(?:${nouns})(?=\\s|$)\\s*(?:(?:that are|which are|published)\\s+)?`,
          "i",
        ),
        "",
      )
      .replace(new RegExp(`\\s*\\b(?:${nouns})$`, "i"), "")
      .replace(new RegExp(`^(?:${linking})\\s+`, "i"), "")
      .replace(new RegExp(`(?:^|\\s+)(?:${linking}|and|or|from|by|only|that|which|are|the|data only|is)$`, "i"), "")
      .trim();
  }
  return left;
}

/** What is left, as phrases; two topics joined by "and", two choices by "or", what is left out by "not". */
export function topics(request: Request): Clause[] {
  const clauses: Clause[] = [];
  let text = request.rest;
  for (const [, phrase = ""] of text.matchAll(/["“]([^"”]+)["”]/g))
    if (phrase.trim() !== "") clauses.push(about(phrase, true));
  text = plainTopic(text.replace(/["“][^"”]*["”]?/g, " "));
  const without = /^(.*?),? ?\b(?:excluding|except(?: for)?|but not|without|not about|not including)\b (.+)$/i.exec(
    text,
  );
  if (without?.[2]) text = plainTopic(without[1] ?? "");
  if (text !== "") {
    const choices = text.split(/ or (?=\S)/i);
    const parts = (
      choices.length === 2
        ? choices
        : text.split(/(?:,? and |, | (?:in|with|using|towards?|around|within) (?:the )?)(?=\S)/i)
    )
      .map(plainTopic)
      .filter((part) => part !== "");
    if (choices.length === 2 && parts.length === 2)
      clauses.push({ query: `(${parts.map((part) => about(part).query).join(" OR ")})`, why: "about either" });
    else clauses.push(...parts.map((part) => about(part)));
  }
  if (without?.[2]) clauses.push({ query: `NOT abs:${quoted(plainTopic(without[2]))}`, why: "left out" });
  return clauses;
}

const quotable = 3;
const small =
  /^(?:a|an|and|the|of|in|on|for|to|with|by|from|at|its|their|is|are|be|as|or|not|do|does|how|what|why|using)$/i;

/** A long phrase stands in no paper as it is: its words together do. */
function about(phrase: string, isQuote = false): Clause {
  const words =
    phrase
      .match(/[\p{L}\p{N}][\p{L}\p{N}.'’+/*-]*/gu)
      ?.filter((word) => !small.test(word) && !/^(?:AND|OR|NOT|TO)$/.test(word)) ?? [];
  if (isQuote || words.length <= quotable) return aboutPhrase(phrase);
  return { query: `abs:(${words.join(" AND ")})`, why: "title, abstract or keywords hold all of these words" };
}

const aboutPhrase = (phrase: string): Clause => ({
  query: `abs:${quoted(phrase)}`,
  why: `title, abstract or keywords say "${phrase.trim()}"`,
});
