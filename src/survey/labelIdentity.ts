/** Which label a row of a table is: the same one whatever the table's format, and the one that is stored already. */

import { createHash } from "node:crypto";
import type { LabelAct, LabelIndex } from "./labelIndex.ts";
import type { LabelValue } from "./labelValue.ts";
import { personName } from "./personName.ts";

/** What a row says, as its columns have it. */
export interface LabelRow {
  by: string;
  task: string;
  id: string;
  value: LabelValue;
  /** The time as it is written there. */
  time: string | null | undefined;
  /** What the row calls itself (classification_id, key); "" where nothing. */
  given: string;
}

/**
 * The act that the row is. A person who says the same of the same object at the same moment says one thing: so it is the
 * stored act, where there is such a one, and else one whose key follows from what is said and when, not from how it is written.
 */
export function actOf(row: LabelRow, index: LabelIndex): { key: string; value: LabelValue; at: string | undefined } {
  const at = momentOf(row.time);
  const by = personName(row.by);
  const content = plain([by, row.task, row.id, row.value]);
  const isSame = (act: LabelAct) => plain([act.by, act.task, act.id, act.value]) === content;
  const then = index.saidBy(row.task, row.id, by).find((act) => act.at === at && isSame(act));
  if (then) return then;
  const key = hashed([content, at ?? row.given]);
  for (const known of [row.given, key, keyBefore(row)]) {
    const act = index.find(known);
    if (act && "task" in act && isSame(act)) return { key: known, value: act.value, at };
  }
  return { key, value: row.value, at };
}

/**
 * ISO 8601 in UTC. Zooniverse writes 2026-11-27 05:00:00 UTC, Parquet's times come as 2026-11-27 05:00:00+00, and a time
 * without a zone is taken for UTC too.
 * @returns as it is written, where it is no time; undefined where nothing is written
 */
export function momentOf(text: string | null | undefined): string | undefined {
  const written = text?.trim();
  if (!written) return undefined;
  const [, day, time, zone] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/.exec(written) ?? [];
  const iso = day && (time ? `${day}T${time}${offset(zone)}` : day);
  const moment = new Date(iso ?? written);
  return Number.isNaN(moment.getTime()) ? written : moment.toISOString();
}

function offset(zone: string | undefined): string {
  if (zone === undefined || zone === "UTC" || zone === "Z") return "Z";
  const digits = zone.replace(":", "");
  return `${digits.slice(0, 3)}:${digits.slice(3) || "00"}`;
}

/** Text that is the same for the same content: blanks at the ends, and which question was answered first, say nothing. */
function plain([by, task, id, value]: readonly [string, string, string, LabelValue]): string {
  const said =
    typeof value === "string"
      ? value.trim()
      : typeof value === "object" && value !== null
        ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
        : value;
  return JSON.stringify([by, task, id, said]);
}

function hashed(content: unknown): string {
  return `import:${createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 32)}`;
}

/** As 0.1.0 made it, from the time as that table wrote it: labels that it imported are known by it. */
function keyBefore({ by, task, id, value, time, given }: LabelRow): string {
  const written = time?.trim() || undefined;
  const at =
    written && /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(written)
      ? `${written.replace(" ", "T")}${written.length > 10 ? "Z" : ""}`
      : written;
  return hashed([JSON.stringify([by, task, id, value]), given, at]);
}
