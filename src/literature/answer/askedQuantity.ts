/** Which quantity a question wants, "how old is", "the mass of": what its unit is in a sentence that answers. */

import { stemsOf } from "../words.ts";
import { isOfAsked } from "./boundValue.ts";
import { inOneSpelling } from "./claimedValue.ts";
import { type Measured, measured, plainMath } from "./measured.ts";

interface Known {
  /** What papers call it. */
  name: string;
  asked: RegExp;
  /** As `Unit` has them. */
  dimensions: readonly string[];
  /** In other units than its own, beside this word. */
  else?: { dimension: string; beside: RegExp };
}

/** The more special first: a mass-loss rate is no mass. */
const quantitiesKnown: readonly Known[] = [
  { name: "rate", asked: /\b(?:loss|accretion|formation|outflow|inflow) rates?\b/i, dimensions: ["M1 T-1"] },
  { name: "Hubble constant", asked: /\bhubble(?:'s)? constant\b|\bH_?0\b/i, dimensions: ["T-1"] },
  { name: "luminosity", asked: /\bluminosit(?:y|ies)\b|^how luminous\b/i, dimensions: ["L2 M1 T-3"] },
  { name: "velocity", asked: /\b(?:velocit(?:y|ies)|speeds?)\b|^how fast\b/i, dimensions: ["L1 T-1"] },
  {
    name: "distance",
    asked: /\bdistances?\b|^how (?:far|distant)\b/i,
    dimensions: ["L1"],
    else: { dimension: "mag1", beside: /\bmodul(?:us|i)\b/i },
  },
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
  /** Whether a sentence has a value in its unit, which may be of anything. */
  isIn(sentence: string): boolean;
  /** Whether a sentence says that the quantity of the asked object has a value, no bound; the title may name the object. */
  isGivenIn(sentence: string, title: string): boolean;
}

const how = "how (?:old|far|distant|massive|heavy|luminous|fast|long|hot|cold|cool|warm|big|large|thick|wide)\\b";
/** "How old is X?", "What is the age of X?"; not "How does the mass of X depend on Y?" */
const wantsValue = new RegExp(
  String.raw`^${how}|^(?:what|which) (?:is|are|was|were) (?:the )?(?:[\p{L}-]+ ){0,4}?(?:rates?|constant|H_?0|luminosit(?:y|ies)|velocit(?:y|ies)|speeds?|distances?|mass(?:es)?|ages?|periods?|time-?\s?scales?|durations?|lifetimes?|temperatures?|radi(?:us|i)|diameters?|sizes?|lengths?)(?![\p{L}-])`,
  "iu",
);
const asksHow = new RegExp(String.raw`^\s*${how}(?: away)?`, "i");

/** @returns undefined of a question that wants no value, or one without a unit */
export function askedQuantity(question: string): AskedQuantity | undefined {
  const plain = question.trim();
  const [head = ""] = wantsValue.exec(plain) ?? [];
  const known = head === "" ? undefined : quantitiesKnown.find(({ asked }) => asked.test(head));
  if (!known) return undefined;
  const { name, dimensions } = known;
  const isInUnit = ({ unit }: Measured, plain: string) =>
    unit !== null &&
    (dimensions.includes(unit.dimension) ||
      (unit.dimension === known.else?.dimension && known.else.beside.test(plain)));
  const asked = inOneSpelling(plainMath(inWordsOf(plain, name)));
  const stems = stemsOf(asked.replace(openers, ""));
  const subject = new Map(stems.map((stem) => [stem, 1 / stems.length]));
  const quantity = stemsOf(inOneSpelling(qualified(head, known)));
  return {
    name,
    isIn(sentence) {
      if (!/\d/.test(sentence)) return false;
      const text = plainMath(sentence);
      return measured(text).some((value) => isInUnit(value, text));
    },
    isGivenIn(sentence, title) {
      if (!/\d/.test(sentence)) return false;
      const text = inOneSpelling(plainMath(sentence));
      const all = measured(text);
      return all.some((value, i) => {
        if (!isInUnit(value, text) || value.kind === "above" || value.kind === "below") return false;
        if (isAssumed.test(text.slice(Math.max(0, value.start - 60), value.start))) return false;
        // "a modulus of 24.5 mag for M31"
        const [behind = ""] = /^\s*(?:for|of|to|in)\s[^,.;]{0,50}/.exec(text.slice(value.end)) ?? [];
        return isOfAsked(
          text,
          value,
          all[i - 1]?.end ?? 0,
          { subject, quantity },
          `${inOneSpelling(plainMath(title))} ${behind}`,
        );
      });
    },
  };
}

const isAssumed = /\b(?:assum|adopt|suppos|fiducial)\w*[^;]*$/i;
const openers = /^\s*(?:what|which|how)\b|[?]/gi;

/** "spin period" of "what is the spin period of": its own name, with what narrows it. */
function qualified(head: string, { name }: Known): string {
  const words = head.replace(/^(?:what|which) (?:is|are|was|were) (?:the )?/i, "");
  return /^how\b/i.test(head)
    ? name
    : words.replace(/^(?:current|present|total|typical|mean|average|best|exact) /i, "");
}

/** "How old is the universe?" in the words of papers: "age: the universe". */
export function inQuantities(question: string): string {
  const known = askedQuantity(question);
  return known ? inWordsOf(question, known.name) : question;
}

function inWordsOf(question: string, name: string): string {
  return question.replace(asksHow, name);
}
