/** Whether a sentence says a value of the asked quantity of the asked object, and of nothing else that it names: only such a value can contradict. */

import { stemsOf } from "../words.ts";
import type { Measured } from "./measured.ts";

export interface AskedOf {
  /** What the value is said of, by how much each word tells, 1 in sum. */
  subject: ReadonlyMap<string, number>;
  /** Of those, what names the quantity. */
  quantity: readonly string[];
}

/** How far before a value its subject may stand, in letters. */
const reach = { near: 45, clause: 140 };
/** Of what the subject's other words tell, what must stand in the value's own clause. */
const leastObject = 0.6;

/** Between a quantity and its value these can own nothing. */
const light =
  /^(?:is|are|was|were|not|never|be|been|being|of|to|a|an|the|at|about|approximately|around|roughly|nearly|only|just|value|values|best|fit|fitted|mean|median|average|weighted|measured|found|estimated|determined|derived|inferred|equal|equals|lies|between|from|than|greater|less|more|larger|smaller|higher|lower|as|high|low|in|range|has|have|having|we|find|finds|obtain|derive|measure|yields?|gives?|yielding|giving|with|over|above|below|exceeds|exceeding|least|most|by|for|and|constrained|today|now|present|local|universe|this|its|it|that|which|total|current|new|our|revised|absolute|true|precise|accurate|corresponding|corresponds|d|z|age|M|m|r|x|t|t_?0|T|P|modulus)$/;

/** "H0 = 73", "a bar fraction of about 0.3": between the last word of the subject and the value stands nothing that could own it. */
export function standsBeside(plain: string, { start }: Measured, subject: ReadonlyMap<string, number>): boolean {
  const before = plain.slice(Math.max(0, start - reach.near), start);
  const words = [...before.matchAll(/[A-Za-z0-9][\w.-]*/g)];
  for (let i = words.length - 1; i >= 0; i--) {
    const { 0: word, index } = words[i] as RegExpExecArray;
    if (stemsOf(word).some((stem) => subject.has(stem))) {
      const gap = before.slice(index + word.length);
      return !/[;]|\d/.test(gap);
    }
    if (!light.test(word)) return false;
  }
  return false;
}

/** What makes a value another's: where something ends, how far another lies, what is left over or set. */
const another =
  /\b(?:up to|out to|as far as|within|beyond|foreground|background|radi(?:us|i)|diameter|size|width|depth|thickness|extent|separation|offset|shift|difference|gradient|projected|radial|galactocentric|away|apart|between|distribution|sample|survey|scale|limit(?:ed|ing|s)?|lower|upper|resolution|spacing|component|core|satellite|companion|dwarf|host|gas|dust|stellar|enclosed|inside|remnant|progenitor|models?|simulat\w+|fiducial|if|every|per|last|past|first|next|future|lifetime|initial)\b/i;
/** After a value these say that it is measured from somewhere, or of a part. */
const fromElsewhere =
  /^\s*(?:\([^()]*\)\s*)?(?:away |apart |north |south |east |west |wide |long |across |thick )*(?:from|behind|beyond|in front of|in (?:radius|diameter|size|length|width)|across|apart|away|before|after|ago|earlier|later|above|below the|larger|smaller|longer|shorter|closer|farther|further|inside|within|around|on either side|to the (?:foreground|background)|radius|diameter|scale|sample|survey|volume)\b/i;

/**
 * @param title for a sentence that names the quantity alone: its object is then the title's
 * @returns whether the words just before the value name the quantity, and the object stands in that clause, or nothing else does
 */
export function isOfAsked(plain: string, value: Measured, from: number, asked: AskedOf, title = ""): boolean {
  const { subject, quantity } = asked;
  const clause = clauseBefore(plain, from, value.start);
  const own = quantity.length > 0 ? quantity : [...subject.keys()];
  const chain = chainBefore(clause, subject);
  const inChain = new Set(stemsOf(chain));
  if (!own.every((stem) => inChain.has(stem))) return false;
  if (fromElsewhere.test(plain.slice(value.end, value.end + 60))) return false;
  const asks = new Set(subject.keys());
  // "By models we obtain a mass of": how, and not whose.
  const isOurs = /^\s*we\b/i.test(chain);
  const foreign = another.exec(chain) ?? (isOurs ? null : another.exec(precededBy(clause, chain)));
  if (foreign && !stemsOf(foreign[0]).some((stem) => asks.has(stem))) return false;
  const object = [...subject].filter(([stem]) => !own.includes(stem));
  const all = object.reduce((sum, [, share]) => sum + share, 0);
  if (all === 0) return true;
  const told = (text: string) => {
    const stems = new Set(stemsOf(text));
    return object.reduce((sum, [stem, share]) => sum + (stems.has(stem) ? share : 0), 0) / all;
  };
  if (told(chain) >= leastObject) return true;
  // "For the LMC we derive a distance of 50 kpc": the object before, and no other name between them.
  if (told(clause) >= leastObject) return !namesOther(lastFrom(clause, object), asks);
  return title !== "" && told(title) >= leastObject && !namesOther(clause.replace(/^\W*\w+/, ""), asks);
}

/** Up to the value, from where the value before it ended or its clause began. */
function clauseBefore(plain: string, from: number, start: number): string {
  const text = plain.slice(Math.max(from, start - reach.clause), start);
  return (
    text.split(/[;:]|,?\s+\b(?:but|while|whereas|although|than that|compared|relative|assuming|because)\b/).at(-1) ?? ""
  );
}

/** The words that end at the value and are the subject's own or light. */
function chainBefore(clause: string, subject: ReadonlyMap<string, number>): string {
  const words = [...clause.matchAll(/[A-Za-z0-9][\w.'-]*/g)];
  let begin = clause.length;
  for (let i = words.length - 1; i >= 0; i--) {
    const { 0: word, index } = words[i] as RegExpExecArray;
    if (!light.test(word) && !stemsOf(word).some((stem) => subject.has(stem))) break;
    begin = index;
  }
  return clause.slice(begin);
}

/** Of two words before the chain: "models with H0", "the projected distance". */
function precededBy(clause: string, chain: string): string {
  return clause.slice(0, clause.length - chain.length).match(/(?:[\w'-]+\W+){0,2}$/)?.[0] ?? "";
}

function lastFrom(clause: string, object: readonly (readonly [string, number])[]): string {
  const stems = new Set(object.map(([stem]) => stem));
  const words = [...clause.matchAll(/[A-Za-z0-9][\w.'-]*/g)].filter(({ 0: word }) =>
    stemsOf(word).some((stem) => stems.has(stem)),
  );
  const last = words.at(-1);
  return last ? clause.slice(last.index + last[0].length) : clause;
}

/** Another name than the asked: a capital that begins no sentence. */
function namesOther(text: string, asked: ReadonlySet<string>): boolean {
  return [...text.matchAll(/(?<![\w-])\p{Lu}[\p{L}\p{N}]+(?:-?\d+)?/gu)].some(
    ({ 0: name }) =>
      !/^(?:We|The|This|In|For|From|Our|Using|With)$/.test(name) && !stemsOf(name).some((stem) => asked.has(stem)),
  );
}
