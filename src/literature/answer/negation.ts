/** What a sentence denies, and words that are each other's opposite. */

import { stemmer } from "stemmer";
import { stemsOf } from "../words.ts";

const negation =
  /\b(?:not|no|never|neither|nor|none|nothing|without|cannot|fail(?:s|ed|ing)? to|lack(?:s|ed|ing)?|absen(?:t|ce)|rul(?:e|es|ed|ing) out|exclud(?:e|es|ed|ing)|unlikely|reject(?:s|ed|ing)?|refut(?:e|es|ed)|disfavou?r(?:s|ed)?|unable to|little evidence|hardly|contrary to)\b|n['’]t\b/gi;
/** "not only" denies nothing, "no doubt" neither. */
const harmless = /\b(?:not only|no doubt|not surprising(?:ly)?|no less than|whether or not)\b/gi;

export function isNegated(sentence: string): boolean {
  return denials(sentence) % 2 === 1;
}

/** How many words of it deny. */
export function denials(sentence: string): number {
  return [...sentence.replace(harmless, " ").matchAll(negation)].length;
}

/** The words that follow a negation, six at most and within its clause. */
export function negatedStems(sentence: string): string[] {
  const plain = sentence.replace(harmless, " ");
  return [...plain.matchAll(negation)].flatMap(({ 0: word, index }) => {
    const clause = plain.slice(index + word.length).split(/[;:,]|\b(?:but|although|while|whereas|because)\b/)[0] ?? "";
    return stemsOf(clause).slice(0, 6);
  });
}

const pairs = (
  "increase:decrease rise:fall higher:lower high:low larger:smaller large:small more:fewer more:less stronger:weaker strong:weak brighter:fainter " +
  "bright:faint hotter:cooler hot:cold older:younger old:young faster:slower fast:slow earlier:later early:late before:after above:below steeper:shallower " +
  "steep:shallow thick:thin thicker:thinner wide:narrow wider:narrower positive:negative correlation:anticorrelation correlate:anticorrelate " +
  "confirm:refute support:contradict consistent:inconsistent likely:unlikely possible:impossible stable:unstable agree:disagree agreement:disagreement " +
  "detect:undetected suppress:enhance accelerate:decelerate heat:cool inner:outer inside:outside inward:outward inflow:outflow red:blue redder:bluer " +
  "metal-rich:metal-poor rich:poor massive:low-mass maximum:minimum upper:lower rare:common convex:concave symmetric:asymmetric expand:contract " +
  "appear:disappear trigger:quench always:never all:none most:few dominant:negligible significant:insignificant thermal:nonthermal closed:open near:far " +
  "lack:sufficient weaker:enhanced"
)
  .split(" ")
  .map((pair) => pair.split(":") as [string, string]);
const opposites = new Map<string, { opposite: string; written: string }[]>();
for (const [a, b] of pairs)
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const list = opposites.get(stemmer(one)) ?? [];
    list.push({ opposite: stemmer(other), written: other });
    opposites.set(stemmer(one), list);
  }

/** A word of `own` whose opposite the source has, and which the source itself has not. */
export function areOpposed(
  own: ReadonlySet<string>,
  source: ReadonlySet<string>,
): { own: string; theirs: string } | undefined {
  for (const stem of own) {
    if (source.has(stem)) continue;
    const found = opposites.get(stem)?.find(({ opposite }) => source.has(opposite) && !own.has(opposite));
    if (found) return { own: stem, theirs: found.written };
  }
  return undefined;
}
