/** What kind of question it is, by its wording; each kind is answered a little differently. */

export type QuestionType = "single paper" | "multi paper" | "definition" | "consensus" | "method" | "trend";

const rules: [QuestionType, RegExp][] = [
  [
    "definition",
    /^(?:what (?:is|are) (?:an? )?(?:[\w+-]+ ?){1,4}\??$|define |what does .{3,60} mean\b|what is meant by)/i,
  ],
  [
    "trend",
    /\b(?:over the (?:years|past|last)|historically|since (?:19|20)\d\d|trend in research|how has (?:our|the) (?:understanding|view|field|use|estimate)|become (?:more|less) (?:common|popular)|by decade)\b/i,
  ],
  [
    "consensus",
    /^(?:is|are|was|were|do|does|did|can|could|has|have|will|would|should)\b|\b(?:consensus|agree that|true that|debate)\b/i,
  ],
  [
    "method",
    /^how (?:can|could|do|does|to|might|should|would) (?:one|we|astronomers|you|it be|.{0,80}\bbe (?:used|measured|determined|estimated|detected|constrained|identified))|\b(?:which|what) (?:method|technique|algorithm|approach|instrument|software)s?\b|\bhow (?:to|is|are) .{0,80}\b(?:measured|determined|estimated|calibrated|detected)\b/i,
  ],
  [
    "multi paper",
    /\b(?:compare|review|different|various|multiple|studies|models|mechanisms|factors|scenarios|observations|main|sources of)\b/i,
  ],
];

export function questionType(question: string): QuestionType {
  const plain = question.trim();
  return rules.find(([, pattern]) => pattern.test(plain))?.[0] ?? "single paper";
}

/** One paper cannot answer it: how opinion stands or moved, or what several say. */
export function wantsSeveral(type: QuestionType): boolean {
  return type === "multi paper" || type === "consensus" || type === "trend";
}

/** Asks for a quantity: sentences with numbers answer it. */
export function asksHowMuch(question: string): boolean {
  return /\bhow (?:much|many|far|large|big|massive|old|bright|fast|long|often|hot|strong|common)\b|\b(?:what (?:is|are) the (?:\w+ ){0,3}(?:value|mass|rate|fraction|distance|number|size|radius|age|temperature|limit|slope|period))\b/i.test(
    question,
  );
}

/** Asks for a cause. */
export function asksWhy(question: string): boolean {
  return /^\W*why\b|\b(?:what|which) (?:\w+ ){0,2}(?:causes?|drives?|powers?|produces?|triggers?|sets?|explains?|makes?|heats?|regulates?)\b|\bcauses? of\b|\borigin of\b/i.test(
    question,
  );
}

/** How its quotes are chosen. */
export interface Handling {
  /** Papers that may be quoted. */
  papers: number;
  /** Quotes of one paper. */
  perPaper: number;
  quotes: number;
  /** Of maximal marginal relevance: the share of relevance, the rest is difference from what was chosen. */
  relevance: number;
  order: "relevance" | "year";
  /** Of the best score, below which no more is quoted than a few. */
  least: number;
}

const usual: Handling = { papers: 8, perPaper: 2, quotes: 8, relevance: 0.75, order: "relevance", least: 0.7 };
export const handling: Record<QuestionType, Handling> = {
  "single paper": { ...usual, papers: 4, quotes: 6, relevance: 0.85, least: 0.8 },
  "multi paper": usual,
  definition: { ...usual, papers: 4, perPaper: 1, quotes: 4, relevance: 0.85, least: 0.8 },
  consensus: { ...usual, perPaper: 1 },
  method: usual,
  trend: { ...usual, perPaper: 1, order: "year", relevance: 0.65 },
};
