/** Whether one sentence leans to a claim or against it: by cue words, what they deny, and the order of its words. */

import { stemsOf } from "../words.ts";
import { covered } from "./evidence.ts";
import { areOpposed, isNegated } from "./negation.ts";

/** Of the claim's telling words, the share that must stand beside a cue; beside "we find that", which everybody writes, nearly all. */
export const leastCovered = { plain: 0.6, loose: 0.85 };
/** How far from its cue a claim may stand, in letters. */
const reach = { plain: 160, loose: 100 };
/** Of a claim of one telling word more than so many one may be missing; but never the last, which is what is claimed of the others. */
const wordsPerMissing = 4;
const clauseEnds = /[;:]|\b(?:but|while|whereas|although|though|even if|unless|however|despite)\b/i;

const supporting =
  /\b(?:confirm\w*|consistent with|(?<!\bin )(?:supports?|supported|supporting)|in (?:good |excellent )?agreement|agrees? with|evidence (?:for|of|that)|verif(?:y|ies|ied)|corroborat\w*|favou?rs?|favou?red|strongly suggests?)\b/gi;
const loose =
  /\b(?:find|found|show|shows|shown|conclude|concludes|demonstrat\w*|establish\w*|reveal\w*|suggests?|implies|imply|indicates?) that\b/gi;
export const contradicting =
  /\b(?:inconsistent with|rules? out|ruled out|ruling out|in (?:strong |some |mild )?tension|contradict\w*|disagrees? with|challeng\w*|exclude[sd]?|exclusion|refut\w*|no (?:significant |strong |clear |convincing )?evidence(?! against)|(?:little|scant|lack of|absence of) evidence|disfavou?r\w*|argues? against|evidence against|unlikely|fails? to|failed to|reject(?:s|ed)?|incompatible|at odds)\b/gi;
/** What is hoped for, planned or asked is not found. */
const ahead =
  /\b(?:will|would|could|may|might|should|whether|if|aim\w*|in order to|future|upcoming|planned|designed|attempt\w*|try|trying|hop(?:e|es|ed|ing)|needed|required|necessary|enough)\b[^.;]{0,60}$|(?:^|[.;:]\s*)to (?:\w+ ){0,2}$/i;
