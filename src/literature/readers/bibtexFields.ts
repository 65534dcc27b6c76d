/** The fields of one BibTeX entry as they are written, strings in place of their names. */

export interface WrittenEntry {
  key: string;
  type: string;
  /** By name in lower case; still LaTeX. */
  fields: Map<string, string>;
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** @returns undefined where it is not written as BibTeX wants it */
export function writtenEntry(text: string, strings: ReadonlyMap<string, string>): WrittenEntry | undefined {
  const [head, type = "", key = ""] = /^\s*@\s*([A-Za-z]+)\s*[{(]\s*([^,\s{}()"]*)\s*,/.exec(text) ?? [];
  if (head === undefined) return undefined;
  const fields = readFields(text, head.length, strings);
  return fields && { key, type: type.toLowerCase(), fields };
}

/** `@string{apj = "Astrophysical Journal"}` */
export function writtenString(text: string, strings: ReadonlyMap<string, string>): [string, string] | undefined {
  const [head] = /^\s*@\s*string\s*[{(]/i.exec(text) ?? [];
  const fields = head === undefined ? undefined : readFields(text, head.length, strings);
  return fields && [...fields][0];
}

const fieldName = /[\s,]*([A-Za-z][\w:.+-]*)\s*=\s*/y;
const macroName = /[A-Za-z][\w:.+-]*|\d+/y;
const between = /\s*#\s*/y;

function readFields(text: string, from: number, strings: ReadonlyMap<string, string>): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  let at = from;
  for (;;) {
    const named = matchAt(fieldName, text, at);
    if (!named) return /^[\s,]*[})]?\s*$/.test(text.slice(at)) ? fields : undefined;
    at += named[0].length;
    let value = "";
    for (;;) {
      const end = valueEnd(text, at);
      const macro = end === undefined ? matchAt(macroName, text, at) : undefined;
      if (end !== undefined) {
        value += text.slice(at + 1, end - 1);
        at = end;
      } else if (macro) {
        const [name] = macro;
        const month = months.indexOf(name.toLowerCase());
        value += strings.get(name.toLowerCase()) ?? (month >= 0 ? String(month + 1) : name);
        at += name.length;
      } else return undefined;
      const joint = matchAt(between, text, at);
      if (!joint) break;
      at += joint[0].length;
    }
    const name = (named[1] as string).toLowerCase();
    if (!fields.has(name)) fields.set(name, value);
    if (!/^\s*[,})]/.test(text.slice(at, at + 100)) && at < text.length) return undefined;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** After the brace or quote that closes what opens at `at`. */
function valueEnd(text: string, at: number): number | undefined {
  const opening = text[at];
  if (opening !== "{" && opening !== '"') return undefined;
  let depth = 0;
  for (let i = opening === "{" ? at : at + 1; i < text.length; i++) {
    const letter = text[i];
    if (letter === "\\") i++;
    else if (letter === "{") depth++;
    else if (letter === "}") {
      depth--;
      if (depth === 0 && opening === "{") return i + 1;
      if (depth < 0) return undefined;
    } else if (letter === '"' && opening === '"' && depth === 0) return i + 1;
  }
  return undefined;
}

export interface Creator {
  name?: string;
  lastName?: string;
  firstName?: string;
  prefix?: string;
  suffix?: string;
}

/** "First von Last", "von Last, First", "von Last, Jr, First", {An Organisation}; still LaTeX. */
export function writtenNames(list: string): Creator[] {
  return splitOutside(list, /\s+and\s+/iy).flatMap((written): Creator[] => {
    const name = written.trim();
    if (name === "") return [];
    if (/^\{(?:[^{}]|\{[^{}]*\})*\}$/.test(name)) return [{ name: name.slice(1, -1) }];
    const [last = "", ...rest] = splitOutside(name, /\s*,\s*/y);
    if (rest.length > 0) {
      const [given = "", ...suffix] = rest.reverse();
      return [{ lastName: last, firstName: [given, ...suffix].filter(Boolean).join(" ") }];
    }
    const words = splitOutside(name, /[\s~]+/y);
    const particle = words.findIndex((word, i) => i > 0 && i < words.length - 1 && /^\p{Ll}/u.test(word));
    const start = particle > 0 ? particle : words.length - 1;
    return [{ lastName: words.slice(start).join(" "), firstName: words.slice(0, start).join(" ") }];
  });
}

/** Splits where no brace is open. */
function splitOutside(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let [start, depth] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === "\\") i++;
    else if (letter === "{") depth++;
    else if (letter === "}") depth--;
    else if (depth === 0) {
      const found = matchAt(separator, text, i);
      if (!found) continue;
      parts.push(text.slice(start, i));
      start = i + found[0].length;
      i = start - 1;
    }
  }
  return [...parts, text.slice(start)];
}
