/**
 * ADS's field syntax, words of a plain question, or both, by recursive descent:
 *
 *     or      = and { OR and }
 *     and     = unary { [ AND ] unary }
 *     unary   = ( NOT | - ) unary | primary
 *     primary = "(" or ")" | field ":" values | quoted | word
 *     values  = value | "(" values { [ AND | OR ] values } ")"
 *
 * Bare words rank. They become conditions where AND, OR, NOT or parentheses bind them.
 */

import { isBibcode } from "../bibcode.ts";
import { both, type Condition, type Field, fieldNames, type Query } from "./query.ts";
import { queryFault, type Token, tokens } from "./tokens.ts";

/** As deep as a person nests, and far from the end of the stack. */
const deepest = 50;

/** @throws Fault "query" that points at the place */
export function parseQuery(pasted: string): Query {
  const identifier = identifierIn(pasted.trim());
  if (identifier !== undefined) {
    const condition: Condition = { kind: "field", field: "identifier", value: identifier, isQuoted: true };
    return { text: "", phrases: [], condition };
  }
  const written = withPlainFields(pasted);
  // A plain question may hold anything: brackets, a lone quotation mark, a colon.
  if (!isStructured(written)) {
    refuseLoneParenthesis(written);
    return plain(written);
  }
  const all = tokens(written);
  const state: State = { written, all, at: 0, depth: 0, words: [] };
  const condition = or(state, true);
  const rest = peek(state);
  if (rest.kind === ")") throw queryFault(written, rest.at, "this parenthesis has no partner");
  const text = state.words.map(({ text }) => text).join(" ");
  return { text, phrases: state.words.filter(({ isQuoted }) => isQuoted).map(({ text }) => text), condition };
}

