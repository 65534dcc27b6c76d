/** Rules for what ADS knows of a paper beside its words: identifiers, dates, citations, kinds, journals, bibliographies. */

import { type Clause, quoted, type Request } from "./request.ts";
import { bibgroups, collections, doctypes, journals, properties } from "./vocabulary.ts";

const papers =
  "(?:papers?|articles?|publications?|studies|study|research|work|works|literature|observations?|data|results|investigations?)";

export function identifiers(request: Request): void {
  request.take(/\b(?:with )?orcid(?: id)?:? ?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/i, ([, id]) => ({
    query: `orcid:${id}`,
    why: "an author's ORCID",
  }));
  request.take(
    /\b(?:(?:papers?|articles?) )?(?:with )?(?:the )?(?:doi|identifier)?:? ?(10\.\d{4,9}\/\S+)/i,
    ([, doi = ""]) =>
      /[()<>:;]/.test(doi)
        ? { query: `identifier:${quoted(doi)}`, why: "a DOI" }
        : { query: `doi:${doi}`, why: "a DOI" },
  );
  request.take(
    /\b(?:with )?(bibcode|identifier)?:? ?((?:1[89]|20)\d\d[A-Za-z][\w.&]{13}[\w.])(?=\s|$)/i,
    ([, word, code = ""]) => ({
      query: `${/identifier/i.test(word ?? "") ? "identifier" : "bibcode"}:${code.includes("&") ? quoted(code) : code}`,
      why: "a bibcode",
    }),
  );
  request.take(/\b(?:arxiv:? ?)(?:id:? ?)?(\d{4}\.\d{4,5}|[a-z-]+\/\d{7})(?:v\d+)?/i, ([, id]) => ({
    query: `identifier:${quoted(`arXiv:${id}`)}`,
    why: "an arXiv id",
  }));
}

