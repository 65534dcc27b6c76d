/** The field that a mistyped name was meant for. */

import { slipsBetween } from "../../slips.ts";
import { fieldNames } from "./query.ts";

/** Shorter names are near too many words. */
const shortest = 4;

/** Fields that are near other words as often as they are meant. */
const plainWords = new Set(["full", "body"]);

/** @returns undefined where it is a field, or near none */
export function nearField(name: string): string | undefined {
  if (Object.hasOwn(fieldNames, name) || name.length < shortest) return undefined;
  const allowed = name.length < 6 ? 1 : 2;
  const near = Object.keys(fieldNames)
    .filter((field) => field.length >= shortest && !plainWords.has(field))
    .map((field) => ({ field, slips: slipsBetween(name, field) }))
    .sort((a, b) => a.slips - b.slips)[0];
  return near && near.slips <= allowed ? near.field : undefined;
}
