/** What must be known of a text table before its rows are read: encoding, separator, column names, blank lines. */

import { createReadStream } from "node:fs";
import { Fault } from "../fault.ts";

export interface CsvHead {
  separator: string;
  columns: string[];
}

const separators = [",", "\t", ";", "|"];

/**
 * @param start the first bytes of the file; the whole header line must be in them
 * @throws Fault that says what the file seems to be, or how it is encoded
 */
export function readCsvHead(start: Uint8Array, fileName: string): CsvHead {
  if (start.length === 0) throw new Fault("empty-catalogue", `${fileName} is empty: a header line was expected`);
  const kind = kindOf(start);
  if (kind !== undefined)
    throw new Fault("not-a-table", `${fileName} is ${kind}, not a CSV: save the table as CSV (UTF-8) or Parquet`);
  const text = decodeUtf8(start, fileName);
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const counts = separators.map((separator) => splitRecord(text, separator).length);
  const separator = separators[counts.indexOf(Math.max(...counts))] ?? ",";
  if (firstLine.trim() === "")
    throw new Fault("empty-catalogue", `${fileName} begins with an empty line: a header line was expected`);
  const columns = splitRecord(text, separator).map((name, i) => name.trim() || `unnamed_${i + 1}`);
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Fault("repeated-column", `${fileName} has two columns named "${twice}": rename one of them`);
  return { separator, columns };
}

function kindOf(start: Uint8Array): string | undefined {
  const begins = (...bytes: number[]) => bytes.every((byte, i) => start[i] === byte);
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff)) return "UTF-16 text";
  if (begins(0x50, 0x4b, 3, 4)) return "a spreadsheet or zip archive";
  if (begins(0x1f, 0x8b)) return "a gzip archive";
  if (begins(0xff, 0xd8, 0xff) || begins(0x89, 0x50, 0x4e, 0x47)) return "an image";
  if (begins(..."%PDF".split("").map((c) => c.charCodeAt(0)))) return "a PDF";
  if (begins(..."SIMPLE  =".split("").map((c) => c.charCodeAt(0)))) return "a FITS file";
  if (begins(..."PAR1".split("").map((c) => c.charCodeAt(0)))) return "Parquet (name it .parquet)";
  return start.includes(0) ? "a binary file" : undefined;
}

function decodeUtf8(bytes: Uint8Array, fileName: string): string {
  try {
    // "stream": a character may be cut at the end of what was read.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    throw encodingFault(fileName, "");
  }
}

/** @param where such as " (row 17)" */
export function encodingFault(fileName: string, where: string): Fault {
  return new Fault(
    "encoding",
    `${fileName} is not UTF-8${where}: save it as UTF-8, or if it is Latin-1: iconv -f LATIN1 -t UTF-8 "${fileName}" > "utf8-${fileName}"`,
  );
}

/** The fields of the first record of `text`; quoted fields may hold separators, line ends and doubled quotes. */
export function splitRecord(text: string, separator: string): string[] {
  const fields: string[] = [];
  let field = "";
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') field += text[i++];
      else isQuoted = false;
    } else if (character === '"' && field === "") isQuoted = true;
    else if (character === separator) {
      fields.push(field);
      field = "";
    } else if (character === "\n" || character === "\r") break;
    else field += character;
  }
  return [...fields, field];
}

/** Numbers of the rows that are empty lines (the header is row 1); readers of CSV pass over them. */
export async function blankRows(path: string, separator: string): Promise<number[]> {
  const [quote, newline, carriageReturn] = [0x22, 0x0a, 0x0d];
  const between = separator.charCodeAt(0);
  const blank: number[] = [];
  let row = 1;
  let previous = newline;
  let isQuoted = false;
  let isRowStart = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    for (const byte of chunk as Buffer) {
      if (byte === quote) {
        // Opens at the start of a field; a second one right after a closing one stands for itself.
        if (isQuoted) isQuoted = false;
        else if (previous === between || previous === quote || isRowStart) isQuoted = true;
      }
      const endsLine = !isQuoted && (byte === newline || byte === carriageReturn);
      if (endsLine && !(byte === newline && previous === carriageReturn)) {
        if (isRowStart) blank.push(row);
        row++;
      }
      isRowStart = endsLine;
      previous = byte;
    }
  }
  return blank;
}
