/** The entries of a BibTeX file, one by one: a broken one ends where the next begins, and does not take it along. */

import { lines } from "./lines.ts";
import type { Remark } from "./reader.ts";

export interface BibtexEntry {
  line: number;
  /** From the @ to its last brace. */
  text: string;
  type: string;
  isWhole: boolean;
}

/** Longer than any entry: without it a brace that is never closed would fill the memory. */
const longestEntry = 4 * 1024 * 1024;
const start = /^\s*@\s*([A-Za-z]+)\s*[{(]/;

export async function* bibtexEntries(path: string, remark?: Remark): AsyncGenerator<BibtexEntry> {
  let open: { line: number; type: string; parts: string[]; depth: number; length: number } | undefined;
  const entry = (isWhole: boolean): BibtexEntry => {
    const { line, type, parts } = open as NonNullable<typeof open>;
    return { line, type, text: parts.join("\n"), isWhole };
  };
  for await (const { line, text } of lines(path, remark)) {
    const type = start.exec(text)?.[1]?.toLowerCase();
    if (type !== undefined && open) {
      yield entry(false);
      open = undefined;
    }
    if (type !== undefined) open = { line, type, parts: [], depth: 0, length: 0 };
    if (!open) continue;
    open.parts.push(text);
    open.length += text.length;
    open.depth += balance(text);
    if (open.depth <= 0 || open.length > longestEntry) {
      yield entry(open.depth <= 0);
      open = undefined;
    }
  }
  if (open) yield entry(false);
}

/** Opened braces less closed ones, written ones (\{) aside. */
function balance(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "{" || (text[i] === "(" && depth === 0 && start.test(text.slice(0, i + 1)))) depth++;
    else if (text[i] === "}") depth--;
  }
  return depth;
}