export function dates(request: Request): void {
  const { now } = request;
  const range = (from: string | number, to: string | number, why: string): Clause => ({
    query: `year:${from}-${to}`,
    why,
  });
  const year = "((?:1[6-9]|20)\\d\\d)";
  const lead =
    "(?:,? ?\\b(?:published |written |dated |released )?(?:from|in|between|during|of|year|years|for|over)?:? ?(?:the )?(?:years? )?)?";
  const rules: [RegExp, (match: RegExpExecArray) => Clause | undefined][] = [
    [
      new RegExp(`${lead}\\b${year} ?(?:-|–|to|and|until|through|till) ?${year}\\b`, "i"),
      ([, from = "", to = ""]) => (from <= to ? range(from, to, `from ${from} to ${to}`) : undefined),
    ],
    [
      new RegExp(
        `,? ?\\b(?:published )?(?:since|from|starting(?: in)?) (?:the year )?${year}(?: onwards?| on| to (?:now|present|today)|-(?= |$))`,
        "i",
      ),
      ([, from = ""]) => range(from, "", `${from} and later`),
    ],
    [
      new RegExp(`,? ?\\b(?:published )?since (?:the year )?${year}\\b`, "i"),
      ([, from = ""]) => range(from, "", `${from} and later`),
    ],
    [
      new RegExp(`,? ?\\b(?:published )?(?:after|later than) ${year}\\b`, "i"),
      ([, from = ""]) => range(Number(from) + 1, "", `later than ${from}`),
    ],
    [
      new RegExp(`,? ?\\b(?:published )?(?:before|prior to|earlier than) ${year}\\b`, "i"),
      ([, to = ""]) => ({ query: `year:-${Number(to) - 1}`, why: `earlier than ${to}` }),
    ],
    [
      new RegExp(`,? ?\\b(?:published )?(?:until|up to|through) ${year}\\b`, "i"),
      ([, to = ""]) => ({ query: `year:-${to}`, why: `up to ${to}` }),
    ],
    [
      /,? ?\b(?:from|in|during|of)? ?(?:the )?((?:1[6-9]|20)\d)0['’]?s\b/i,
      ([, decade = ""]) => range(`${decade}0`, `${decade}9`, `the ${decade}0s`),
    ],
    [
      /,? ?\b(?:from|in|during|over)? ?(?:the )?(?:last|past) (\d+|two|three|five|ten|few|couple of) years?\b/i,
      ([, count = ""]) => {
        const years =
          { two: 2, three: 3, five: 5, ten: 10, few: 3, "couple of": 2 }[count.toLowerCase()] ?? Number(count);
        return range(now - years, "", `the last ${years} years`);
      },
    ],
    [
      /,? ?\b(?:from|in|during)? ?(?:this|the current) decade\b/i,
      () => range(10 * Math.floor(now / 10), 10 * Math.floor(now / 10) + 9, "this decade"),
    ],
    [/,? ?\b(?:from|in|during)? ?(?:the )?(?:last|past) decade\b/i, () => range(now - 10, "", "the last ten years")],
    [/,? ?\b(?:from|in|during)? ?last year\b/i, () => ({ query: `year:${now - 1}`, why: "last year" })],
    [/,? ?\b(?:from|in|during)? ?this year\b/i, () => ({ query: `year:${now}`, why: "this year" })],
    [
      /\b(?:latest|newest|new(?= \S+.* (?:papers|articles|research|studies)| \S+ papers))\b/i,
      () => range(now - 1, "", "the newest: last year and this"),
    ],
    [/\b(?:recent(?:ly)?(?: published)?)\b/i, () => range(now - 3, "", "recent: the last three years")],
    [
      new RegExp(
        `,? ?\\b(?:published )?(?:from|in|during|year|of|between)? ?(?:the )?(?:year )?\\b${year} (?:(?:and|or),? )?${year}\\b`,
        "i",
      ),
      ([, from = "", to = ""]) => (from < to ? range(from, to, `${from} and ${to}`) : undefined),
    ],
    [
      new RegExp(
        `,? ?(?:\\b(?:published|released|written) )?(?:\\b(?:from|in|during|year|of|between|for) )?(?:the year )?(?<![\\d-])\\(?${year}\\)?(?![\\d-]|['’]s)(?= |$|,|\\.)`,
        "i",
      ),
      ([, only = ""]) => ({ query: `year:${only}`, why: `published in ${only}` }),
    ],
  ];
  for (const [pattern, rule] of rules) if (request.take(pattern, rule)) return;
}

export function citationCounts(request: Request): void {
  const count = (low: string | number, high: string | number): Clause => ({
    query: `citation_count:[${low} TO ${high}]`,
    why: "how often it is cited",
  });
  const rules: [RegExp, (match: RegExpExecArray) => Clause][] = [
    [
      /,? ?\b(?:with |having |cited )?between (\d+) and (\d+) (?:citations|times)(?: cited)?\b/i,
      ([, low = "", high = ""]) => count(low, high),
    ],
    [
      /,? ?\b(?:with |having |cited )?(?:more than|over|above|>) ?(\d+) (?:citations|times|cites)\b/i,
      ([, low = ""]) => count(Number(low) + 1, "*"),
    ],
    [
      /,? ?\b(?:with |having |cited )?(?:at least |minimum (?:of )?)?(\d+)(?:\+| or more| plus) (?:citations|times|cites)\b/i,
      ([, low = ""]) => count(low, "*"),
    ],
    [
      /,? ?\b(?:with |having |cited )?(?:at least|a minimum of) (\d+) (?:citations|times|cites)\b/i,
      ([, low = ""]) => count(low, "*"),
    ],
    [
      /,? ?\b(?:with |having |cited )?(?:fewer|less) than (\d+) (?:citations|times|cites)\b/i,
      ([, high = ""]) => count(0, Number(high) - 1),
    ],
    [/\b(?:with |having )(?:no|zero) citations\b/i, () => count(0, 0)],
    [/\b(?:highly|well|top|much|heavily)[ -]cited\b/i, () => count(100, "*")],
  ];
  for (const [pattern, rule] of rules) if (request.take(pattern, rule)) return;
  request.take(/\b(?:most[ -]read|widely read|popular(?= \S+.* papers$))\b/i, () => ({
    query: "read_count:[1000 TO *]",
    why: "read often",
  }));
}

export function kinds(request: Request): void {
  for (const [words, value] of properties) {
    if (
      value === "data" &&
      !/\bdata$|\bdata only$|^data\b|with (?:\w+ )?data\b|data (?:links|papers)/i.test(request.rest)
    )
      continue;
    const data =
      value === "data"
        ? "|^data(?= )|\\bdata(?= papers)|(?<=\\b(?:ApJ|AJ|A&A|Science|Nature|Icarus|MNRAS)\\b.{0,60})\\bdata$"
        : "";
    if (
      request.take(
        new RegExp(
          `(?:,? ?\\b(?:that are|which are|with|exclude refereed only) )?\\b(?:${words}${data})(?=\\W|$)`,
          "i",
        ),
        () => ({ query: `property:${value}`, why: `a property: ${value}` }),
      )
    )
      break;
  }
  for (const [words, value] of doctypes)
    if (
      request.take(new RegExp(`\\b(?:${words})\\b`, "i"), () => ({
        query: `doctype:${value}`,
        why: `a kind of paper: ${value}`,
      }))
    )
      break;
  const database = "(?:collection|database|records|literature)";
  for (const [words, value] of collections) {
    const found =
      request.take(
        new RegExp(
          `,? ?\\b(?:in|from|of|within) (?:the )?(?:${words}) ${database}(?: only)?\\b|\\b(?:the )?(?:${words}) (?:collection|database)(?: only)?\\b`,
          "i",
        ),
        () => ({ query: `collection:${value}`, why: `ADS's collection ${value}` }),
      ) ||
      request.take(
        new RegExp(
          `^(?:only )?(?:find |search |search for )?(?:${words})(?= (?:papers|articles|literature|$))|^(?:${words})$|\\brecords (?:${words})$|,? ?\\bin (?:${words})$`,
          "i",
        ),
        () => ({ query: `collection:${value}`, why: `ADS's collection ${value}` }),
      );
    if (found) break;
  }
}

/** A journal's short name counts anywhere; Nature and Science only where a paper can stand in them. */
export function journal(request: Request): void {
  for (const [words, value] of journals) {
    const isWord = /^(?:Nature|Science|Icarus)$/.test(value);
    const place = isWord
      ? `(?:\\b(?:in|from) (?:the journal )?(?:${words})\\b(?! (?:of|and))|\\bjournal (?:${words})\\b|\\b(?:${words})(?= ${papers})|^(?:${words})\\b(?! of)|\\b(?:${words})$)`
      : `(?:\\b(?:published )?(?:in|from) (?:the )?)?(?<![\\w&])(?:${words})(?![\\w&])(?: journal)?`;
    if (request.take(new RegExp(place), () => ({ query: `bibstem:${quoted(value)}`, why: `the journal ${value}` })))
      return;
  }
}

const people = /^(?:Hubble|Chandra|Fermi|Keck|Spitzer|Sloan|Herschel|Planck|Kepler|Einstein)\b/;

/** The ways to name each bibliography, read once: there are hundreds. */
const bibliographyWays = bibgroups.map(([words, value]): [string, RegExp[]] => {
  const name = `(?:the )?(?:${words})(?: (?:Space )?Telescope| Observatory| Mission| satellite| Survey)?`;
  const end = "(?=\\W|$)";
  // Who writes "papers by Hubble" means him; "papers by the Hubble" or "by Hubble Space Telescope" not.
  const by = people.test(words)
    ? "(?<!\\b(?:papers?|articles?|publications|works?|written|authored) )by|by(?= the | \\S+(?: Space)? (?:Telescope|Observatory)\\b)"
    : "by";
  const ways = [
    `,? ?\\b(?:in (?:the )?)?${name} bibgroup${end}`,
    `\\bbibgroup:? ${name}${end}`,
    `\\b${name} bibliography(?: papers)?${end}`,
    `,? ?\\b(?:that use|using|with|from|based on|made with|taken with|${by}) ${name}(?: (?:data|observations|archive|results))?${end}`,
    `\\bin ${name}${end}(?= about)`,
    `^${name}(?= ${papers}(?:\\W|$))`,
    `\\b${name}(?= (?:data|observations|results|papers|publications|studies|research)\\b)(?! (?:data|observations) (?:reduction|processing))`,
    `^${name}(?= (?!constant|law|tension|flow|parameter|expansion|diagram|time|acceleration|energy|gas|paradox|mass|scale|length|mission)\\S)`,
    `^${name}$`,
  ];
  return [value, ways.map((way) => new RegExp(way, "i"))];
});

/** Facilities with a bibliography of their own at ADS: its librarians decide which papers used them. */
export function bibliography(request: Request): void {
  for (const [value, ways] of bibliographyWays)
    for (const way of ways)
      if (
        request.take(way, () => ({
          query: `bibgroup:${/^[\w-]+$/.test(value) ? value : quoted(value)}`,
          why: `papers that ADS's bibliography of ${value} lists`,
        }))
      ) {
        request.rest = request.rest.replace(
          /^(?:data|observations|results|publications|bibgroup)(?: of| on)?(?= |$)\s*/i,
          "",
        );
        return;
      }
}
