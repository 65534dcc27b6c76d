/** The field that a mistyped name was meant for. */

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
    .map((field) => ({ field, edits: editsBetween(name, field) }))
    .sort((a, b) => a.edits - b.edits)[0];
  return near && near.edits <= allowed ? near.field : undefined;
}

/** Letters added, left out, changed, or changed places with their neighbour (Damerau 1964, each place once). */
function editsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (up: number, left: number) => rows[i - up]?.[j - left] ?? Number.POSITIVE_INFINITY;
      const changed = at(1, 1) + Number(a[i - 1] !== b[j - 1]);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(at(1, 0) + 1, (row[j - 1] as number) + 1, changed, isSwap ? at(2, 2) + 1 : changed));
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] as number;
}
