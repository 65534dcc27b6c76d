/** The lies that a language model tells of a paper's sentence, made by rule from real ones; and which of them no rule of the check was written from. */

import { namesIn } from "../src/literature/names.ts";
import type { RandomStream } from "../src/random.ts";

export interface Source {
  sentence: string;
  /** Of another paper. */
  other: string;
  stream: RandomStream;
}

export interface Lie {
  sentence: string;
  /** Whose quotes it cites. */
  cites: "own" | "other" | "both";
}

export interface LieKind {
  name: string;
  /** Looked at while the check was written; the others were only run. */
  isSeen: boolean;
  /** Undefined where the sentence gives no occasion. */
  tell(source: Source): Lie | undefined;
}

const opposites =
  "increases:decreases increase:decrease increased:decreased rises:falls higher:lower high:low larger:smaller large:small more:less stronger:weaker strong:weak brighter:fainter hotter:cooler older:younger faster:slower early:late above:below steeper:shallower thick:thin positive:negative inner:outer rich:poor massive:small upper:lower";
const directions = "before:after above:below from:to inside:outside within:beyond toward:from over:under with:without";
const classes =
  "galaxies:quasars stars:planets planets:comets clusters:voids neutrinos:photons gas:dust dust:gas radio:X-ray optical:radio protons:electrons halos:discs black:brown supernovae:novae pulsars:quasars planet:comet galaxy:quasar star:planet";
const strengths =
  "slightly:strongly marginally:clearly strongly:slightly significantly:barely weakly:strongly partially:fully partly:wholly nearly:more-than roughly:exactly approximately:exactly about:exactly";
const units =
  "kpc:Mpc Mpc:kpc pc:kpc km:m keV:MeV MeV:GeV GeV:TeV TeV:GeV Gyr:Myr Myr:Gyr yr:Myr years:days days:years Hz:kHz GHz:MHz mag:dex arcsec:arcmin K:mK cm:km AU:pc eV:keV %:dex sigma:mag";

const exchange =
  (pairs: string, both = true) =>
  ({ sentence }: Source): Lie | undefined => {
    for (const pair of pairs.split(" ")) {
      const [one = "", two = ""] = pair.split(":");
      for (const [from, to] of both
        ? [
            [one, two],
            [two, one],
          ]
        : [[one, two]]) {
        const pattern = new RegExp(`(?<![\\w-])${from}(?![\\w-])`);
        if (pattern.test(sentence)) return own(sentence.replace(pattern, (to as string).replace("-", " ")));
      }
    }
    return undefined;
  };
const own = (sentence: string): Lie => ({ sentence, cites: "own" });
const changed =
  (pattern: RegExp, by: string | ((word: string, ...rest: string[]) => string)) =>
  ({ sentence }: Source): Lie | undefined => {
    const lied = sentence.replace(pattern, by as string).replace(/\s+/g, " ");
    return lied === sentence ? undefined : own(lied.charAt(0).toUpperCase() + lied.slice(1));
  };
const bare = (sentence: string) => sentence.replace(/[.!?]$/, "");
const small = (sentence: string) =>
  /^[A-Z][a-z]+\b/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;

const inventions = [
  "Cold neutrinos make up most of the mass of the bulge.",
  "The discovery was later confirmed by three independent teams.",
  "This makes the object the most luminous of its class.",
  "All such systems are now known to be young.",
  "The method has since become a standard of the field.",
];

