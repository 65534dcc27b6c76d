/** Which objects are to be cut out, and where in the sky they lie: of a catalogue, or of a survey. */

import type { Vector } from "apache-arrow";
import { exitCodes, Fault } from "../../fault.ts";
import { type Catalogue, readCatalogue, sqlColumn } from "../catalogue.ts";
import { needColumn, ownColumns, readColumn } from "../catalogueRows.ts";
import { withDuckDB } from "../duckdb.ts";
import type { Filter } from "../galaxies.ts";
import { BadRows, type RowFault } from "../rowFaults.ts";
import { selectedRows, skyColumns } from "../selection.ts";
import { columnKinds, type Survey } from "../survey.ts";
import { knownFilter } from "../writtenFilter.ts";

export interface Places {
  ids: string[];
  /** Degrees, ICRS. */
  ra: Float64Array;
  dec: Float64Array;
  /** Of the size column; undefined where none was asked for. */
  sizes?: Float64Array;
  faults: RowFault[];
  rows: number;
}

export interface PlacesAsked {
  sizeColumn?: string;
  where: readonly Filter[];
  skipBad: boolean;
}

const [raNames, decNames] = [
  ["ra", "ra_deg", "raj2000", "alpha_j2000"],
  ["dec", "dec_deg", "dej2000", "decj2000", "delta_j2000"],
];

/** @throws BadRows where rows are bad and not to be skipped; Fault for a file that is no catalogue, or has no places in it */
export async function cataloguePlaces(path: string, { sizeColumn, where, skipBad }: PlacesAsked): Promise<Places> {
  return withDuckDB(async (connection) => {
    const catalogue = await readCatalogue(connection, path);
    needColumn(catalogue, ownColumns.id, "which names each object");
    const text = (column: string) => readColumn(connection, sqlColumn(catalogue, column));
    const [raColumn, decColumn] = [placeColumn(catalogue, raNames), placeColumn(catalogue, decNames)];
    if (sizeColumn !== undefined) needColumn(catalogue, sizeColumn, "which --size-column asks for");
    const tests = await Promise.all(
      where.map(async (written) => {
        const filter = knownFilter(written, new Set(catalogue.columns));
        needColumn(catalogue, filter.column, "which --where asks for");
        return tested(await text(filter.column), filter);
      }),
    );
    const [ids, ras, decs] = [await text(ownColumns.id), await text(raColumn), await text(decColumn)];
    const sizes = sizeColumn === undefined ? undefined : await text(sizeColumn);
    const faults = [...catalogue.faults];
    const places = checked({
      count: catalogue.records,
      isWanted: (i) => tests.every((test) => test(i)),
      id: (i) => (ids[i] ?? "").trim(),
      ra: { name: raColumn, at: (i) => ras[i] },
      dec: { name: decColumn, at: (i) => decs[i] },
      size: sizes && { name: sizeColumn ?? "", at: (i) => sizes[i] },
      fault: (i, fault) => faults.push({ row: catalogue.rowOf(i + 1), ...fault }),
    });
    if (faults.length > 0 && !skipBad)
      throw new BadRows(catalogue.fileName, faults, catalogue.records + catalogue.faults.length);
    return { ...places, faults, rows: catalogue.records + catalogue.faults.length };
  });
}

/** @throws Fault "no-position", "no-column", or for objects without a place that are not to be skipped */
export async function surveyPlaces(survey: Survey, { sizeColumn, where, skipBad }: PlacesAsked): Promise<Places> {
  const { ra, dec } = skyColumns(survey, await columnKinds(survey));
  const columns = [ownColumns.id, ra, dec, ...(sizeColumn === undefined ? [] : [sizeColumn])];
  const rows: unknown[][] = [];
  for await (const { vectors, rows: wanted } of selectedRows(survey, { filters: where }, columns))
    for (const row of wanted) rows.push(vectors.map((vector: Vector) => vector.get(row)));
  rows.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
  const faults: RowFault[] = [];
  const places = checked({
    count: rows.length,
    isWanted: () => true,
    id: (i) => String(rows[i]?.[0]),
    ra: { name: ra, at: (i) => rows[i]?.[1] },
    dec: { name: dec, at: (i) => rows[i]?.[2] },
    size: sizeColumn === undefined ? undefined : { name: sizeColumn, at: (i) => rows[i]?.[3] },
    fault: (i, fault) => faults.push({ row: i + 1, ...fault }),
  });
  const [first] = faults;
  if (first && !skipBad)
    throw new Fault(
      "no-position",
      `${faults.length} of ${rows.length} objects of survey "${survey.card.name}" cannot be placed; the first: ${first.id}: ` +
        `${first.reason}. Leave them out with --where, or with --skip-bad`,
    );
  return { ...places, faults, rows: rows.length };
}

