/** Which quantity a question wants, "how old is", "the mass of": what its unit is in a sentence that answers. */

import { measured, plainMath } from "./measured.ts";

interface Known {
  /** What papers call it. */
  name: string;
  asked: RegExp;
  /** As `Unit` has them. */
  dimensions: readonly string[];
}

const flux = "L2 M1 T-3";
/** The more special first: a mass-loss rate is no mass. */
const quantitiesKnown: readonly Known[] = [
  { name: "rate", asked: /\b(?:loss|accretion|formation|outflow|inflow) rates?\b/i, dimensions: ["M1 T-1"] },
  { name: "Hubble constant", asked: /\bhubble(?:'s)? constant\b|\bH_?0\b/i, dimensions: ["T-1"] },
  { name: "luminosity", asked: /\bluminosit(?:y|ies)\b|^how luminous\b/i, dimensions: [flux] },
  { name: "velocity", asked: /\b(?:velocit(?:y|ies)|speeds?)\b|^how fast\b/i, dimensions: ["L1 T-1"] },
  { name: "distance", asked: /\bdistances?\b|^how (?:far|distant)\b/i, dimensions: ["L1"] },
  { name: "mass", asked: /\bmass(?:es)?\b|^how (?:massive|heavy)\b/i, dimensions: ["M1"] },
  { name: "age", asked: /\bages?\b|^how old\b/i, dimensions: ["T1"] },
  {
    name: "time",
    asked: /\b(?:periods?|time-?\s?scales?|durations?|lifetimes?)\b|^how long\b/i,
    dimensions: ["T1"],
  },
  { name: "temperature", asked: /\btemperatures?\b|^how (?:hot|cold|cool|warm)\b/i, dimensions: ["K1"] },
  {
    name: "size",
    asked: /\b(?:radi(?:us|i)|diameters?|sizes?|lengths?)\b|^how (?:big|large|thick|wide)\b/i,
    dimensions: ["L1", "A1"],
  },
];

export interface AskedQuantity {
  name: string;
  /** Whether a sentence gives a value in its unit. */
  isIn(sentence: string): boolean;
}

/** "How old is X?", "What is the age of X?"; not "How does the mass of X depend on Y?" */
const wantsValue =
  /^how (?:old|far|distant|massive|heavy|luminous|fast|long|hot|cold|cool|warm|big|large|thick|wide)\b|^(?:what|which) (?:is|are|was|were) (?:the )?(?:[\p{L}-]+ ){0,4}?(?:rates?|constant|H_?0|luminosit(?:y|ies)|velocit(?:y|ies)|speeds?|distances?|mass(?:es)?|ages?|periods?|time-?\s?scales?|durations?|lifetimes?|temperatures?|radi(?:us|i)|diameters?|sizes?|lengths?)(?![\p{L}-])/iu;

/** @returns undefined of a question that wants no value, or one without a unit */
export function askedQuantity(question: string): AskedQuantity | undefined {
  const plain = question.trim();
  const [head = ""] = wantsValue.exec(plain) ?? [];
  const known = head === "" ? undefined : quantitiesKnown.find(({ asked }) => asked.test(head));
  if (!known) return undefined;
  const { name, dimensions } = known;
  return {
    name,
    isIn: (sentence) =>
      /\d/.test(sentence) &&
      measured(plainMath(sentence)).some(({ unit }) => unit !== null && dimensions.includes(unit.dimension)),
  };
}

/** "How old is the universe?" in the words of papers: "age: the universe". */
export function inQuantities(question: string): string {
  const known = askedQuantity(question);
  if (!known) return question;
  return question.replace(
    /^\s*how (?:old|far|distant|massive|heavy|luminous|fast|long|hot|cold|cool|warm|big|large|thick|wide)\b(?: away)?/i,
    known.name,
  );
}