/** Every second one was seen. */
export const lieKinds: readonly LieKind[] = (
  [
    ["another number", changed(/(?<![\w.^{])\d+(\.\d+)?(?![\w.])/, (found) => String(Number(found) * 3 + 1))],
    ["another unit", exchange(units, false)],
    ["the opposite word", exchange(opposites)],
    ["another sign", changed(/(?<=[\s($=])-(?=\d)|(?<=[=~ ])(?=\d+\.\d)/, (found) => (found === "-" ? "" : "-"))],
    ["a denial added", changed(/\b(is|are|can|has|have|was|were)\b/, "$1 not")],
    [
      "a denial taken away",
      changed(/\b(?:not|no|cannot|never|without|neither)\b /, (found) => (/cannot/.test(found) ? "can " : "")),
    ],
    ["halves swapped", halvesSwapped],
    ["sides of a comparison swapped", sidesSwapped(/ (?:\w+ (?:\w+er|more|less|larger|smaller) than|than) /)],
    [
      "doer and deed swapped",
      sidesSwapped(
        / (?:drives?|causes?|produces?|traces?|dominates?|exceeds?|explains?|forms?|affects?|triggers?|suppress(?:es)?|hosts?|contains?|shows?|determines?|follows?|requires?|reveals?|indicates?) /,
      ),
    ],
    ["a passive turned round", sidesSwapped(/ (?:is|are|was|were) \w+ed by /)],
    [
      "a hedge taken away",
      changed(
        /\b(?:may|might|could|possibly|probably|perhaps|likely|apparently|presumably|seems? to|appears? to|suggests?|tends? to|candidate|tentative|plausible) /,
        (found) => (/^(?:may|might|could)/.test(found) ? "" : /^suggest/.test(found) ? "proves " : ""),
      ),
    ],
    [
      "a possibility made a fact",
      changed(
        /\b(?:may|might|could|can|should) (be|have|explain|lead|cause|produce|provide|play|help|affect|arise)\b/,
        (_, verb) => ({ be: "is", have: "has" })[verb as "be" | "have"] ?? `${verb}s`,
      ),
    ],
    [
      "some made all",
      changed(/\b(?:some|many|most|several|few|half|part|the majority|a fraction|a number|a few)( of)?\b/i, "all$1"),
    ],
    [
      "a count widened",
      changed(
        /\b(?:a sample of|a subset of|only|at least|at most|up to|typically|often|usually|sometimes|generally|in part|mostly|mainly) /i,
        "",
      ),
    ],
    [
      "a restriction dropped",
      changed(/ (?:in|of|for|at|with|on|from) (?:the |these |our |a )?[\w-]+(?: [\w-]+)?(?=[ ,.])/, ""),
    ],
    [
      "an adjective dropped",
      changed(
        /(?<= (?:of|in|for|the|that|with) )[a-z-]{5,}(?:al|ic|ive|ous|ed|ing|ant|ary|er|ar|rich|poor|low|high)(?= [a-z-]{4,})/,
        "",
      ),
    ],
    [
      "a condition dropped",
      changed(/,? (?:if|when|unless|provided|assuming|except|as long as|where|given) .*?(?=[,.;](?!\d))/, ""),
    ],
    [
      "a source's condition dropped",
      changed(
        /^(?!In this (?:paper|work|[Ll]etter|article|study)\b)(?:If|When|Assuming|In|For|At|Under|Within|Among|Unless|Given) [^,]{5,80}, /,
        "",
      ),
    ],
    ["a name exchanged", nameExchanged],
    ["names swapped", namesSwapped],
    ["a class exchanged", exchange(classes, false)],
    ["a word exchanged", wordExchanged],
    [
      "a cause for a correlation",
      changed(
        /\b(?:correlates?|is correlated|are correlated|is associated|are associated|coincides?|is related|are related|is consistent|are consistent) with\b|\b(?:is|are) related to\b/,
        "causes",
      ),
    ],
    ["an after made a because", changed(/\b(?:after|when|while|during|following|as|and)\b/, "because of")],
    ["mixed from two papers", ({ sentence, other }) => mixed(sentence, other)],
    ["a subject from another paper", ({ sentence, other }) => grafted(sentence, other)],
    ["another's citation", ({ other }) => (/\w{4}/.test(other) ? { sentence: other, cites: "own" } : undefined)],
    ["its own sentence with another's citation", ({ sentence }) => ({ sentence, cites: "other" })],
    ["invented", ({ stream }) => own(inventions[stream.below(inventions.length)] as string)],
    [
      "an invented end",
      ({ sentence, stream }) =>
        own(
          `${bare(sentence)}, ${["which rules out other explanations", "as NGC 9999 proves", "beyond any doubt", "in all galaxies", "and this holds at all redshifts"][stream.below(5)]}.`,
        ),
    ],
    ["numbers swapped", numbersSwapped],
    [
      "ends of a list swapped",
      changed(
        /\b([A-Za-z-]{3,}) (?:and|or|versus|vs) ([A-Za-z-]{3,})\b(?=.*respectively)/,
        (_, a, b) => `${b} and ${a}`,
      ),
    ],
    [
      "a bound made a value",
      changed(
        /(?:\b(?:less than|more than|greater than|lower limit of|upper limit of|upper limit on|lower limit on|an upper limit|at least|below|above|exceeding|up to) |[<>]|\\(?:lesssim|gtrsim|la|ga|lt|gt|leq|geq)\b)/,
        "",
      ),
    ],
    ["about made exactly", exchange(strengths, false)],
    [
      "a plan made a deed",
      changed(
        /\b(?:will|would|plan to|aim to|propose to|expect to|is expected to|are expected to|is predicted to|are predicted to) (be )?/,
        (_, be) => (be === undefined ? "did " : "was "),
      ),
    ],
    [
      "what was said made what is",
      changed(
        /^.*?\b(?:suggested|proposed|claimed|argued|expected|predicted|assumed|believed|speculated|thought|hypothesi[sz]ed|possibility|whether|hypothesis|scenario|idea|if)\b(?: that)? (?=\w+ \w+ \w+ \w+ \w+)/,
        "",
      ),
    ],
    ["a direction exchanged", exchange(directions)],
    [
      "a comparison without its other side",
      changed(/ (?:than|compared (?:to|with)|relative to|with respect to) [^,.;]*/, ""),
    ],
    ["the past made always", changed(/\b(?:was|were) (\w+ed|found|seen|shown)\b/, "is always $1")],
    [
      "an order exchanged",
      changed(
        /\b(first|second|third|primary|secondary|former|latter|one|two|three|four)\b/i,
        (word) =>
          ({
            first: "second",
            second: "first",
            third: "first",
            primary: "secondary",
            secondary: "primary",
            former: "latter",
            latter: "former",
            one: "two",
            two: "three",
            three: "four",
            four: "five",
          })[word.toLowerCase()] ?? "",
      ),
    ],
    [
      "another share or factor in words",
      changed(
        /(?<![\w.])\d+(?:\.\d+)?\s?(?:\\?%|per ?cent)|\b(?:half|twice|two thirds|a third|a quarter|an order of magnitude)\b|\bfactors? of \d+/i,
        (found) =>
          /^\d/.test(found)
            ? /^40/.test(found)
              ? "three fifths"
              : "two fifths"
            : /^fa/.test(found)
              ? "a factor of seven"
              : /order/.test(found)
                ? "a factor of three"
                : /twice/i.test(found)
                  ? "three times"
                  : "four fifths",
      ),
    ],
  ] as [string, LieKind["tell"]][]
).map(([name, tell], i) => ({ name, isSeen: i % 2 === 0, tell }));

function halvesSwapped({ sentence }: Source): Lie | undefined {
  const words = bare(sentence).split(" ");
  if (words.length < 8) return undefined;
  const middle = words.length >> 1;
  // "If A, B" and "B if A" say the same.
  if (/,$/.test(words[middle - 1] ?? "")) return undefined;
  return own(`${[...words.slice(middle), ...words.slice(0, middle)].join(" ")}.`);
}

function sidesSwapped(verb: RegExp) {
  return ({ sentence }: Source): Lie | undefined => {
    const found = verb.exec(sentence);
    if (!found) return undefined;
    const before = sentence.slice(0, found.index);
    const after = bare(sentence.slice(found.index + found[0].length));
    const frame = /^.*\b(?:that|,) /.exec(before)?.[0] ?? "";
    const subject = before.slice(frame.length);
    const object = /^[^,;]+/.exec(after)?.[0] ?? "";
    if (subject.length < 3 || object.length < 3) return undefined;
    return own(`${frame}${small(object)}${found[0]}${small(subject)}${after.slice(object.length)}.`);
  };
}

function nameExchanged({ sentence, other }: Source): Lie | undefined {
  const [mine] = namesIn(sentence);
  const theirs = namesIn(other).find(({ written }) => !sentence.includes(written));
  return mine && theirs ? own(sentence.replace(mine.written, theirs.written)) : undefined;
}

function namesSwapped({ sentence }: Source): Lie | undefined {
  const [a, b] = namesIn(sentence);
  if (!a || !b || a.written.includes(b.written) || b.written.includes(a.written)) return undefined;
  return own(sentence.replace(a.written, "\u0000").replace(b.written, a.written).replace("\u0000", b.written));
}

function wordExchanged({ sentence, other, stream }: Source): Lie | undefined {
  const long = (text: string) => text.match(/(?<![\w-])[a-z]{6,}(?![\w-])/g) ?? [];
  const [mine, theirs] = [long(sentence), long(other).filter((word) => !sentence.includes(word.slice(0, 5)))];
  if (mine.length === 0 || theirs.length === 0) return undefined;
  const from = mine[stream.below(mine.length)] as string;
  return own(sentence.replace(new RegExp(`\\b${from}\\b`), theirs[stream.below(theirs.length)] as string));
}

function mixed(sentence: string, other: string): Lie | undefined {
  const [a, b] = [bare(sentence).split(" "), bare(other).split(" ")];
  if (a.length < 8 || b.length < 8) return undefined;
  return { sentence: `${[...a.slice(0, a.length >> 1), ...b.slice(b.length >> 1)].join(" ")}.`, cites: "both" };
}

function grafted(sentence: string, other: string): Lie | undefined {
  const verb = / (?:is|are|was|were|has|have|can|show|shows|reveal|reveals|indicate|indicates) /;
  const [mine, theirs] = [verb.exec(sentence), verb.exec(other)];
  if (!mine || !theirs || theirs.index > 80 || /^We\b/.test(other)) return undefined;
  return { sentence: other.slice(0, theirs.index) + sentence.slice(mine.index), cites: "both" };
}

function numbersSwapped({ sentence }: Source): Lie | undefined {
  const numbers = [...sentence.matchAll(/(?<![\w.^{-])\d+(?:\.\d+)?(?![\w.^}])/g)];
  const [a] = numbers;
  const b = numbers.find(([written]) => written !== a?.[0]);
  if (!a || !b) return undefined;
  return own(
    sentence.slice(0, a.index) +
      b[0] +
      sentence.slice(a.index + a[0].length, b.index) +
      a[0] +
      sentence.slice(b.index + b[0].length),
  );
}
