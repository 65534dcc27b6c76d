/** What volunteers' answers are called in papers, and which votes a word of a paper stands for. */

import type { DecisionTree } from "../../survey/decisionTree.ts";
import type { Filter } from "../../survey/galaxies.ts";
import { fractionColumn } from "../../survey/voteRules.ts";

export interface Morphology {
  /** As one says it. */
  name: string;
  /** What a paper says of it; of a whole word or phrase, in lower case. */
  pattern: RegExp;
  /** What is searched for in papers. */
  query: string;
  /** Questions, without their campaign's ending, and the answer that a majority gave; all of them. */
  votes: [question: string, answer: string][][];
}

/** Each vote list is for another decision tree: the first whose questions a survey has is taken. */
export const morphologies: Morphology[] = [
  {
    name: "barred spiral",
    pattern:
      /\b(?:barred (?:spiral|disc|disk)s?|barred galax\w+|(?:galactic|stellar|galaxy) bars?|bars? in (?:\w+ )?(?:galax\w+|dis[ck]s))\b/,
    query: "barred spiral galaxies, galaxy bars",
    votes: [[["bar", "yes"]], [["bar", "strong"]]],
  },
  {
    name: "ringed",
    pattern:
      /\b(?:ringed (?:galax\w+|spirals?)|(?:polar|collisional|outer|inner|nuclear|resonance)[ -]rings?(?: galax\w+)?|ring galax\w+|galax\w+ rings?)\b/,
    query: "ringed galaxies, ring galaxies, polar ring",
    votes: [
      [
        ["something-odd", "yes"],
        ["odd-feature", "ring"],
      ],
    ],
  },
  {
    name: "merger",
    pattern:
      /\b(?:(?:galaxy|major|minor) mergers?|merging galax\w+|(?:interacting|colliding) galax\w+|tidal tails?|merger remnants?)\b/,
    query: "galaxy mergers, interacting galaxies",
    votes: [
      [
        ["something-odd", "yes"],
        ["odd-feature", "merger"],
      ],
      [["merging", "merger"]],
    ],
  },
  {
    name: "disturbed",
    pattern: /\b(?:disturbed|tidally distorted) (?:galax\w+|morpholog\w+)\b/,
    query: "disturbed galaxies, tidal features",
    votes: [
      [
        ["something-odd", "yes"],
        ["odd-feature", "disturbed"],
      ],
      [["merging", "major-disturbance"]],
    ],
  },
  { name: "edge-on", pattern: /\bedge[ -]on\b/, query: "edge-on disc galaxies", votes: [[["disk-edge-on", "yes"]]] },
  {
    name: "boxy bulge",
    pattern: /\b(?:boxy|peanut|box\/peanut)[ -/](?:peanut[ -])?(?:shaped )?bulges?\b/,
    query: "boxy peanut bulges",
    votes: [
      [
        ["disk-edge-on", "yes"],
        ["bulge-shape", "boxy"],
      ],
      [
        ["disk-edge-on", "yes"],
        ["edge-on-bulge", "boxy"],
      ],
    ],
  },
  {
    name: "bulgeless",
    pattern: /\b(?:bulgeless|pure dis[ck]) galax\w+\b/,
    query: "bulgeless, pure disc galaxies",
    votes: [[["bulge-size", "no"]], [["bulge-size", "none"]]],
  },
  {
    name: "dust lane",
    pattern: /\bdust[ -]lanes?\b/,
    query: "dust lane galaxies",
    votes: [
      [
        ["something-odd", "yes"],
        ["odd-feature", "dust-lane"],
      ],
    ],
  },
  {
    name: "gravitational lens",
    pattern: /\b(?:strong(?:ly)? lens\w*|gravitational (?:lens|arc)\w*|einstein rings?)\b/,
    query: "strong gravitational lens galaxies, arcs",
    votes: [
      [
        ["something-odd", "yes"],
        ["odd-feature", "lens-or-arc"],
      ],
    ],
  },
  {
    name: "irregular",
    pattern: /\birregular galax\w+\b/,
    query: "irregular galaxies",
    votes: [
      [
        ["something-odd", "yes"],
        ["odd-feature", "irregular"],
      ],
    ],
  },
  {
    name: "grand-design or flocculent spiral",
    pattern: /\b(?:spiral (?:galax\w+|arms?|structure)|grand[ -]design|flocculent)\b/,
    query: "spiral galaxies, spiral arms",
    votes: [[["has-spiral-arms", "yes"]]],
  },
  {
    name: "elliptical",
    pattern: /\b(?:(?:giant )?elliptical(?: galax\w+|s\b)|early[ -]type galax\w+)/,
    query: "elliptical, early-type galaxies",
    votes: [
      [
        ["smooth-or-featured", "smooth"],
        ["how-rounded", "round"],
      ],
    ],
  },
  {
    name: "FR I",
    pattern: /\bfr[ -]?i\b|\bfanaroff[ -]riley (?:type |class )?i\b/,
    query: "FR I radio galaxies",
    votes: [],
  },
  {
    name: "FR II",
    pattern: /\bfr[ -]?ii\b|\bfanaroff[ -]riley (?:type |class )?ii\b/,
    query: "FR II radio galaxies",
    votes: [],
  },
  {
    name: "bent radio tail",
    pattern: /\b(?:bent|narrow-angle|wide-angle|head)[ -]tail\w*\b/,
    query: "bent-tail radio galaxies",
    votes: [],
  },
];

