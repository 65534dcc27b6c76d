/** A query's tokens, each with the place where it begins. */

import { exitCodes, Fault } from "../../fault.ts";
import { nearField } from "./nearField.ts";
import { type Field, fieldNames } from "./query.ts";

export type Token = { at: number } & (
  | { kind: "(" | ")" | "and" | "or" | "not" | "end" }
  /** A field and the colon after it. */
  | { kind: "field"; field: Field; name: string }
  | { kind: "word" | "quoted" | "range"; text: string }
);

/** Operators of ADS that need the network of citations, or its servers. */
const elsewhere = /^(citations|references|similar|useful|reviews|trending|topn|pos|docs)\($/;
/** Fields of ADS whose facts the library does not hold. */
const notHeld =
  /^(aff|affil|inst|object|orcid|bibgroup|database|full_text|ack|facility|pubdate|entdate|read_count|volume|issue|page|lang|grant|data|pub):/;

export function queryFault(query: string, at: number, problem: string): Fault {
  const before = [...query.slice(0, at)].length;
  return new Fault("query", `query: ${problem}, at character ${before + 1}`, {
    exitCode: exitCodes.usage,
    details: [query.replace(/\s/g, " "), `${" ".repeat(before)}^`],
  });
}

/** @throws Fault "query" that points at the place */
export function tokens(query: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const rest = query.slice(at);
    const space = /^\s+/.exec(rest);
    if (space) {
      at += space[0].length;
      continue;
    }
    const [token, length] = tokenAt(query, at, rest, found.at(-1)?.kind === "field");
    found.push(token);
    at += length;
  }
  return [...found, { kind: "end", at: query.length }];
}

function tokenAt(query: string, at: number, rest: string, isValue: boolean): [Token, number] {
  const call = /^[a-z]+\(/.exec(rest)?.[0];
  if (call && elsewhere.test(call) && !isValue)
    throw queryFault(
      query,
      at,
      /^(?:similar|topn)/.test(call)
        ? `${call}...) is understood around a whole query, once, and not inside of parentheses`
        : /^(?:trending|pos|docs)/.test(call)
          ? `${call}...) needs what only ADS holds: ask ADS`
          : `${call}...) needs the network of citations, which the library does not have: ask ADS`,
    );
  const first = rest[0] as string;
  if (first === "(" || first === ")") return [{ kind: first, at }, 1];
  if (first === '"') return quoted(query, at, rest);
  if (isValue && first === "[") return bracketed(query, at, rest);
  if (!isValue) {
    if ((first === "-" || first === "+") && /^.(?:["(]|[a-z_]+:)/.test(rest))
      return [{ kind: first === "-" ? "not" : "and", at }, 1];
    const operator = /^(AND|OR|NOT)(?=[\s("]|$)/.exec(rest)?.[0];
    if (operator) return [{ kind: operator.toLowerCase() as "and" | "or" | "not", at }, operator.length];
    const held = notHeld.exec(rest)?.[1];
    if (held)
      throw queryFault(query, at, `the library holds no ${held}: fields are ${Object.keys(fieldNames).join(", ")}`);
    const name = /^\^?([a-z_]+):(?=\S)/.exec(rest);
    const field =
      name && Object.hasOwn(fieldNames, name[1] as string) ? fieldNames[name[1] as keyof typeof fieldNames] : undefined;
    if (name && field) return [{ kind: "field", field, name: name[1] as string, at }, name[0].length];
    if (name) refuseNoField(query, at, name[1] as string, rest.slice(name[0].length));
  }
  const word = /^[^\s()"]+/.exec(rest)?.[0] as string;
  return [{ kind: "word", text: word, at }, word.length];
}

/** A colon in a sentence ("gas:dust ratios") is none of a field; a name near one, or a value as only fields have it, is. */
function refuseNoField(query: string, at: number, name: string, value: string): void {
  if (value.startsWith("//")) return;
  const near = nearField(name);
  if (near === undefined && !/^(?:["([]|\d{4}\b|\d{4}-)/.test(value)) return;
  const meant = near ? `did you mean ${near}:?` : `fields are ${Object.keys(fieldNames).join(", ")}.`;
  throw queryFault(query, at, `there is no field "${name}": ${meant} As words, put it in quotes`);
}

function quoted(query: string, at: number, rest: string): [Token, number] {
  const end = rest.indexOf('"', 1);
  if (end < 0) throw queryFault(query, at, "this quotation mark has no partner");
  return [{ kind: "quoted", text: rest.slice(1, end), at }, end + 1];
}

function bracketed(query: string, at: number, rest: string): [Token, number] {
  const end = rest.indexOf("]");
  if (end < 0) throw queryFault(query, at, "this bracket has no partner");
  return [{ kind: "range", text: rest.slice(1, end), at }, end + 1];
}