/** What a person pastes alone: "arXiv:2408.01556", an address of arXiv, ADS or a DOI, a bibcode. */
function identifierIn(pasted: string): string | undefined {
  if (/\s/.test(pasted)) return undefined;
  const plain = pasted
    .replace(/^https?:\/\/[^/]+\/(?:abs\/|pdf\/|html\/|(?=10\.))/i, "")
    .replace(/\/abstract$/, "")
    .replace(/^(?:arxiv|doi|bibcode):(?=\S)/i, "")
    .replace(/\.pdf$/i, "");
  const isArxiv = /^(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?$/.test(plain);
  const isDoi = /^10\.\d{4,9}\/[^\s,;()"]+$/.test(plain);
  return isArxiv || isDoi || isBibcode(plain) ? plain : undefined;
}

/** "Author:" and "Year:" are fields as well, where a capital is all that differs. */
function withPlainFields(written: string): string {
  return written.replace(
    /(^|[\s(+-])(\^?)([A-Za-z_]+)(?=:[^\s/])/g,
    (whole, before: string, first: string, name: string) =>
      Object.hasOwn(fieldNames, name.toLowerCase()) ? before + first + name.toLowerCase() : whole,
  );
}

function isStructured(written: string): boolean {
  return (
    /(^|[\s(+-])\^?[a-z_]+:[^\s/]/.test(written) ||
    /(^|[\s)"])(AND|OR|NOT)(?=[\s("])/.test(written) ||
    /(^|\s)[a-z]+\(/.test(written)
  );
}

/** As many words as a query may have and be none that somebody wrote as a sentence. */
const mostTerms = 3;

/** "((rings" was meant to group; in a sentence a parenthesis may be anything. */
function refuseLoneParenthesis(written: string): void {
  if (/[?!]/.test(written) || written.trim().split(/\s+/).length > mostTerms || !/\p{L}/u.test(written)) return;
  const open: number[] = [];
  for (const { 0: sign, index } of written.matchAll(/[()]/g)) {
    if (sign === "(") open.push(index);
    else if (open.pop() === undefined) throw queryFault(written, index, "this parenthesis has no partner");
  }
  const lone = open.at(-1);
  if (lone !== undefined) throw queryFault(written, lone, "this parenthesis has no partner");
}

function plain(written: string): Query {
  const phrases = [...written.matchAll(/"([^"]+)"|“([^”]+)”/g)].map(([, straight, curly]) => straight ?? curly ?? "");
  return { text: written.trim(), phrases: phrases.filter((phrase) => phrase.trim() !== ""), condition: undefined };
}

interface State {
  written: string;
  all: readonly Token[];
  at: number;
  depth: number;
  /** Those that rank. */
  words: { text: string; isQuoted: boolean }[];
}

const peek = (state: State) => state.all[state.at] as Token;
const take = (state: State) => state.all[state.at++] as Token;

/** @param isOutermost bare words may rank; inside of parentheses they are conditions */
function or(state: State, isOutermost = false): Condition | undefined {
  const first = and(state, isOutermost);
  const parts = [first];
  while (peek(state).kind === "or") {
    const operator = take(state);
    const part = and(state, isOutermost);
    if (!part || !parts[0]) throw queryFault(state.written, operator.at, "OR needs a condition on both sides");
    parts.push(part);
  }
  return parts.length > 1 ? { kind: "or", parts: parts as Condition[] } : first;
}

function and(state: State, isOutermost: boolean): Condition | undefined {
  const parts: Condition[] = [];
  const bare: { text: string; isQuoted: boolean }[] = [];
  let isBound = !isOutermost || state.all[state.at - 1]?.kind === "or";
  for (;;) {
    const token = peek(state);
    if (token.kind === "and") {
      take(state);
      const next = peek(state);
      if (["end", ")", "or", "and"].includes(next.kind))
        throw queryFault(state.written, token.at, "AND needs a condition after it");
      isBound ||= next.kind === "word" || next.kind === "quoted";
      if (parts.length + bare.length === 0 && state.written[token.at] === "A")
        throw queryFault(state.written, token.at, "AND needs a condition before it");
    } else if (token.kind === "word" || token.kind === "quoted") {
      take(state);
      if (token.text.trim() !== "") bare.push({ text: token.text, isQuoted: token.kind === "quoted" });
    } else if (token.kind === "end" || token.kind === ")" || token.kind === "or") break;
    else parts.push(unary(state));
  }
  isBound ||= peek(state).kind === "or" && bare.length > 0;
  if (!isBound) {
    state.words.push(...bare);
    return both(...parts);
  }
  // What binds also ranks.
  state.words.push(...bare);
  return both(...bare.map(({ text, isQuoted }) => fieldCondition(state, "abs", text, isQuoted, 0)), ...parts);
}

function unary(state: State): Condition {
  const token = take(state);
  if (++state.depth > deepest) throw queryFault(state.written, token.at, `it is nested deeper than ${deepest}`);
  try {
    if (token.kind === "not") {
      const next = peek(state);
      if (next.kind === "word" || next.kind === "quoted") {
        take(state);
        return { kind: "not", part: fieldCondition(state, "abs", next.text, next.kind === "quoted", next.at) };
      }
      if (next.kind !== "field" && next.kind !== "(" && next.kind !== "not")
        throw queryFault(state.written, token.at, "NOT needs a condition after it");
      return { kind: "not", part: unary(state) };
    }
    if (token.kind === "(") {
      const condition = or(state);
      const end = take(state);
      if (end.kind !== ")") throw queryFault(state.written, token.at, "this parenthesis has no partner");
      if (!condition) throw queryFault(state.written, token.at, "there is nothing between these parentheses");
      return condition;
    }
    if (token.kind === "field") return values(state, token.field, token.name);
    throw queryFault(state.written, token.at, "a condition was expected");
  } finally {
    state.depth--;
  }
}

function values(state: State, field: Field, name: string): Condition {
  const token = take(state);
  if (token.kind === "word" || token.kind === "quoted")
    return fieldCondition(state, field, token.text, token.kind === "quoted", token.at);
  if (token.kind === "range") return rangeOf(state, field, name, token.text, token.at);
  if (token.kind !== "(") throw queryFault(state.written, token.at, `${name}: needs a value`);
  if (++state.depth > deepest) throw queryFault(state.written, token.at, `it is nested deeper than ${deepest}`);
  const condition = valuesOr(state, field, name, token.at);
  state.depth--;
  return condition;
}

function valuesOr(state: State, field: Field, name: string, start: number): Condition {
  const alternatives: Condition[] = [];
  let parts: Condition[] = [];
  for (;;) {
    const token = peek(state);
    if (token.kind === "end") throw queryFault(state.written, start, "this parenthesis has no partner");
    if (token.kind === ")" || token.kind === "or") {
      take(state);
      const part = both(...parts);
      if (!part) throw queryFault(state.written, token.at, `${name}: needs a value here`);
      alternatives.push(part);
      parts = [];
      if (token.kind === ")")
        return alternatives.length > 1 ? { kind: "or", parts: alternatives } : (alternatives[0] as Condition);
    } else if (token.kind === "and") take(state);
    else if (token.kind === "not") {
      take(state);
      parts.push({ kind: "not", part: values(state, field, name) });
    } else if (token.kind === "field") throw queryFault(state.written, token.at, `a field inside of ${name}:(...)`);
    else parts.push(values(state, field, name));
  }
}

function fieldCondition(state: State, field: Field, text: string, isQuoted: boolean, at: number): Condition {
  const value = text.trim();
  if (value === "") throw queryFault(state.written, at, "there is nothing between these quotation marks");
  if (field !== "year" && field !== "citations") return { kind: "field", field, value, isQuoted };
  const written = /^(\d*)(-?)(\d*)$/.exec(value);
  if (!written || (written[1] === "" && written[3] === ""))
    throw queryFault(
      state.written,
      at,
      `${field} "${value}" is no ${field === "year" ? "year: write 2015, 2010-2015 or 2010-" : "number"}`,
    );
  const [, from = "", dash, to = ""] = written;
  return ordered(
    state,
    field,
    from === "" ? null : Number(from),
    dash === "" ? Number(from) : to === "" ? null : Number(to),
    at,
  );
}

function rangeOf(state: State, field: Field, name: string, text: string, at: number): Condition {
  const ends = /^\s*(\*|\d+)\s+TO\s+(\*|\d+)\s*$/.exec(text);
  if (field !== "year" && field !== "citations") throw queryFault(state.written, at, `${name}: takes no range`);
  if (!ends) throw queryFault(state.written, at, `a range is written [2010 TO 2015], or with * for an open end`);
  const [from, to] = [ends[1], ends[2]].map((end) => (end === "*" ? null : Number(end))) as [
    number | null,
    number | null,
  ];
  return ordered(state, field, from, to, at);
}

function ordered(
  state: State,
  field: "year" | "citations",
  from: number | null,
  to: number | null,
  at: number,
): Condition {
  if (from !== null && to !== null && from > to) throw queryFault(state.written, at, `${from} to ${to} runs backwards`);
  return { kind: "range", field, from, to };
}