/** Of the volunteers who were asked. */
const majority = 0.5;

/** Words for what can be seen that a text has. */
export function morphologiesIn(text: string): { morphology: Morphology; written: string }[] {
  const lower = text.toLowerCase();
  return morphologies.flatMap((morphology) => {
    const written = morphology.pattern.exec(lower)?.[0];
    return written === undefined ? [] : [{ morphology, written }];
  });
}

/** The votes that a word stands for in a survey of this tree, as filters; undefined where the tree asks nothing of the kind. */
export function conditionsOf(morphology: Morphology, tree: DecisionTree | null): Filter[] | undefined {
  for (const votes of morphology.votes) {
    const filters = votes.map(([question, answer]) => {
      const own = tree?.questions.find(
        ({ name }) => name === question || (name.startsWith(`${question}-`) && isEnding(name.slice(question.length))),
      );
      return own?.answers.includes(answer)
        ? { column: fractionColumn(own, answer), operator: ">" as const, value: String(majority) }
        : undefined;
    });
    if (filters.every((each) => each !== undefined)) return filters;
  }
  return undefined;
}

/** "-gz2", "-dr5": a campaign, not the rest of another question's name. */
function isEnding(rest: string): boolean {
  return /^-(?:gz2|dr\d+|ukidss|cd|rings)$/.test(rest);
}

/** Words for an object with these values: its votes' majorities, and what its labels say. */
export function morphologiesOf(
  columns: Readonly<Record<string, string | number | null>>,
  tree: DecisionTree | null,
): { morphology: Morphology; because: string }[] {
  return morphologies.flatMap((morphology) => {
    const conditions = conditionsOf(morphology, tree);
    if (conditions?.every(({ column }) => Number(columns[column] ?? 0) > majority))
      return [{ morphology, because: conditionText(conditions) }];
    const label = Object.entries(columns).find(
      ([, value]) => typeof value === "string" && value.length < 60 && isNamed(morphology, value),
    );
    return label ? [{ morphology, because: `${label[0]} = ${label[1]}` }] : [];
  });
}

/** The word that a tag, a cluster's name or a label stands for: by its name or by what a paper would say. */
export function namedMorphology(text: string): Morphology | undefined {
  const plain = text.replace(/^#/, "").toLowerCase().trim();
  const others: Record<string, string> = {
    ring: "ringed",
    bar: "barred spiral",
    mergers: "merger",
    edgeon: "edge-on",
    "edge-on without bulge": "edge-on",
    spiral: "grand-design or flocculent spiral",
    "lens or arc": "gravitational lens",
  };
  const name = others[plain] ?? plain;
  return (
    morphologies.find((each) => each.name.toLowerCase() === name) ?? morphologies.find((each) => isNamed(each, plain))
  );
}

/** Whether a label of this value is one of what the word says. */
export function isNamed({ name, pattern }: Morphology, value: string): boolean {
  const plain = value.toLowerCase().replace(/_/g, " ");
  return name.toLowerCase() === plain || pattern.test(plain);
}

export function conditionText(filters: readonly Filter[]): string {
  return filters.map(({ column, operator, value }) => `${column} ${operator} ${value}`).join(" and ");
}
