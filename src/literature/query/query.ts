/** What a person asked for: words to rank by, and a condition that papers must meet. */

/** Fields as ADS names them, each with what it is called here. */
export const fieldNames = {
  author: "author",
  first_author: "first_author",
  title: "title",
  abs: "abs",
  abstract: "abs",
  full: "abs",
  body: "abs",
  year: "year",
  citation_count: "citations",
  citations: "citations",
  bibcode: "bibcode",
  doi: "doi",
  arxiv: "arxiv",
  identifier: "identifier",
  id: "identifier",
  category: "category",
  arxiv_class: "category",
  keyword: "keyword",
  property: "property",
  doctype: "property",
  journal: "journal",
  bibstem: "bibstem",
} as const;

export type Field = (typeof fieldNames)[keyof typeof fieldNames];

export type Condition =
  | { kind: "field"; field: Exclude<Field, "year" | "citations">; value: string; isQuoted: boolean }
  /** Both ends belong to it; null is open. */
  | { kind: "range"; field: "year" | "citations"; from: number | null; to: number | null }
  /** Papers that were chosen one by one; `called` says how. */
  | { kind: "papers"; ids: readonly string[]; called: string }
  | { kind: "and" | "or"; parts: readonly Condition[] }
  | { kind: "not"; part: Condition };

export interface Query {
  /** Words that rank papers and keep none out. */
  text: string;
  /** Of those, what stood in quotes. */
  phrases: readonly string[];
  /** Undefined where everything passes. */
  condition: Condition | undefined;
}

/** In the syntax it is parsed from. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case "field":
      return `${condition.field}:${condition.isQuoted || /[\s()"]/.test(condition.value) ? `"${condition.value}"` : condition.value}`;
    case "range":
      return `${condition.field === "citations" ? "citation_count" : condition.field}:[${condition.from ?? "*"} TO ${condition.to ?? "*"}]`;
    case "papers":
      return condition.called;
    case "not":
      return `NOT ${inner(condition.part)}`;
    default:
      return condition.parts.map(inner).join(condition.kind === "and" ? " AND " : " OR ");
  }
}

function inner(condition: Condition): string {
  return condition.kind === "and" || condition.kind === "or"
    ? `(${conditionText(condition)})`
    : conditionText(condition);
}

/** All of them. */
export function both(...conditions: readonly (Condition | undefined)[]): Condition | undefined {
  const parts = conditions.filter((condition) => condition !== undefined);
  return parts.length > 1 ? { kind: "and", parts } : parts[0];
}

/** What is asked of title and abstract, and not refused. */
export function textAsked(condition: Condition): string {
  switch (condition.kind) {
    case "field":
      return condition.field === "title" || condition.field === "abs" ? condition.value : "";
    case "and":
    case "or":
      return condition.parts.map(textAsked).join(" ").trim();
    default:
      return "";
  }
}
