/** A question taken apart by its wording: what is compared, what is listed, what is asked one after the other, for and against. */

import { isStopWord, stemsOf } from "../../words.ts";
import { claimOf } from "../claim.ts";

export interface Part {
  /** What is searched. */
  question: string;
  /** Why it is a part. */
  why: string;
  /** Over its quotes, where the question is no good one. */
  heading?: string;
}

const mostParts = 5;

/** @returns the parts, none where the question is of one piece */
export function partsOf(question: string): Part[] {
  const plain = question.trim().replace(/[\s?.]+$/, "");
  const claim = claimOf(question);
  const taken = clauses(plain) ?? compared(plain) ?? listed(plain) ?? [];
  const found = claim === undefined ? taken : [...forAndAgainst(plain), ...taken];
  const seen = new Set<string>();
  return found
    .filter((part) => {
      const key = stemsOf(part.question).sort().join(" ");
      return key !== "" && !seen.has(key) && seen.add(key);
    })
    .slice(0, mostParts);
}

/** "How do bars form, and how long do they live?": who is meant by "they" is said again. */
function clauses(plain: string): Part[] | undefined {
  const pieces = plain.split(
    /(?:[?;]\s*(?:and )?|,? (?:and|or|but) )(?=(?:how|what|why|which|when|where|who|whether)\b)/i,
  );
  if (pieces.length < 2) return undefined;
  const [first = ""] = pieces;
  return pieces.map((piece, i) => {
    const own = new Set(stemsOf(piece));
    const isOpen = i > 0 && (own.size < 3 || /\b(?:it|its|they|their|them|this|these|those|such)\b/i.test(piece));
    const missing = isOpen ? contentWords(first).filter((word) => !stemsOf(word).some((stem) => own.has(stem))) : [];
    return {
      question: `${[piece, ...missing].join(" ").trim()}?`,
      why: "one of the questions that are asked together",
    };
  });
}

const comparisons = [
  /^(?<before>.*?)\b(?:differences?|contrasts?|comparisons?|differ|relations?(?:hip)?|connections?|links?|tension|interplay) between (?<one>.+?) and (?<other>.+)$/i,
  /^(?<before>.*?)\bcompare[sd]? (?<one>.+?) (?:and|with|to|against) (?<other>.+)$/i,
  /^(?<before>.*?\b(?:is|are|do|does|of|in|for|by)\b )?(?<one>.+?),? (?:versus|vs\.?|compared (?:to|with)|as opposed to|rather than|differ(?:s|ent)? from) (?<other>.+)$/i,
];

/** Each side with what is said of both: "bulges and bars in dwarf galaxies" asks for bulges in dwarf galaxies. */
function compared(plain: string): Part[] | undefined {
  for (const pattern of comparisons) {
    const { one, other } = pattern.exec(plain)?.groups ?? {};
    if (one === undefined || other === undefined || other.split(" ").length > 14) continue;
    const tail = /\s(?:in|of|for|at|from|on|among|within|around) .+$/i.exec(other)?.[0] ?? "";
    const sides = [tail !== "" && !one.endsWith(tail) ? one + tail : one, other];
    return sides.map((side) => ({ question: side, why: "one of what is compared" }));
  }
  return undefined;
}

const longestItem = 3;

/** "Do mergers, gas accretion and bars build bulges": each of the list in the place of all. */
function listed(plain: string): Part[] | undefined {
  const words = plain.split(/\s+/);
  const at = words.findIndex((word, i) => i > 0 && i < words.length - 1 && /^(?:and|or)$/i.test(word));
  if (at < 0) return undefined;
  const items: string[][] = [];
  let start = at;
  for (;;) {
    const end = start;
    while (start > 0 && end - start < longestItem && isOfItem(words[start - 1] as string, start === end)) start--;
    if (start === end) break;
    items.unshift(words.slice(start, end));
    if (start === 0 || !(words[start - 1] as string).endsWith(",")) break;
  }
  const [lastBefore] = items.slice(-1);
  if (!lastBefore) return undefined;
  let end = at + 1;
  while (end < words.length && isOfItem((words[end] as string).replace(/,$/, ""), true)) end++;
  const run = end - at - 1;
  if (run === 0) return undefined;
  // Where no small word ends it, a verb may have been taken in: it is as long as the one before it.
  const length = run <= longestItem ? run : lastBefore.length;
  items.push(words.slice(at + 1, at + 1 + length));
  const [before, after] = [words.slice(0, start), words.slice(at + 1 + length)];
  return items.map((item) => ({
    question: [...before, ...item.map((word) => word.replace(/,$/, "")), ...after].join(" "),
    why: "one of what is listed",
  }));
}

/** @param isLast a comma may stand behind it */
function isOfItem(word: string, isLast: boolean): boolean {
  const bare = word.replace(/,$/, "").toLowerCase();
  return (
    (isLast || !word.endsWith(",")) &&
    /^[\p{L}\p{N}][\p{L}\p{N}+.'-]*$/u.test(bare) &&
    !isStopWord(bare) &&
    !isVerb.test(bare)
  );
}
const isVerb =
  /^(?:did|if|many|much|but|only|roles?|effects?|influence|impacts?|compare|describe|discuss|review|(?:make|play|drive|affect|shape|explain|set|build|grow|form|produce|cause|quench|trigger|regulate|contribute|change|evolve|depend|lead|create|control|determine|occur|arise|work|relate|differ|increase|decrease|reproduce|measure|trace|constrain|limit|heat|cool|fuel|feed|stop|start)s?)$/;

/** What papers write that hold a claim to be so, and that hold it not to be. */
function forAndAgainst(plain: string): Part[] {
  const topic = contentWords(plain).join(" ");
  return [
    {
      question: `${topic} evidence supports consistent confirms`,
      why: "evidence for it",
      heading: "searched for evidence for it",
    },
    {
      question: `${topic} inconsistent ruled out tension alternative`,
      why: "evidence against it",
      heading: "searched for evidence against it",
    },
  ];
}

export function contentWords(text: string): string[] {
  return text
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""))
    .filter((word) => stemsOf(word).length > 0);
}
