/** A table as VOTable 1.4 (IVOA 2019), its rows as TABLEDATA, which TOPCAT, Aladin and astropy open. */

import { Fault } from "../fault.ts";

export interface VoTableColumn {
  name: string;
  /** Text; 32-bit whole numbers; floating-point numbers of 32 or 64 bits. */
  type: "string" | "int32" | "float32" | "float64";
  /** Null is an empty cell. */
  values: ArrayLike<string | number | null>;
}

const types = { int32: "int", float32: "float", float64: "double" } as const;

/** Where an object is, so that whoever opens the table can draw it on the sky: always degrees, ICRS. */
const meanings: Record<string, string> = {
  ra: 'unit="deg" ucd="pos.eq.ra;meta.main"',
  dec: 'unit="deg" ucd="pos.eq.dec;meta.main"',
  id_str: 'ucd="meta.id;meta.main"',
};

const rowsOfPart = 10_000;

/**
 * The whole file, in parts.
 * @throws Fault "votable" for a column without a name
 */
export function voTable(name: string, columns: readonly VoTableColumn[]): Uint8Array[] {
  const rows = columns[0]?.values.length ?? 0;
  const fields = columns.map((column) => {
    if (column.name === "") throw new Fault("votable", "a column of a VOTable has a name, and one here has none");
    const values = Array.isArray(column.values) ? column.values : Array.from(column.values);
    const isPlain = column.type !== "string" || values.every((value) => /^[\x20-\x7e]*$/.test(String(value ?? "")));
    const type = column.type === "string" ? (isPlain ? "char" : "unicodeChar") : types[column.type];
    const meaning = Object.hasOwn(meanings, column.name) ? ` ${meanings[column.name]}` : "";
    const size = column.type === "string" ? ' arraysize="*"' : "";
    return `<FIELD name="${escaped(column.name)}" datatype="${type}"${size}${meaning}/>`;
  });
  const head = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">',
    "<RESOURCE>",
    `<TABLE name="${escaped(name)}" nrows="${rows}">`,
    ...fields,
    "<DATA><TABLEDATA>",
    "",
  ];
  const parts = [head.join("\n")];
  for (let start = 0; start < rows; start += rowsOfPart) {
    const lines: string[] = [];
    for (let row = start; row < Math.min(rows, start + rowsOfPart); row++)
      lines.push(`<TR>${columns.map((column) => `<TD>${cell(column.values[row] ?? null)}</TD>`).join("")}</TR>\n`);
    parts.push(lines.join(""));
  }
  parts.push("</TABLEDATA></DATA>\n</TABLE>\n</RESOURCE>\n</VOTABLE>\n");
  const encoder = new TextEncoder();
  return parts.map((part) => encoder.encode(part));
}

function cell(value: string | number | null): string {
  if (value === null || Number.isNaN(value)) return "";
  if (typeof value === "string") return escaped(value);
  return Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : "-Inf";
}

/** XML has no way at all to write most control characters, nor half of a pair of surrogates. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}
