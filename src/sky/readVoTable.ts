/** VOTable 1.1 to 1.5 read, its rows as TABLEDATA, BINARY or BINARY2: what TOPCAT, VizieR, TAP services and astropy write. */

import { SaxesParser } from "saxes";
import { Fault } from "../fault.ts";
import type { ReadColumn, ReadTable } from "./readTable.ts";
import { type BinaryField, binaryRows } from "./voTableBinary.ts";

export interface ReadVoTable extends ReadTable {
  /** Rows, from 1, that have another number of cells than the table has fields; they are not in the columns. */
  wrong: { row: number; cells: number }[];
  /** The place in the file of each row that is in the columns, from 1. */
  places: number[];
}

interface Open {
  name: string;
  fields: BinaryField[];
  rows: (string | bigint | number | boolean | null)[][];
  places: number[];
  wrong: { row: number; cells: number }[];
  row: number;
}

const partBytes = 1 << 20;

const types: Readonly<Record<string, ReadColumn["type"]>> = {
  boolean: "boolean",
  bit: "integer",
  unsignedByte: "integer",
  short: "integer",
  int: "integer",
  long: "integer",
  char: "string",
  unicodeChar: "string",
  float: "number",
  double: "number",
};

/**
 * Every table of the file that has data, in its order. Numbers stay as they are written where the file writes text, so that none
 * loses a digit.
 * @param fileName for what is said of it
 * @throws Fault "not-a-table" where it is no VOTable, a service's answer says that it failed, or a column holds lists of numbers
 */
export function readVoTables(bytes: Uint8Array, fileName: string): ReadVoTable[] {
  const refused = (what: string) => new Fault("not-a-table", `${fileName} cannot be read as a VOTable: ${what}`);
  const parser = new SaxesParser();
  const tables: ReadVoTable[] = [];
  let isVoTable = false;
  let open: Open | undefined;
  let cells: (string | null)[] = [];
  let text: string | undefined;
  let failure: string | undefined;
  let serialisation = "";

  // An entity that the file declares is not known to the parser, so that none can grow.
  parser.on("error", ({ message }) => {
    throw refused(message);
  });
  parser.on("opentag", ({ name, attributes }) => {
    const of = (attribute: string) => attributes[attribute] as string | undefined;
    const tag = plain(name);
    if (tag === "VOTABLE") isVoTable = true;
    if (!isVoTable) throw refused(`it begins with <${name}>, not with <VOTABLE>`);
    if (tag === "TABLE") open = { name: of("name") ?? "", fields: [], rows: [], places: [], wrong: [], row: 0 };
    if (tag === "FIELD" && open) open.fields.push(fieldOf(attributes, open.fields.length));
    if (tag === "VALUES" && open?.fields.length) (open.fields.at(-1) as BinaryField).missing = of("null");
    if (tag === "INFO" && of("name") === "QUERY_STATUS" && of("value") === "ERROR") failure = "";
    if (tag === "DATA" && open) requireSingles(open.fields, refused);
    if (tag === "TR") cells = [];
    if (tag === "BINARY" || tag === "BINARY2") serialisation = tag;
    if (tag === "FITS") throw refused("its rows are a FITS file inside of it: write them as TABLEDATA");
    if (tag === "STREAM" && of("href") !== undefined)
      throw refused(`its rows are elsewhere (${of("href")}): save the table whole`);
    if (tag === "STREAM" && of("encoding") !== "base64")
      throw refused(`its rows are encoded as ${of("encoding") ?? "nothing that is named"}, not as base64`);
    if (tag === "TD" || tag === "STREAM" || (tag === "INFO" && failure !== undefined)) text = "";
  });
  const add = (part: string) => {
    if (text !== undefined) text += part;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", ({ name }) => {
    const tag = plain(name);
    if (tag === "INFO" && failure !== undefined)
      throw refused(`the service answered that it failed: ${(text ?? "").trim() || "it says no more"}`);
    if (tag === "TD") cells.push(text ?? null);
    if (tag === "TR" && open) endRow(open, cells);
    if (tag === "STREAM" && open) {
      open.rows = binaryRows(Buffer.from(text ?? "", "base64"), open.fields, serialisation === "BINARY2", refused);
      open.places = open.rows.map((_, i) => i + 1);
    }
    if (tag === "TD" || tag === "STREAM") text = undefined;
    if (tag === "TABLE" && open) {
      tables.push(closed(open));
      open = undefined;
    }
  });
  for (const part of decoded(bytes, refused)) parser.write(part);
  parser.close();
  const filled = tables.filter(({ columns }) => columns.length > 0);
  if (filled.length === 0) throw refused("it holds no table with columns");
  return filled;
}

