/** The rows of a text table, one by one: a broken one ends with its line, and does not take along the next. */

import { basename } from "node:path";
import { Fault } from "../../fault.ts";
import { lines } from "./lines.ts";
import type { Remark } from "./reader.ts";

/** Where the row begins (the first line of the file is 1), and its cells, as many as the header has, or why there are none. */
export type CsvRow = { line: number } & ({ cells: readonly string[] } | { fault: string });

const separators = [",", ";", "\t", "|"];
/** Longer than any row: without it a quote that is never closed would fill the memory. */
const longestRow = 1024 * 1024;

/**
 * The first row is the header. Commas, semicolons, tabs or bars part the cells: whichever makes most of the header, or what a line "sep=;" names.
 * Empty lines, and lines before the header that begin with "#", are passed over.
 * @throws Fault as `lines` does; "not-a-table" where the file is none
 */
export async function* csvRows(path: string, remark?: Remark): AsyncGenerator<CsvRow> {
  const source = numbered(path, remark);
  // A broken row's own lines but the first are read again: they may be rows.
  const held: Line[] = [];
  let at = 0;
  const next = async (): Promise<Line | undefined> => {
    if (at === held.length) {
      const { value } = await source.next();
      if (!value) return undefined;
      held.push(value);
    }
    return held[at++];
  };
  let separator: string | undefined;
  let width: number | undefined;
  for (;;) {
    if (at === held.length) {
      held.length = 0;
      at = 0;
    }
    const start = at;
    const first = await next();
    if (!first) return;
    if (first.text.trim() === "" || (width === undefined && first.text.startsWith("#"))) continue;
    if (width === undefined) {
      if (first.text.includes("\0"))
        throw new Fault("not-a-table", `${basename(path)} is a binary file, not a table of text: save it as CSV`);
      const named = /^"?sep=(.)"?\s*$/.exec(first.text)?.[1];
      if (named !== undefined && separator === undefined) {
        separator = named;
        continue;
      }
      separator ??= separatorOf(first.text);
    }
    const row = new Row(separator ?? ",");
    let length = 0;
    let state = row.take(first.text);
    while (state === "open" && length < longestRow) {
      const line = await next();
      if (!line) break;
      length += line.text.length;
      state = row.take(line.text);
    }
    // Spreadsheets end rows with empty cells that no column has.
    while (width !== undefined && row.cells.length > width && row.cells.at(-1)?.trim() === "") row.cells.pop();
    const fault = faultOf(state, row.cells.length, width);
    if (fault !== undefined) {
      if (width === undefined)
        throw new Fault("not-a-table", `${basename(path)} has no header: in line ${first.line} ${fault}`);
      yield { line: first.line, fault };
      at = start + 1;
      continue;
    }
    width ??= row.cells.length;
    yield { line: first.line, cells: row.cells };
  }
}

interface Line {
  line: number;
  text: string;
}

/** Old Macs end lines with a return alone. */
async function* numbered(path: string, remark: Remark | undefined): AsyncGenerator<Line, undefined> {
  let line = 0;
  for await (const { text } of lines(path, remark))
    for (const part of text.split("\r")) yield { line: ++line, text: part };
  return undefined;
}

function separatorOf(header: string): string {
  const counts = separators.map((separator) => {
    const row = new Row(separator);
    row.take(header);
    return row.cells.length;
  });
  return separators[counts.indexOf(Math.max(...counts))] as string;
}

function faultOf(state: ReturnType<Row["take"]>, cells: number, width: number | undefined): string | undefined {
  if (state === "open") return "a quote opens and does not close";
  if (state === "damaged") return 'a quote closes inside of a cell (inside of quotes a quote is written "")';
  if (width === undefined || cells === width) return undefined;
  return `it has ${cells} cell${cells === 1 ? "" : "s"} where the header has ${width}`;
}

/** One row, line by line: cells may be quoted, and then hold separators, line ends and doubled quotes. */
class Row {
  readonly cells: string[] = [];
  private readonly separator: string;
  private cell = "";
  private isQuoted = false;

  constructor(separator: string) {
    this.separator = separator;
  }

  take(text: string): "whole" | "open" | "damaged" {
    let at = 0;
    for (;;) {
      if (!this.isQuoted) {
        const quote = afterBlanks(text, at);
        if (text[quote] === '"') {
          this.isQuoted = true;
          at = quote + 1;
        } else {
          const end = text.indexOf(this.separator, at);
          this.cells.push(text.slice(at, end < 0 ? text.length : end));
          if (end < 0) return "whole";
          at = end + 1;
          continue;
        }
      }
      const close = text.indexOf('"', at);
      this.cell += text.slice(at, close < 0 ? text.length : close);
      if (close < 0) {
        this.cell += "\n";
        return "open";
      }
      if (text[close + 1] === '"') {
        this.cell += '"';
        at = close + 2;
        continue;
      }
      this.cells.push(this.cell);
      this.cell = "";
      this.isQuoted = false;
      at = afterBlanks(text, close + 1);
      if (at >= text.length) return "whole";
      if (text[at] !== this.separator) return "damaged";
      at++;
    }
  }
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " ") at++;
  return at;
}
