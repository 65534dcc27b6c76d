/** Rules for ADS's second-order operators: papers that cite others, are cited by them, are like them, or are read with them. */

/** Which operator a request asks for, of what, and what is said outside of it. */
export interface Wrapped {
  before: string;
  after: string;
  inner: string;
  why: string;
}

const papers = "(?:papers?|articles?|work|works|research|studies|literature|publications?)";

type Rule = readonly [pattern: RegExp, operator: string, why: string];

const rules: readonly Rule[] = [
  [
    new RegExp(`^(.*?)\\b(?:${papers} )?(?:that cite|which cite|citing|cites) (.+)$`, "i"),
    "citations",
    "papers that cite these",
  ],
  [/^(.*?)\b(?:show |find |list )?citations (?:of|to|for) (.+)$/i, "citations", "papers that cite these"],
  [/^(.*?)\b(?:who|what) cite[sd] (.+)$/i, "citations", "papers that cite these"],
  [/^()(?:what|which papers) (?:do|does|did) (?:the )?(.+?) cite$/i, "references", "papers that these cite"],
  [
    new RegExp(`^(.*?)\\b(?:${papers} )?(?:cited by|referenced (?:by|in)) (.+)$`, "i"),
    "references",
    "papers that these cite",
  ],
  [
    /^()(?:show |find |list )?(?:the )?(?:references|bibliography) (?:of|in|from|for) (.+)$/i,
    "references",
    "papers that these cite",
  ],
  [
    new RegExp(`^(.*?)\\b(?:${papers} )?similar (?:${papers} )?to (.+)$`, "i"),
    "similar",
    "papers whose words are like those of these",
  ],
  [
    new RegExp(
      `^()(?:find |show )?(?:${papers} )?(?:like (?:the|this|those|that)|resembling|related to)(?: on)? (.+)$`,
      "i",
    ),
    "similar",
    "papers whose words are like those of these",
  ],
  [
    /^()(?:what['’]?s|what is|currently|show|find)? ?(?:the )?(?:trending|hot|popular)(?: topics| right now| now)?(?: (?:papers|research|articles|work))?(?: (?:in|on|about|from|among|with))? (.+?)(?: right now| now| currently)?$/i,
    "trending",
    "papers that readers of these read now",
  ],
  [
    new RegExp(
      `^()(?:the )?(?:most )?(?:useful|helpful|essential|must-read|foundational|seminal|important|key|high[- ]utility|landmark|influential)(?: (?:references|${papers}))?(?: (?:on|for|about|in|of|to))? (.+)$`,
      "i",
    ),
    "useful",
    "papers that these cite most",
  ],
  [/^()(?:methodology|methods|techniques) for (.+)$/i, "useful", "papers that these cite most"],
  [
    new RegExp(
      `^()(?:find |show )?(?:a |an |the )?(?:comprehensive |recent |good )?(?:reviews?|overviews?|surveys? (?=of)|state of the field)(?: ${papers})?(?: (?:on|of|about|in|for))? (.+)$`,
      "i",
    ),
    "reviews",
    "papers that cite many of the most cited of these",
  ],
  [new RegExp(`^()(.+?) reviews?(?: ${papers})?$`, "i"), "reviews", "papers that cite many of the most cited of these"],
];

export function wrapping(text: string): (Wrapped & { operator: string }) | undefined {
  for (const [pattern, operator, why] of rules) {
    const match = pattern.exec(text);
    if (match?.[2]) return { operator, before: match[1] ?? "", after: "", inner: match[2], why };
  }
  return undefined;
}

/** "top 10 papers on X", "most cited X", "most read X". */
export function listed(text: string): { count: number; sort: string; inner: string } | undefined {
  const match =
    new RegExp(
      `^(?:the )?top (\\d+)(?: most)?(?: (?:cited|read))?(?: ${papers})?(?: (?:on|about|in|by|of|for))? (.+)$`,
      "i",
    ).exec(text) ??
    new RegExp(
      `^(?:the )?(?:top |most )(?:()cited|()read|()${papers} with (?:the )?most citations)(?: ${papers})?(?: (?:on|about|in|by|of|for))? (.+)$`,
      "i",
    ).exec(text);
  if (!match) return undefined;
  const inner = match.at(-1) as string;
  return {
    count: Number(match[1] || 10),
    sort: /\bread\b/i.test(text.slice(0, text.length - inner.length)) ? "read_count" : "citation_count",
    inner: / by $/i.test(text.slice(0, text.length - inner.length)) ? `by ${inner}` : inner,
  };
}
