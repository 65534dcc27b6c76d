/** Does a sentence in other English words say something else than it did? By rules that refuse: what they let pass is not proven. */

import { isInstruction } from "../instructions.ts";
import { namesIn } from "../names.ts";
import { isStopWord, stemsOf } from "../words.ts";
import { inOrderShare, reporting } from "./check.ts";
import { changedFact } from "./keptFacts.ts";
import { denials, isNegated, negatedStems } from "./negation.ts";
import { poleChanged } from "./poles.ts";
import { isReadingOf } from "./readings.ts";
import { asWrittenIn } from "./wordedNumbers.ts";

/** What one says against a statement without a "not". */
const disputes =
  /\b(?:false\w*|untrue|den(?:y|ies|ied)|wrong\w*|incorrect\w*|mistaken|myths?|hoax|lies?|doubt\w*|disput\w*|disprov\w*|debunk\w*|contradict\w*|contrary|opposite|nonsense|question(?:s|ed|able)|retract\w*|unless|instead of|rather than|far from|anything but)\b/gi;
/** Classes of words of which one must stay where there was one, or what is said grows. */
const reserves: [what: string, RegExp][] = [
  [
    "a reserve such as may or suggests",
    /\b(?:may|might|could|would|can|possib\w+|perhaps|probabl\w+|likely|suggest\w*|appear\w*|seem\w*|candidates?|hint\w*|tentativ\w+|consistent with|expect\w*|predict\w*|propos\w+|speculat\w+|argu\w+|believ\w+|thought|think|hypothe\w+|potential\w*|marginal\w*|chance)\b/i,
  ],
  [
    "a condition such as if or only",
    /\b(?:if|unless|only|except|when|where|assum\w+|provided|models?|simulat\w+|depend\w*|whether|in case|just)\b/i,
  ],
  [
    "a bound such as less than",
    /\b(?:than|at least|at most|up to|down to|below|above|under|over|exceed\w*|within|limits?|minim\w+|maxim\w+|no more|no less|beyond|until)\b|[<>≤≥≲≳]|\\(?:lesssim|gtrsim|l[ae]q?|g[ae]q?|lt|gt)\b/,
  ],
  [
    "an about",
    /\b(?:about|approximately|roughly|around|nearly|almost|some|circa|close to|order of)\b|[~∼≈≃]|\\(?:sim|approx|simeq)/,
  ],
];
/** What makes a statement larger or surer, or turns it into advice. */
const additions =
  /\b(?:all|every|everyone|everything|always|only|never|prov(?:e|es|ed|en|ing)|proofs?|certain(?:ly|ty)?|undoubted\w*|definite\w*|obvious\w*|entire\w*|must|should|ought|exact\w*|absolute\w*|finally solved|breakthrough|best|worst|unique\w*|buy|you|your|readers?|recommend\w*|advi[sc]\w+)\b/gi;
const numberWords =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|half|halves|twice|thrice|double|triple|third|thirds|quarter|quarters|second|fourth|fifth|once)\b/gi;
const opening =
  /^(?:in|at|for|with|by|during|after|before|within|among|on|through|since|when|if|because|using|from|near)\b[^,]{2,80},\s+/i;
const clauses =
  /[.;:!?()—–]+\s*|,\s+|\s+(?:and|but|which|who|whose|while|because|so|that|where|whereas|although|meaning|thus|as|since)\s+/;

/**
 * @param before the checked sentence
 * @param quotes of it; what they say may come in
 * @returns what changed, for the reader; undefined where no rule sees a change
 */
export function changedSense(before: string, written: string, quotes: readonly string[]): string | undefined {
  // "A tenth" for 10 % changes nothing.
  const after = asWrittenIn(written, [before]);
  const fact = changedFact(before, after);
  if (fact) return fact;
  if (after.length > 2 * before.length + 40) return "it became much longer";
  if (isInstruction(after) && !isInstruction(before)) return "it addresses its reader";
  const denied = changedDenial(before, after);
  if (denied) return denied;
  const pole = poleChanged(before, after);
  if (pole !== undefined) return `"${pole}" stands for its opposite`;
  for (const [what, words] of reserves) if (words.test(before) && !words.test(after)) return `${what} was lost`;
  const added = addedWord(additions, before, after) ?? addedWord(numberWords, before, after);
  if (added !== undefined) return `"${added}" was added`;
  const lost = addedWord(numberWords, after, before);
  if (lost !== undefined) return `"${lost}" was lost`;
  return isReadingOf(after, before) ? undefined : (unsupported(before, after, quotes) ?? reordered(before, after));
}

function changedDenial(before: string, after: string): string | undefined {
  const says = 'a "not" was added or lost';
  if (isNegated(before) !== isNegated(after) || (denials(before) === 0) !== (denials(after) === 0)) return says;
  if ((before.match(disputes) ?? []).length !== (after.match(disputes) ?? []).length) return says;
  const [theirs, mine] = [negatedStems(before), negatedStems(after)];
  if (mine.length > 0 && theirs.length > 0 && !mine.some((stem) => theirs.includes(stem)))
    return "it denies something else";
  return undefined;
}

function addedWord(of: RegExp, before: string, after: string): string | undefined {
  const known = new Set(before.toLowerCase().match(/\p{L}+/gu));
  return (after.match(of) ?? []).find((word) => !known.has(word.toLowerCase().split(" ")[0] as string));
}

/** Each clause must be made of words of the source in its half at least. */
function unsupported(before: string, after: string, quotes: readonly string[]): string | undefined {
  const source = [before, ...quotes].join(" ");
  const known = [...new Set(stemsOf(source))];
  const isKnown = (stem: string) =>
    known.some(
      (each) =>
        each === stem || (Math.min(each.length, stem.length) >= 4 && (each.startsWith(stem) || stem.startsWith(each))),
    );
  const name = namesIn(after).find(({ written, stems }) => !isStopWord(written.toLowerCase()) && !stems.every(isKnown));
  if (name) return `the name ${name.written} was added`;
  const own = (text: string) => stemsOf(text).filter((stem) => !reporting.has(stem) && !/^\d/.test(stem));
  for (const clause of [after, ...after.split(clauses)]) {
    const stems = own(clause);
    const strange = stems.filter((stem) => !isKnown(stem)).length;
    if (stems.length >= 2 && strange > stems.length / 2)
      return clause === after ? "most of its words are new" : `"${shortened(clause)}" was added`;
  }
  return undefined;
}

const shortened = (clause: string) => (clause.length > 60 ? `${clause.slice(0, 57).trimEnd()}...` : clause.trim());

/** "A drives B" is not "B drives A"; "In P, A is B" is "A is B in P". */
function reordered(before: string, after: string): string | undefined {
  const first = opening.exec(after);
  const orders = first ? [after, `${after.slice(first[0].length).replace(/[.!?]+$/, "")} ${first[0]}`] : [after];
  const leastInOrder = 0.7;
  const shares = orders.map((order) => inOrderShare(order, before));
  const names = (text: string) => namesIn(text).map(({ stems }) => stems.join(" "));
  const theirs = names(before);
  const isInOrder = (order: string) => {
    const at = names(order).flatMap((name) => (theirs.includes(name) ? [theirs.indexOf(name)] : []));
    return at.every((place, i) => i === 0 || place > (at[i - 1] as number));
  };
  return orders.some((order, i) => (shares[i] as number) >= leastInOrder && isInOrder(order))
    ? undefined
    : "its words stand in another order";
}