/** Of "vot:TABLE" and "TABLE" the same. */
function plain(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function fieldOf(attributes: Readonly<Record<string, unknown>>, place: number): BinaryField {
  const of = (name: string) => (attributes[name] === undefined ? undefined : String(attributes[name]).trim());
  const datatype = of("datatype") ?? "char";
  return {
    name: of("name") || of("ID") || `unnamed_${place + 1}`,
    datatype,
    size: of("arraysize") ?? "",
    // Texts without a length are written so by many services, and are one character by the standard only.
    isText: datatype === "char" || datatype === "unicodeChar",
    missing: undefined,
  };
}

function requireSingles(fields: readonly BinaryField[], refused: (what: string) => Fault): void {
  for (const { name, datatype, size, isText } of fields) {
    if (!types[datatype]) throw refused(`column "${name}" holds ${datatype}, not one value a row: leave it out`);
    if (!isText && size !== "" && size !== "1")
      throw refused(`column "${name}" holds lists (arraysize ${size}), not one value a row: leave it out`);
  }
}

function endRow(open: Open, cells: readonly (string | null)[]): void {
  open.row++;
  if (cells.length !== open.fields.length) {
    open.wrong.push({ row: open.row, cells: cells.length });
    return;
  }
  open.rows.push(open.fields.map((field, i) => writtenValue(field, cells[i] ?? null)));
  open.places.push(open.row);
}

/** Of a cell as it is written (section 6): empty, NaN and the field's own null are null. */
function writtenValue({ datatype, isText, missing }: BinaryField, cell: string | null): string | boolean | null {
  if (cell === null || cell === "") return null;
  if (isText) return cell === missing ? null : cell;
  const value = cell.trim();
  if (value === "" || value === missing || value === "NaN") return null;
  if (datatype === "boolean") return truths[value.toLowerCase()] ?? null;
  const [, sign, inf] = /^([+-]?)(inf)(?:inity)?$/i.exec(value) ?? [];
  if (inf) return sign === "-" ? "-Infinity" : "Infinity";
  return /^0x[0-9a-f]+$/i.test(value) ? String(BigInt(value)) : value;
}

const truths: Readonly<Record<string, boolean>> = {
  t: true,
  true: true,
  "1": true,
  f: false,
  false: false,
  "0": false,
};

function closed({ name, fields, rows, wrong, places }: Open): ReadVoTable {
  const columns = fields.map((field, i) => ({
    name: field.name,
    type: types[field.datatype] as ReadColumn["type"],
    values: rows.map((row) => row[i] ?? null),
  }));
  return { name, rows: rows.length, columns, wrong, places };
}

/** In parts: a string holds 512 MB at most. */
function* decoded(bytes: Uint8Array, refused: (what: string) => Fault): Generator<string> {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString("latin1");
  const isWide = bytes[0] === 0xfe || bytes[0] === 0xff;
  const said = /^[^>]*encoding\s*=\s*["']([\w-]+)["']/.exec(head)?.[1];
  const encoding = isWide ? (bytes[0] === 0xfe ? "utf-16be" : "utf-16le") : (said ?? "utf-8");
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    for (let at = 0; at < bytes.length; at += partBytes)
      yield decoder.decode(bytes.subarray(at, at + partBytes), { stream: at + partBytes < bytes.length });
  } catch (error) {
    // What the parser threw while it was given a part is no matter of letters.
    if (error instanceof Fault) throw error;
    throw refused(`it is not written in ${encoding}`);
  }
}
