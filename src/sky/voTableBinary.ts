/** Rows of a VOTable's BINARY and BINARY2 (VOTable 1.4, sections 5.3, 5.4 and 6): big-endian, field after field. */

import type { Fault } from "../fault.ts";

export interface BinaryField {
  name: string;
  datatype: string;
  /** As the file has it: "", "12", "*" or "12*". */
  size: string;
  isText: boolean;
  /** What stands for null, as it is written in the file. */
  missing: string | undefined;
}

type Value = string | bigint | number | boolean | null;

const widths: Readonly<Record<string, number>> = {
  boolean: 1,
  bit: 1,
  unsignedByte: 1,
  short: 2,
  int: 4,
  long: 8,
  float: 4,
  double: 8,
  char: 1,
  unicodeChar: 2,
};

/**
 * @param hasFlags BINARY2: each row begins with a bit a field that says null
 * @throws Fault where a row is cut off, or a field's width is not known
 */
export function binaryRows(
  data: Buffer,
  fields: readonly BinaryField[],
  hasFlags: boolean,
  refused: (what: string) => Fault,
): Value[][] {
  const rows: Value[][] = [];
  const flagBytes = hasFlags ? Math.ceil(fields.length / 8) : 0;
  let at = 0;
  const take = (bytes: number) => {
    if (bytes < 0 || at + bytes > data.length) throw refused(`row ${rows.length + 1} is cut off`);
    at += bytes;
    return at - bytes;
  };
  // Without a field each row would have no bytes, and there would be no end of them.
  while (fields.length > 0 && at < data.length) {
    const flags = take(flagBytes);
    rows.push(
      fields.map((field, i) => {
        const width = widths[field.datatype];
        if (width === undefined)
          throw refused(`column "${field.name}" holds ${field.datatype}, not one value a row: leave it out`);
        const count = field.size.endsWith("*") ? data.readInt32BE(take(4)) : Math.max(1, Number(field.size || 1));
        if (!Number.isSafeInteger(count)) throw refused(`column "${field.name}" has arraysize ${field.size}`);
        const from = take(count * width);
        const isNull = hasFlags && ((data[flags + (i >> 3)] as number) & (0x80 >> (i & 7))) !== 0;
        return isNull ? null : valueAt(data, from, count, field);
      }),
    );
  }
  return rows;
}

function valueAt(data: Buffer, at: number, count: number, { datatype, isText, missing }: BinaryField): Value {
  if (isText) {
    const bytes = data.subarray(at, at + count * (datatype === "char" ? 1 : 2));
    const text = datatype === "char" ? bytes.toString("utf8") : Buffer.from(bytes).swap16().toString("utf16le");
    const [before = ""] = text.split("\0");
    return before === "" || before === missing ? null : before;
  }
  if (datatype === "boolean") return truthOf(String.fromCharCode(data[at] ?? 0));
  if (datatype === "float" || datatype === "double") {
    const value = datatype === "float" ? data.readFloatBE(at) : data.readDoubleBE(at);
    return Number.isNaN(value) ? null : value;
  }
  const value = wholeAt(data, at, datatype);
  return missing !== undefined && String(value) === missing ? null : value;
}

function truthOf(letter: string): boolean | null {
  if ("Tt1".includes(letter)) return true;
  return "Ff0".includes(letter) ? false : null;
}

function wholeAt(data: Buffer, at: number, datatype: string): bigint {
  // The standard has a bit first in its byte, astropy fifth.
  if (datatype === "bit") return data[at] === 0 ? 0n : 1n;
  if (datatype === "unsignedByte") return BigInt(data[at] as number);
  if (datatype === "short") return BigInt(data.readInt16BE(at));
  return datatype === "int" ? BigInt(data.readInt32BE(at)) : data.readBigInt64BE(at);
}
