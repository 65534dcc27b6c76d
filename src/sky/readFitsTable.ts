/** Binary tables of a FITS file, read (FITS Standard 4.0, sections 4.2, 5.3 and 7.3): what fitsTable.ts, TOPCAT and astropy write. */

import { Fault } from "../fault.ts";
import { paddedBytes } from "./fitsHeader.ts";
import type { ReadColumn, ReadTable } from "./readTable.ts";

const cardLength = 80;
type Cards = ReadonlyMap<string, string | number>;

/**
 * Every binary table of the file, in its order; images and other extensions are passed over.
 * @param fileName for what is said of it
 * @throws Fault "not-a-table" where it is no FITS, is cut off, has no binary table, or a column holds lists of numbers
 */
export function readFitsTables(bytes: Uint8Array, fileName: string): ReadTable[] {
  const wrong = (what: string) => new Fault("not-a-table", `${fileName} cannot be read as FITS: ${what}`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables: ReadTable[] = [];
  for (let at = 0; at < buffer.length; ) {
    if (at === 0 && buffer.toString("latin1", 0, 9) !== "SIMPLE  =") throw wrong('it does not begin with "SIMPLE  ="');
    // What follows the last extension without being one is no error (section 3.6).
    if (at > 0 && buffer.toString("latin1", at, at + 9) !== "XTENSION=") break;
    const header = readHeader(buffer, at);
    if (!header) throw wrong("a header has no END");
    const { cards, end } = header;
    const bytesOfData = dataBytes(cards);
    if (!isSize(bytesOfData)) throw wrong("a header's sizes are no sizes");
    if (end + bytesOfData > buffer.length)
      throw wrong(`it is cut off: ${buffer.length} bytes, where at least ${end + bytesOfData} were expected`);
    if (cards.get("XTENSION") === "BINTABLE") tables.push(readTable(buffer.subarray(end), cards, wrong));
    at = end + paddedBytes(bytesOfData);
  }
  if (tables.length === 0) throw wrong("it holds no binary table");
  return tables;
}

function readHeader(buffer: Buffer, start: number): { cards: Cards; end: number } | undefined {
  const cards = new Map<string, string | number>();
  for (let at = start; at + cardLength <= buffer.length; at += cardLength) {
    const text = buffer.toString("latin1", at, at + cardLength);
    const keyword = text.slice(0, 8).trimEnd();
    if (keyword === "END") return { cards, end: start + paddedBytes(at + cardLength - start) };
    if (text.slice(8, 10) !== "= ") continue;
    const written = text.slice(10);
    const quoted = /^ *'((?:[^']|'')*)'/.exec(written)?.[1];
    if (quoted !== undefined) cards.set(keyword, quoted.replaceAll("''", "'").trimEnd());
    else {
      const [value = ""] = written.split("/");
      const number = Number(value.trim().replace(/[dD]/, "E"));
      cards.set(keyword, value.trim() === "" || Number.isNaN(number) ? value.trim() : number);
    }
  }
  return undefined;
}

function dataBytes(cards: Cards): number {
  const count = Number(cards.get("NAXIS") ?? 0);
  if (count === 0) return 0;
  if (!(isSize(count) && count < 1000)) return Number.NaN;
  const elements = Array.from({ length: count }, (_, i) => Number(cards.get(`NAXIS${i + 1}`))).reduce((a, b) => a * b);
  const [parameters, groups] = [Number(cards.get("PCOUNT") ?? 0), Number(cards.get("GCOUNT") ?? 1)];
  return (Math.abs(Number(cards.get("BITPIX"))) / 8) * groups * (parameters + elements);
}

function isSize(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}

const widths: Record<string, number> = { A: 1, L: 1, B: 1, I: 2, J: 4, K: 8, E: 4, D: 8 };

function readTable(data: Buffer, cards: Cards, wrong: (what: string) => Fault): ReadTable {
  const [rowBytes, rows] = [Number(cards.get("NAXIS1")), Number(cards.get("NAXIS2"))];
  const fields = Number(cards.get("TFIELDS"));
  if (cards.get("NAXIS") !== 2 || cards.get("BITPIX") !== 8 || !isSize(rowBytes) || !isSize(rows) || !isSize(fields))
    throw wrong("a binary table's sizes are no sizes");
  const columns: ReadColumn[] = [];
  let offset = 0;
  for (let i = 1; i <= fields; i++) {
    const name = unescaped(String(cards.get(`TTYPE${i}`) ?? `unnamed_${i}`));
    const form = String(cards.get(`TFORM${i}`) ?? "").trim();
    const [, repeat = "", code = ""] = /^(\d*)([A-Z])/.exec(form) ?? [];
    const count = repeat === "" ? 1 : Number(repeat);
    const width = widths[code];
    if (width === undefined || (code !== "A" && count !== 1))
      throw wrong(`column "${name}" holds ${form || "no TFORM"}, not one value a row: leave it out`);
    if (offset + count * width > rowBytes) throw wrong(`column "${name}" reaches past the end of its row`);
    const place = (row: number) => row * rowBytes + offset;
    columns.push({ name, ...readColumn(data, { code, count, rows, place, cards, i }) });
    offset += count * width;
  }
  return { name: String(cards.get("EXTNAME") ?? ""), rows, columns };
}

interface Field {
  code: string;
  count: number;
  rows: number;
  place: (row: number) => number;
  cards: Cards;
  i: number;
}

function readColumn(data: Buffer, { code, count, rows, place, cards, i }: Field): Omit<ReadColumn, "name"> {
  const each = <T extends ReadColumn["values"][number]>(of: (at: number) => T) =>
    Array.from({ length: rows }, (_, row) => of(place(row)));
  if (code === "A")
    return {
      type: "string",
      values: each((at) => unescaped(trimmed(data.toString("latin1", at, at + count))) || null),
    };
  if (code === "L")
    return { type: "boolean", values: each((at) => logicals[String.fromCharCode(data[at] ?? 0)] ?? null) };
  const [scale, zero] = [Number(cards.get(`TSCAL${i}`) ?? 1), Number(cards.get(`TZERO${i}`) ?? 0)];
  if (code === "E" || code === "D") {
    const read = (at: number) => (code === "E" ? data.readFloatBE(at) : data.readDoubleBE(at));
    const isPlain = scale === 1 && zero === 0;
    return { type: "number", values: each((at) => finite(isPlain ? read(at) : scale * read(at) + zero)) };
  }
  const read = (at: number) => wholeAt(data, at, code);
  const missing = Number(cards.get(`TNULL${i}`));
  const isMissing = (value: bigint) => Number(value) === missing;
  // Unsigned whole numbers are written with a TZERO of 2^15, 2^31 or 2^63 (section 5.2.5).
  if (scale === 1 && Number.isInteger(zero))
    return { type: "integer", values: each((at) => (isMissing(read(at)) ? null : read(at) + BigInt(zero))) };
  return { type: "number", values: each((at) => (isMissing(read(at)) ? null : scale * Number(read(at)) + zero)) };
}

const logicals: Record<string, boolean> = { T: true, F: false };

function wholeAt(data: Buffer, at: number, code: string): bigint {
  if (code === "B") return BigInt(data.readUInt8(at));
  if (code === "I") return BigInt(data.readInt16BE(at));
  return code === "J" ? BigInt(data.readInt32BE(at)) : data.readBigInt64BE(at);
}

function finite(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** A text ends at its first NUL (section 7.3.3.1), and blanks at its end are filling. */
function trimmed(text: string): string {
  const [before = ""] = text.split("\0");
  return before.trimEnd();
}

/** As fitsTable.ts writes what is not ASCII. */
function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
