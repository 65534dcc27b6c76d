/** Tables as a FITS file, each a binary table (FITS Standard 4.0, sections 3.3 and 7.3), which TOPCAT and astropy open. */

import { Fault } from "../fault.ts";
import { paddedBytes } from "./fitsHeader.ts";

export interface FitsColumn {
  name: string;
  /** Text; 32-bit whole numbers; floating-point numbers of 32 or 64 bits. */
  type: "string" | "int32" | "float32" | "float64";
  /** Null: an empty text, the column's TNULL, or NaN. */
  values: ArrayLike<string | number | null>;
  unit?: string;
}

const cardLength = 80;
/** No count, rating or year: what stands for a missing whole number. */
const nullInteger = -2147483648;
const widths = { int32: 4, float32: 4, float64: 8 } as const;
const codes = { string: "A", int32: "J", float32: "E", float64: "D" } as const;

export interface NamedFitsTable {
  /** EXTNAME. */
  name: string;
  columns: readonly FitsColumn[];
}

/**
 * The whole file. FITS holds ASCII only: other letters are written as \u00e9 and the like.
 * @param name EXTNAME of the table
 * @param others further tables, after it
 * @throws Fault "fits-name" for a name of more than 68 letters
 */
export function fitsTable(
  name: string,
  columns: readonly FitsColumn[],
  others: readonly NamedFitsTable[] = [],
): Uint8Array {
  const primary = [
    card("SIMPLE", "T".padStart(20)),
    card("BITPIX", 8),
    card("NAXIS", 0),
    card("EXTEND", "T".padStart(20)),
  ];
  return joined([headerBlock(primary), ...[{ name, columns }, ...others].flatMap(extension)]);
}

function extension({ name, columns }: NamedFitsTable): [Uint8Array, Uint8Array] {
  const rows = columns[0]?.values.length ?? 0;
  const fields = columns.map((column) => {
    if (column.type !== "string") return { column, texts: [], width: widths[column.type] };
    const texts = Array.from(column.values, (value) => ascii(String(value ?? "")));
    return { column, texts, width: texts.reduce((longest, text) => Math.max(longest, text.length), 1) };
  });
  const rowBytes = fields.reduce((sum, { width }) => sum + width, 0);
  const data = new Uint8Array(paddedBytes(rowBytes * rows));
  const view = new DataView(data.buffer);
  let offset = 0;
  for (let row = 0; row < rows; row++) {
    for (const { column, texts, width } of fields) {
      if (column.type === "string") writeAscii(data, offset, texts[row] ?? "");
      else writeNumber(view, offset, column.type, column.values[row] as number | null);
      offset += width;
    }
  }
  const header = [
    card("XTENSION", "'BINTABLE'", "binary table"),
    card("BITPIX", 8),
    card("NAXIS", 2),
    card("NAXIS1", rowBytes, "bytes of a row"),
    card("NAXIS2", rows, "rows"),
    card("PCOUNT", 0),
    card("GCOUNT", 1),
    card("TFIELDS", columns.length),
    ...fields.flatMap(({ column, width }, i) => [
      textCard(`TTYPE${i + 1}`, column.name),
      card(`TFORM${i + 1}`, quoted(`${column.type === "string" ? width : ""}${codes[column.type]}`)),
      ...(column.type === "int32" ? [card(`TNULL${i + 1}`, nullInteger)] : []),
      ...(column.unit ? [textCard(`TUNIT${i + 1}`, column.unit)] : []),
    ]),
    textCard("EXTNAME", name),
  ];
  return [headerBlock(header), data];
}

function writeNumber(view: DataView, offset: number, type: keyof typeof widths, value: number | null): void {
  if (type === "int32") view.setInt32(offset, value ?? nullInteger);
  else if (type === "float32") view.setFloat32(offset, value ?? Number.NaN);
  else view.setFloat64(offset, value ?? Number.NaN);
}

function ascii(text: string): string {
  // A backslash that would be read as the beginning of such a letter, and a blank that would be taken for filling, too.
  return text.replace(
    /[^ -~]|\\(?=u[0-9a-f]{4})| $/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function quoted(text: string): string {
  // At least 8 letters between the quotation marks, as fixed-format readers want it.
  return `'${text.replaceAll("'", "''").padEnd(8)}'`;
}

function card(keyword: string, value: string | number, comment = ""): string {
  const written = typeof value === "number" ? String(value).padStart(20) : value;
  return `${keyword.padEnd(8)}= ${written}${comment === "" ? "" : ` / ${comment}`}`.padEnd(cardLength);
}

/** @throws Fault "fits-name" for one that does not fit into a card: readers refuse column names that go on in another */
function textCard(keyword: string, text: string): string {
  const written = quoted(ascii(text));
  if (written.length > cardLength - 10)
    throw new Fault("fits-name", `"${text}" is too long for FITS, which names columns with up to 68 letters`);
  return card(keyword, written);
}

function headerBlock(cards: readonly string[]): Uint8Array {
  const text = [...cards, "END".padEnd(cardLength)].join("");
  const bytes = new Uint8Array(paddedBytes(text.length)).fill(0x20);
  writeAscii(bytes, 0, text);
  return bytes;
}

function writeAscii(bytes: Uint8Array, offset: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[offset + i] = text.charCodeAt(i);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
