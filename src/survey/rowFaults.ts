/** Bad rows of a catalogue: what is wrong with each, counted by kind, and as a table. */

import { csvCell } from "../csvCell.ts";
import { Fault } from "../fault.ts";

export type RowFaultKind =
  | "shape"
  | "id"
  | "duplicate-id"
  | "image-missing"
  | "image-unreadable"
  | "coordinates"
  | "votes"
  | "votes-exceed-parent"
  | "fractions"
  | "label"
  | "no-task";

export interface RowFault {
  /** As in the file: in a CSV the header is row 1; in Parquet the first row is 1. */
  row: number;
  id: string | null;
  kind: RowFaultKind;
  /** With the value as it is written in the file. */
  reason: string;
}

const kindNames: Record<RowFaultKind, string> = {
  shape: "fields missing or too many",
  id: "id unusable",
  "duplicate-id": "id already used by another row",
  "image-missing": "image missing",
  "image-unreadable": "image unreadable",
  coordinates: "coordinates not on the sky",
  votes: "votes that are not counts",
  "votes-exceed-parent": "more votes than the parent answer",
  fractions: "fractions out of range",
  label: "no label of this survey",
  "no-task": "no labelling task of that name",
};

/** Most frequent first. */
export function countByKind(faults: readonly RowFault[]): { kind: RowFaultKind; meaning: string; count: number }[] {
  const counts = new Map<RowFaultKind, number>();
  for (const { kind } of faults) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => ({ kind, meaning: kindNames[kind], count }))
    .sort((a, b) => b.count - a.count);
}

/** The faults as CSV: row, id_str, kind, reason. */
export function rowFaultsCsv(faults: readonly RowFault[]): string {
  const lines = faults.map(({ row, id, kind, reason }) => [row, id, kind, reason].map(csvCell).join(","));
  return `${["row,id_str,kind,reason", ...lines].join("\n")}\n`;
}

/** Raised instead of importing anything; carries every fault. */
export class BadRows extends Fault {
  readonly faults: readonly RowFault[];

  constructor(fileName: string, faults: readonly RowFault[], rows: number) {
    const [first] = faults;
    const bad = new Set(faults.map(({ row }) => row)).size;
    super(
      "bad-rows",
      `${count(bad, "row")} of ${fileName} ${bad === 1 ? "is" : "are"} bad, nothing was imported; ` +
        `the first: row ${first?.row}: ${first?.reason}. Mend the file` +
        (rows > bad ? `, or import the other ${(rows - bad).toLocaleString("en-US")} with --skip-bad` : ""),
    );
    this.faults = faults;
  }
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}
