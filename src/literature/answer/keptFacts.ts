/** What must come through any rewording letter by letter: numbers, units, names with capitals or digits, and no link or citation more. */

import { namesIn } from "../names.ts";
import { hasQuantity, type Quantity, quantities } from "./quantities.ts";

/** Units that other languages write in words of their own. */
const translatedUnits = /^(?:yr|s|d|month|min|h|msun|lsun|rsun|%|deg|arcmin|arcsec)$/;

/** @returns what changed, for the reader; undefined where nothing did */
export function changedFact(before: string, after: string, isTranslated = false): string | undefined {
  if (!/\p{L}/u.test(after)) return "no words came";
  if (/https?:|www\.|[[\]]|\p{L}@\p{L}/iu.test(after)) return "a link or a citation was added";
  const old = quantities(before);
  const readings = isTranslated ? numberReadings(after) : [after];
  if (!readings.some((reading) => areSameNumbers(old, quantities(reading), isTranslated)))
    return "a number or a unit changed";
  const [theirs, mine] = [codesIn(before), codesIn(readings[0] as string)];
  const lost = theirs.find((name) => !after.includes(name));
  if (lost !== undefined) return `the name ${lost} was lost`;
  const added = mine.find((name) => !before.includes(name));
  return added === undefined ? undefined : `the name ${added} was added`;
}

function codesIn(text: string): string[] {
  return namesIn(text)
    .map(({ written }) => written)
    .filter((word) => /\p{Lu}.*[\p{Lu}\d]|\d.*\p{Lu}/u.test(word));
}

/** 0,45 is 0.45 to half of the world, and 10.000 is ten thousand; where words have no blanks, numbers touch them. */
function numberReadings(text: string): string[] {
  const apart = text
    .normalize("NFKC")
    .replace(/(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])(?=[-+\dA-Za-z])/gu, " ")
    .replace(/(?<=[\dA-Za-z])\s?(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])/gu, " ");
  const comma = (of: string) => of.replace(/(\d),(\d)/g, "$1.$2");
  const grouped = apart.replace(
    /(?<![\d.,])(\d{1,3})((?:[.\u202f\u00a0 ]\d{3})+)(?![\d.])/g,
    (_, first, rest) => `${first}${rest.replace(/\D/g, "")}`,
  );
  return [apart, comma(apart), comma(grouped)];
}

function areSameNumbers(old: readonly Quantity[], now: readonly Quantity[], isTranslated: boolean): boolean {
  if (!isTranslated)
    return (
      old.every((each) => hasQuantity(now, each)) && now.every((each) => hasQuantity(old, each)) && inOrder(old, now)
    );
  return (
    old.every(
      ({ value, unit }) =>
        now.some((each) => each.value === value) &&
        (unit === null || translatedUnits.test(unit) || hasQuantity(now, { value, unit, written: "" })),
    ) &&
    now.every(({ value }) => old.some((each) => each.value === value)) &&
    inOrder(old, now)
  );
}

/** Of numbers of one unit: "2 kpc in A and 3 kpc in B" must not become 3 and 2. */
function inOrder(old: readonly Quantity[], now: readonly Quantity[]): boolean {
  for (const unit of new Set(old.map((each) => each.unit))) {
    const theirs = [...new Set(old.filter((each) => each.unit === unit).map(({ value }) => value))];
    if (theirs.length !== 2) continue;
    const mine = now.map(({ value }) => value);
    if (mine.indexOf(theirs[0] as number) > mine.indexOf(theirs[1] as number)) return false;
  }
  return true;
}