function placeColumn(catalogue: Catalogue, names: readonly string[] = []): string {
  const found = catalogue.columns.find((column) => names.includes(column.trim().toLowerCase()));
  if (found !== undefined) return found;
  throw new Fault(
    "no-position",
    `${catalogue.fileName} has no column ${names.slice(0, 2).join(" or ")} (degrees, ICRS), which says where each object lies; its ` +
      `columns: ${catalogue.columns.slice(0, 12).join(", ")}${catalogue.columns.length > 12 ? ", ..." : ""}`,
  );
}

function tested(values: readonly (string | null)[], { operator, value }: Filter): (i: number) => boolean {
  const number = Number(value);
  const isNumber = value.trim() !== "" && Number.isFinite(number);
  return (i) => {
    const found = values[i]?.trim() ?? "";
    if (found === "") return false;
    if (operator === "contains") return found.includes(value);
    const [a, b] = isNumber ? [Number(found), number] : [found, value];
    switch (operator) {
      case "=":
        return a === b;
      case "!=":
        return a !== b;
      case "<":
        return a < b;
      case "<=":
        return a <= b;
      case ">":
        return a > b;
      default:
        return a >= b;
    }
  };
}

interface Field {
  name: string;
  at(i: number): unknown;
}

interface Unchecked {
  count: number;
  isWanted(i: number): boolean;
  id(i: number): string;
  ra: Field;
  dec: Field;
  size?: Field;
  fault(i: number, fault: Pick<RowFault, "id" | "kind" | "reason">): void;
}

function checked({ count, isWanted, id: idOf, ra, dec, size, fault }: Unchecked): Omit<Places, "faults" | "rows"> {
  const ids: string[] = [];
  const numbers: [number[], number[], number[]] = [[], [], []];
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) {
    if (!isWanted(i)) continue;
    const id = idOf(i);
    const values = [numberIn(ra, i, 0, 360), numberIn(dec, i, -90, 90), size ? sizeIn(size, i) : 0] as const;
    const wrong = values.find((value) => typeof value === "string");
    if (id === "") fault(i, { id: null, kind: "id", reason: "id_str is empty" });
    else if (seen.has(id)) fault(i, { id, kind: "duplicate-id", reason: `id_str ${id} stands in an earlier row too` });
    else if (wrong !== undefined) fault(i, { id, kind: "coordinates", reason: String(wrong) });
    else {
      seen.add(id);
      ids.push(id);
      values.forEach((value, k) => {
        numbers[k as 0 | 1 | 2].push(Number(value));
      });
    }
  }
  const [ras, decs, sizes] = numbers.map((each) => Float64Array.from(each)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { ids, ra: ras, dec: decs, sizes: size && sizes };
}

function numberIn({ name, at }: Field, i: number, low: number, high: number): number | string {
  const value = at(i);
  const written = value === null || value === undefined ? "" : String(value).trim();
  const number = Number(written);
  if (written !== "" && number >= low && number <= high) return number;
  if (/^[+-]?\d{1,3}[:h ]/.test(written))
    return `${name} "${written}" is sexagesimal: degrees are expected, such as 150.1`;
  return written === "" ? `${name} is empty` : `${name} "${written}" is not between ${low} and ${high}`;
}

function sizeIn({ name, at }: Field, i: number): number | string {
  const value = at(i);
  const number = value === null || value === undefined || String(value).trim() === "" ? Number.NaN : Number(value);
  return number > 0 && Number.isFinite(number) ? number : `${name} "${value ?? ""}" is no size: more than 0 arcsec`;
}

/** @throws Fault "no-objects" */
export function requireSome({ ids, rows }: Places, source: string): void {
  if (ids.length === 0)
    throw new Fault(
      "no-objects",
      `none of the ${rows} rows of ${source} is to be cut out: none is good and passes every --where`,
      {
        exitCode: exitCodes.usage,
      },
    );
}
