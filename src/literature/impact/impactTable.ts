/** Impact as a table: a row for each subject and year. */

import type { Column } from "../../survey/arrowTable.ts";
import type { Impact } from "./impact.ts";

export function impactColumns({ subjects }: Impact): Column[] {
  const rows = subjects.flatMap(({ name, years }) => years.map((year) => ({ name, ...year })));
  const whole = (column: string, of: (row: (typeof rows)[number]) => number): Column => ({
    name: column,
    type: "int32",
    values: rows.map(of),
  });
  const part = (column: string, of: (row: (typeof rows)[number]) => number): Column => ({
    name: column,
    type: "float64",
    values: rows.map(of),
  });
  return [
    { name: "subject", type: "string", values: rows.map(({ name }) => name) },
    whole("year", ({ year }) => year),
    whole("papers", ({ papers }) => papers),
    whole("mentions", ({ mentions }) => mentions),
    part("share", ({ share }) => share),
    part("share_low", ({ interval }) => interval[0]),
    part("share_high", ({ interval }) => interval[1]),
    whole("uses", ({ uses }) => uses),
    whole("objects", ({ objects }) => objects),
  ];
}
