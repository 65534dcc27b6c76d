/** The objects of a JSON file, one by one, however it is laid out: one a line, a list, or a list inside of an answer. */

import { lines } from "./lines.ts";
import type { Remark } from "./reader.ts";

/** Longer than any record: without it an unclosed one would fill the memory. */
const longestRecord = 32 * 1024 * 1024;

/** @returns the text of each record and the line where it begins; text that is no JSON comes as it stands */
export async function* jsonRecords(path: string, remark?: Remark): AsyncGenerator<{ line: number; json: string }> {
  let splitter: Splitter | undefined;
  for await (const { line, text } of lines(path, remark)) {
    if (!splitter) {
      if (text.trim() === "") continue;
      // The first line tells: a whole record is followed by others, each on a line of its own.
      splitter = isRecord(text)
        ? { kind: "lines" }
        : { kind: "nested", depth: [], start: 0, at: 0, parts: [], length: 0, inText: false };
    }
    if (splitter.kind === "lines") {
      if (text.trim() !== "") yield { line, json: text };
    } else yield* nested(splitter, line, text);
  }
  if (splitter?.kind === "nested" && splitter.parts.length > 0)
    yield { line: splitter.start, json: splitter.parts.join("\n") };
}

type Splitter = { kind: "lines" } | Nested;

interface Nested {
  kind: "nested";
  /** Brackets that are open, and how many of them stood before the record. */
  depth: string[];
  at: number;
  /** The line where the record begins. */
  start: number;
  parts: string[];
  length: number;
  inText: boolean;
}

function isRecord(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) && !("response" in value);
  } catch {
    // A broken line among whole ones is a bad record of its own; an answer laid out over lines opens with a bare brace.
    return (
      /^\s*\{\s*"[^"]+"\s*:.*\S\s*$/.test(text) &&
      !/"(response|responseHeader|docs)"\s*:/.test(text) &&
      /[}"\d\]]\s*$/.test(text)
    );
  }
}

function* nested(state: Nested, line: number, text: string): Generator<{ line: number; json: string }> {
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (state.inText) {
      if (character === "\\") i++;
      else if (character === '"') state.inText = false;
      continue;
    }
    if (character === '"') state.inText = true;
    else if (character === "{" || character === "[") {
      const isRecordStart = character === "{" && state.start === 0 && state.depth.at(-1) === "[";
      if (isRecordStart) {
        state.start = line;
        state.at = state.depth.length;
        from = i;
      }
      state.depth.push(character);
    } else if (character === "}" || character === "]") {
      state.depth.pop();
      if (state.start > 0 && state.depth.length === state.at) {
        state.parts.push(text.slice(from, i + 1));
        yield { line: state.start, json: state.parts.join("\n") };
        Object.assign(state, { start: 0, parts: [], length: 0 });
      }
    }
  }
  if (state.start === 0) return;
  const rest = text.slice(state.start === line ? from : 0);
  state.parts.push(rest);
  state.length += rest.length;
  if (state.length > longestRecord) {
    yield { line: state.start, json: state.parts.join("\n").slice(0, 1000) };
    Object.assign(state, { start: 0, parts: [], length: 0 });
  }
}
