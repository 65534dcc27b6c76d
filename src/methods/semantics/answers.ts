/** Free-text answers and technical classes of the same subjects, read from two tables. */

import { exitCodes, Fault } from "../../fault.ts";
import { type Catalogue, readCatalogue, sqlColumn } from "../../survey/catalogue.ts";
import { readColumn } from "../../survey/catalogueRows.ts";
import { withDuckDB } from "../../survey/duckdb.ts";

/** What one person wrote of one subject. */
export interface Answer {
  subject: string;
  /** "" where the table names nobody. */
  by: string;
  text: string;
}

export interface AnswerTable {
  answers: Answer[];
  rows: number;
  /** Rows without words: they count as answers that name nothing. */
  empty: number;
  /** Rows left out because the same person wrote of the same subject again: the last is kept. */
  repeated: number;
  /** Rows that name no subject, or could not be read. */
  bad: number;
}

export interface AnswerColumns {
  /** Holds what people wrote. */
  text: string;
  /** Holds the subject's id. */
  subject: string;
  /** Holds who wrote it; else one of the names that tables use. */
  by?: string;
}

const peopleColumns = ["user_id", "user_name", "annotator", "by", "user"];

/**
 * @throws Fault "missing-column" with the columns there are, "empty-annotations" where nobody wrote anything
 */
export async function readAnswers(path: string, columns: AnswerColumns): Promise<AnswerTable> {
  const { texts, subjects, people, rows, bad } = await readTexts(path, columns);
  const last = new Map<string, Answer>();
  let [unnamed, missing] = [0, bad];
  texts.forEach((text, i) => {
    const subject = subjects[i]?.trim() ?? "";
    if (subject === "") {
      missing++;
      return;
    }
    const by = people?.[i]?.trim() ?? "";
    const key = JSON.stringify(by === "" ? [subject, unnamed++] : [subject, by, "named"]);
    // A later answer stands where it was given, not in the place of the first.
    last.delete(key);
    last.set(key, { subject, by, text: text ?? "" });
  });
  const answers = [...last.values()];
  const empty = answers.filter(({ text }) => text.trim() === "").length;
  if (empty === answers.length)
    throw new Fault(
      "empty-annotations",
      `the column "${columns.text}" of ${path} holds no words: is it the column that people wrote in?`,
    );
  return { answers, rows, empty, repeated: texts.length - (missing - bad) - answers.length, bad: missing };
}

async function readTexts(path: string, { text, subject, by }: AnswerColumns) {
  return withDuckDB(async (connection) => {
    const table = await readCatalogue(connection, path);
    const column = (name: string, what: string) =>
      readColumn(connection, sqlColumn(table, needColumn(table, name, what)));
    const texts = await column(text, "which should hold what people wrote (--text)");
    const subjects = await column(subject, "which should hold the subject's id (--subject)");
    const named = by ?? peopleColumns.find((name) => table.columns.includes(name));
    const people = named === undefined ? undefined : await column(named, "which should hold who wrote it (--user)");
    return { texts, subjects, people, rows: table.records + table.faults.length, bad: table.faults.length };
  });
}

function needColumn(table: Catalogue, name: string, what: string): string {
  if (table.columns.includes(name)) return name;
  throw new Fault(
    "missing-column",
    `${table.fileName} has no column "${name}", ${what}; its columns: ${table.columns.join(", ")}`,
    { exitCode: exitCodes.usage },
  );
}

export interface ClassTable {
  /** In the order of how many subjects have them. */
  names: string[];
  /** Of each subject that experts classed: the share of its experts that gave each class, in the order of `names`. */
  shares: Map<string, Float64Array>;
  experts: number;
}

/**
 * Experts' classes, several an answer between commas, semicolons or bars.
 * @throws Fault "missing-column", "one-class" where there is nothing to tell apart
 */
export async function readClasses(path: string, columns: AnswerColumns): Promise<ClassTable> {
  const { answers } = await readAnswers(path, columns);
  const counts = new Map<string, Map<string, number>>();
  const sizes = new Map<string, number>();
  for (const { subject, text } of answers) {
    sizes.set(subject, (sizes.get(subject) ?? 0) + 1);
    for (const name of classesIn(text)) {
      const of = counts.get(name) ?? new Map<string, number>();
      counts.set(name, of.set(subject, (of.get(subject) ?? 0) + 1));
    }
  }
  const names = [...counts].sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  if (names.length < 2)
    throw new Fault(
      "one-class",
      `${path} holds ${names.length === 0 ? "no class" : `one class only ("${names[0]}")`}: words can tell classes apart only where there are two or more`,
    );
  const shares = new Map<string, Float64Array>();
  for (const [subject, size] of sizes)
    shares.set(
      subject,
      Float64Array.from(names, (name) => (counts.get(name)?.get(subject) ?? 0) / size),
    );
  return { names, shares, experts: new Set(answers.map(({ by }) => by)).size };
}

function classesIn(text: string): Set<string> {
  return new Set(
    text
      .split(/[,;|]/)
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  );
}
