/** The entries of a BibTeX file, one by one: a broken one ends where the next begins, and does not take it along. */

import { counted } from "../../counted.ts";
import { lines } from "./lines.ts";
import type { Remark } from "./reader.ts";

export interface BibtexEntry {
  line: number;
  /** From the @ to its last brace. */
  text: string;
  type: string;
  isWhole: boolean;
  /** Why it is not whole, where that is not its braces. */
  fault?: string;
}

/** Longer than any entry: without it a brace that is never closed would fill the memory. */
const longestEntry = 4 * 1024 * 1024;
const start = /^\s*@\s*([A-Za-z]+)\s*[{(]/;
const startWithoutBrace = /^\s*@\s*([A-Za-z]+)(?:\s|$)/;

interface Open {
  line: number;
  type: string;
  parts: string[];
  length: number;
  /** Braces that are open within the entry. */
  depth: number;
  isInQuotes: boolean;
  /** What closes it. */
  closing: "}" | ")";
}

export async function* bibtexEntries(path: string, remark?: Remark): AsyncGenerator<BibtexEntry> {
  let open: Open | undefined;
  // Of an entry without its brace the fields are no stray lines of their own.
  let isAfterBroken = false;
  const stray = { lines: 0, first: "" };
  /** A line that names a type alone: the brace may stand in the next. */
  let named: { line: number; text: string } | undefined;
  for await (const { line, text: whole } of lines(path, remark)) {
    let rest = whole;
    let from = line;
    if (named) {
      if (rest.trim() === "") continue;
      if (/^\s*[{(]/.test(rest)) {
        rest = named.text + rest.trimStart();
        from = named.line;
      } else yield { ...withoutBrace(named.line, named.text), type: typeOf(named.text) };
      named = undefined;
    }
    if (open && start.test(rest)) {
      yield broken(open);
      open = undefined;
    }
    while (rest !== "") {
      const type: string | undefined = open ? undefined : start.exec(rest)?.[1]?.toLowerCase();
      if (type !== undefined) {
        const [head = ""] = start.exec(rest) ?? [];
        isAfterBroken = false;
        open = {
          line: from,
          type,
          parts: [head],
          length: 0,
          depth: 0,
          isInQuotes: false,
          closing: head.endsWith("(") ? ")" : "}",
        };
        rest = rest.slice(head.length);
      } else if (open) open.parts.push("\n");
      if (!open) {
        if (/^\s*@\s*[A-Za-z]+\s*$/.test(rest)) named = { line, text: rest };
        else if (startWithoutBrace.test(rest)) {
          yield { ...withoutBrace(line, rest), type: typeOf(rest) };
          isAfterBroken = true;
        } else if (!isAfterBroken && !/^\s*(?:%.*)?$/.test(rest) && stray.lines++ === 0)
          stray.first = `line ${line}: ${rest.trim().slice(0, 60)}`;
        break;
      }
      const end = endOf(rest, open);
      open.parts.push(rest.slice(0, end));
      open.length += end ?? rest.length;
      if (end !== undefined) {
        yield { line: open.line, type: open.type, text: open.parts.join(""), isWhole: true };
        open = undefined;
        rest = rest.slice(end).trim();
      } else {
        if (open.length > longestEntry) {
          yield broken(open);
          open = undefined;
        }
        break;
      }
    }
    // An empty line of an entry parts its words.
    if (whole === "" && open) open.parts.push("\n");
  }
  if (open) yield broken(open);
  if (named) yield { ...withoutBrace(named.line, named.text), type: typeOf(named.text) };
  if (stray.lines > 0)
    remark?.(
      `${counted(stray.lines, "line stands", "lines stand")} outside of any entry and ${stray.lines > 1 ? "are" : "is"} no part of one (first ${stray.first})`,
    );
}

function broken({ line, type, parts }: Open): BibtexEntry {
  return { line, type, text: parts.join(""), isWhole: false };
}

function typeOf(text: string): string {
  return startWithoutBrace.exec(text)?.[1]?.toLowerCase() ?? "";
}

function withoutBrace(line: number, text: string): Omit<BibtexEntry, "type"> {
  return { line, text, isWhole: false, fault: `no brace follows @${startWithoutBrace.exec(text)?.[1]}` };
}

/** @returns after what closes the entry; undefined where it goes on in the next line. Written braces (\{) count for nothing. */
function endOf(text: string, open: Open): number | undefined {
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === "\\") i++;
    else if (letter === "{") open.depth++;
    else if (letter === "}") {
      if (open.depth === 0 && open.closing === "}") return i + 1;
      open.depth--;
      // Between parentheses a brace that closes nothing is one too many: the entry cannot be whole.
      if (open.depth < 0) open.depth = 0;
    } else if (open.closing === ")" && open.depth === 0) {
      // A quoted value may hold parentheses.
      if (letter === '"') open.isInQuotes = !open.isInQuotes;
      else if (letter === ")" && !open.isInQuotes) return i + 1;
    }
  }
  return undefined;
}