const denied =
  /(?:\b(?:not(?! only)|no(?! doubt)|never|cannot|neither|nor|without|hardly|barely)\b|n['’]t\b)(?:\s+[\w-]+){0,3}\s*$/i;

/** 1 for, -1 against, 0 neither: of a sentence that speaks of the claim. */
export function leaningOf(
  text: string,
  claim: ReadonlySet<string>,
  tells: ReadonlyMap<string, number>,
  isCopular: boolean,
): -1 | 0 | 1 {
  // Of "is X ruled out?" the cue is the claim.
  if (claim.has("rule") || claim.has("exclud")) {
    const found = contradicting.exec(text);
    contradicting.lastIndex = 0;
    // Of "is w = -1 excluded?" too little is left to know it by.
    const others = new Map([...tells].filter(([stem]) => !/^(?:rule|exclud|out|sigma)/.test(stem)));
    if (!found || others.size < 2 || !saysIt(text, others, 0)) return 0;
    return denied.test(text.slice(0, found.index)) ? -1 : 1;
  }
  let sum = 0;
  let claimed = "";
  let heard = "";
  let rest = text;
  let hasCue = false;
  for (const [pattern, direction] of [
    [contradicting, -1],
    [supporting, 1],
    [loose, 1],
  ] as const)
    for (const { 0: cue, index } of rest.matchAll(pattern)) {
      hasCue ||= pattern !== loose;
      const [before, after] = besides(text, index, cue.length, pattern === loose ? reach.loose : reach.plain);
      // "X is ruled out": but nobody writes "X we find that".
      const side = pattern === loose ? after : `${before} ${after}`;
      if (!saysIt(side, tells, pattern === loose ? leastCovered.loose : leastCovered.plain)) continue;
      const isDenied = denied.test(rest.slice(0, index));
      // "promising candidates for" proposes, and finds nothing.
      if (ahead.test(before) || (direction > 0 && /\bcandidates? (?:for|of|to)\b/i.test(side))) continue;
      // "cannot rule out" is no support; "not consistent with" contradicts.
      if (isDenied) sum += direction > 0 ? -1 : 0;
      // "We reject that they are not produced by magnetars" is too much for a reading of cues.
      else if (direction > 0 || !/\bnot?\b|n['’]t\b/i.test(after)) sum += direction;
      heard += ` ${side}`;
      // What a later clause denies ("even if we detect none") is not the claim: "X appears not to do Y, confirming Z" is said before.
      if (direction > 0 && !isDenied) {
        const says = (part: string) => saysIt(part, tells, leastCovered.plain);
        claimed = pattern !== loose && !says(after) && says(before) ? before : (after.split(",")[0] ?? "");
      }
      rest = rest.slice(0, index) + " ".repeat(cue.length) + rest.slice(index + cue.length);
    }
  if (sum === 0) return hasCue ? 0 : plainLeaning(text, claim, tells, isCopular);
  const leaning = Math.sign(sum);
  // "We find that bars do not slow down" supports nothing of a claim that they do.
  const deniesTheRest = leaning > 0 && deniesIt(claimed);
  const isOpposite = areOpposed(claim, new Set(stemsOf(heard))) !== undefined;
  return (deniesTheRest !== isOpposite ? -leaning : leaning) as -1 | 1;
}

/** "uncorrelated with", "only a minor role": without a word for not. */
const belittles =
  /\b(?:uncorrelated|anti-?correlated|unrelated|independent of|(?:minor|little|negligible|small|insignificant) (?:role|part|effect|impact|influence|contribution|fraction|difference|dependence)|(?:less|fewer) than (?:about |~)?\d+(?:\.\d+)? ?(?:%|per ?cent))/i;

function deniesIt(text: string): boolean {
  return isNegated(text) !== belittles.test(text);
}

/** What stands before and behind a cue within its clause. */
function besides(text: string, index: number, length: number, within: number): [before: string, after: string] {
  const before =
    text
      .slice(Math.max(0, index - within), index)
      .split(clauseEnds)
      .at(-1) ?? "";
  const after = text.slice(index + length, index + length + within).split(clauseEnds)[0] ?? "";
  return [before, after];
}

/** Whether a text has the claim's words: its subject alone is mentioned in much that says nothing of the claim. */
function saysIt(side: string, tells: ReadonlyMap<string, number>, least: number): boolean {
  const own = new Set(stemsOf(side));
  const asked = [...tells.keys()];
  const missing = asked.filter((stem) => !own.has(stem));
  const last = asked.at(-1);
  return (
    covered(tells, own) >= least &&
    missing.length <= Math.max(0, Math.floor((asked.length - 1) / wordsPerMissing)) &&
    (last === undefined || own.has(last))
  );
}

const open =
  /\b(?:whether|if|may|might|could|would|should|possib\w+|assum\w+|suppos\w*|hypothe\w+|questions?|unclear|unknown|debated?|controvers\w*|tests?|investigate\w*|explore\w*|examine\w*|propos\w*|expected|anticipate|predict\w*|future|will)\b/i;
/** Without a cue a sentence must say nearly all of the claim in one clause, and plainly. */
const leastPlain = { denied: 0.7, said: 0.85 };

function plainLeaning(
  text: string,
  claim: ReadonlySet<string>,
  tells: ReadonlyMap<string, number>,
  isCopular: boolean,
): -1 | 0 | 1 {
  if (open.test(text)) return 0;
  const clauses = text.split(/;|,? \b(?:but|while|whereas|although|though|even|despite|unless|because|so)\b/);
  const shares = clauses.map((clause) => covered(tells, new Set(stemsOf(clause))));
  const most = Math.max(...shares);
  const clause = clauses[shares.indexOf(most)] ?? "";
  if (!saysIt(clause, tells, 0)) return 0;
  const spoken = clause.split(/\s+/);
  const stemsOfEach = spoken.map((word) => new Set(stemsOf(word)));
  const places = [...tells.keys()]
    .map((stem) => stemsOfEach.findIndex((own) => own.has(stem)))
    .filter((place) => place >= 0);
  if (!isSaidInOrder(places, spoken, isCopular) && !isSaidInPassive(places, spoken)) return 0;
  const last = stemsOfEach.findLastIndex((own) => [...own].some((stem) => tells.has(stem)));
  // "quench star formation without destroying the core" is no denial.
  const isDenied =
    deniesIt(
      spoken
        .slice(0, last + 1)
        .join(" ")
        .replace(cuts, ""),
    ) !==
    (areOpposed(claim, new Set(stemsOf(clause))) !== undefined);
  if (isDenied) return most >= leastPlain.denied ? -1 : 0;
  return most >= leastPlain.said ? 1 : 0;
}

/** Cuts made on data deny nothing. */
const cuts = /\b(?:excluding|rejecting)\b/gi;

const copula = /\b(?:is|are|was|were|be|been|remains?|appears?|seems?|become[sn]?)\b/i;

/**
 * Whether a clause says the claim's words one after the other; of "is X Y?" with a form of "be" before Y: "the dwarf planet Pluto
 * has moons" is no word on whether Pluto is a planet.
 * @param places of those words among all that are spoken
 */
function isSaidInOrder(places: readonly number[], spoken: readonly string[], isCopular: boolean): boolean {
  if (places.some((place, i) => i > 0 && place < (places[i - 1] as number))) return false;
  return !isCopular || copula.test(spoken.slice((places[0] ?? 0) + 1, (places.at(-1) ?? 0) + 1).join(" "));
}

/** "AGN are triggered by mergers" of "do mergers trigger AGN?": who does it comes behind the verb. */
function isSaidInPassive(places: readonly number[], spoken: readonly string[]): boolean {
  const by = spoken.findIndex((word, at) => word === "by" && /(?:ed|en|wn)$/.test(spoken[at - 1] ?? ""));
  if (by < 0 || !copula.test(spoken.slice(0, by).join(" "))) return false;
  const doers = places.filter((place) => place >= by).length;
  // The claim names the doer first.
  return doers > 0 && doers < places.length && places.slice(0, doers).every((place) => place >= by);
}
