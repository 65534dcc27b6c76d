/** A survey of the workspace, to read from. Everything comes in the order of the ids, whatever was imported first. */

import { readdir } from "node:fs/promises";
import type { Table } from "@lancedb/lancedb";
import { Fault } from "../fault.ts";
import { readCard, type SurveyCard } from "./card.ts";
import { ownColumns } from "./catalogueRows.ts";
import { answerColumns, type DecisionTree } from "./decisionTree.ts";
import { columnName, columnSql, storedName, textSql } from "./lance.ts";
import type { Split } from "./split.ts";
import { lostTable, openTable } from "./surveyTable.ts";
import type { Workspace } from "./workspace.ts";

export interface Survey {
  workspace: Workspace;
  card: SurveyCard;
  /** As the card has it: writes that come later do not show. */
  table: Table;
}

/** @throws Fault "no-survey" that lists those there are */
export async function openSurvey(workspace: Workspace, name: string): Promise<Survey> {
  const card = await readCard(workspace, name);
  if (!card) {
    const names = await surveyNames(workspace);
    throw new Fault(
      "no-survey",
      `there is no survey "${name}" in ${workspace.path}: ${names.length ? `it has ${names.join(", ")}` : "import one with almagest survey import"}`,
    );
  }
  return { workspace, card, table: await openTable(workspace, card) };
}

export async function surveyNames(workspace: Workspace): Promise<string[]> {
  const files = await readdir(workspace.surveysPath);
  return files.flatMap((file) => (file.endsWith(".json") && !file.startsWith(".") ? [file.slice(0, -5)] : [])).sort();
}

export interface SurveyObjects {
  ids: string[];
  /** Absolute paths. */
  images: string[];
  splits: Split[];
}

export async function surveyObjects(survey: Survey): Promise<SurveyObjects> {
  const rows = await readColumns(survey, [ownColumns.image, ownColumns.split]);
  return {
    ids: rows.map((row) => String(row[ownColumns.id])),
    images: rows.map((row) => String(row[ownColumns.image])),
    splits: rows.map((row) => String(row[ownColumns.split]) as Split),
  };
}

/**
 * The class of each object, null where it has none.
 * @throws Fault "no-label" that lists the labels there are
 */
export async function surveyLabels(survey: Survey, column: string): Promise<(string | null)[]> {
  const { name, labels } = survey.card;
  const isThere = labels.includes(column) || (await columnsOf(survey)).includes(column);
  if (!isThere)
    throw new Fault(
      "no-label",
      `survey "${name}" has no label "${column}"${labels.length ? `; it has ${labels.join(", ")}` : `: import it with almagest survey import ${name} <catalogue> --label ${column}`}`,
    );
  return (await readColumns(survey, [column])).map((row) => {
    const value = row[storedName(column)];
    return value === null || value === undefined ? null : String(value);
  });
}

/** The same; undefined where the survey cannot have any, as one that is asked about without labels may not. */
export async function surveyLabelsIfAny(survey: Survey, column: string): Promise<(string | null)[] | undefined> {
  return surveyLabels(survey, column).catch((error) => {
    if (error instanceof Fault) return undefined;
    throw error;
  });
}

/**
 * Vote counts, [objects x answers] in the order of `answerColumns(tree)`.
 * @param treeName which tree is expected
 * @throws Fault "no-votes"
 */
export async function surveyVotes(
  survey: Survey,
  treeName?: string,
): Promise<{ tree: DecisionTree; counts: Int32Array }> {
  const { name, tree } = survey.card;
  if (!tree)
    throw new Fault(
      "no-votes",
      `survey "${name}" has no votes: import a catalogue with vote columns (almagest survey import ${name} <catalogue> --votes <tree>)`,
    );
  if (treeName !== undefined && treeName !== tree.name)
    throw new Fault("no-votes", `survey "${name}" has votes of decision tree "${tree.name}", not "${treeName}"`);
  const answers = answerColumns(tree);
  const rows = await readColumns(survey, answers);
  const stored = answers.map(storedName);
  const counts = new Int32Array(rows.length * answers.length);
  rows.forEach((row, i) => {
    stored.forEach((answer, a) => {
      counts[i * answers.length + a] = Number(row[answer] ?? 0);
    });
  });
  return { tree, counts };
}

type StoredRow = Record<string, unknown>;

/** Rows with the given columns (under their stored names) and the id, in the order of ids. */
export async function readColumns(survey: Survey, columns: readonly string[], where?: string): Promise<StoredRow[]> {
  const wanted = [...new Set([ownColumns.id, ...columns])].map(storedName);
  let query = survey.table.query().select(wanted);
  if (where !== undefined) query = query.where(where);
  const rows: StoredRow[] = [];
  try {
    for await (const batch of query) {
      const vectors = wanted.map((name) => batch.getChild(name));
      for (let i = 0; i < batch.numRows; i++)
        rows.push(Object.fromEntries(wanted.map((name, c) => [name, vectors[c]?.get(i) ?? null])));
    }
  } catch (error) {
    throw lostTable(survey.workspace, survey.card.name, error);
  }
  return rows.sort((a, b) => compare(String(a[ownColumns.id]), String(b[ownColumns.id])));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every column of the survey, by the name a person knows it by; vectors are not among them. */
export async function columnsOf(survey: Survey): Promise<string[]> {
  return [...(await columnKinds(survey)).keys()];
}

/** What each of these columns holds. */
export async function columnKinds({ table }: Pick<Survey, "table">): Promise<Map<string, "text" | "number">> {
  const { fields } = await table.schema();
  const plain = fields.filter(({ type }) => !String(type).startsWith("FixedSizeList"));
  return new Map(plain.map(({ name, type }) => [columnName(name), String(type) === "Utf8" ? "text" : "number"]));
}

/** Columns that hold whole numbers alone. */
export async function wholeColumns({ table }: Pick<Survey, "table">): Promise<Set<string>> {
  const { fields } = await table.schema();
  return new Set(fields.flatMap(({ name, type }) => (/^U?[Ii]nt/.test(String(type)) ? [columnName(name)] : [])));
}

/** Columns that hold numbers; what runs predicted is not among them. */
export async function surveyNumberColumns(survey: Pick<Survey, "table">): Promise<string[]> {
  return [...(await columnKinds(survey))].flatMap(([name, kind]) =>
    kind === "number" && !name.includes("@") ? [name] : [],
  );
}

export type Value = string | number | null;

export interface Galaxy {
  id: string;
  image: string;
  split: Split;
  /** Every other column, vote counts, fractions and predictions included. */
  columns: Record<string, Value>;
}

/** Everything that is stored of one object. @throws Fault "no-galaxy" */
export async function galaxy(survey: Survey, id: string): Promise<Galaxy> {
  const columns = await columnsOf(survey);
  const [row] = await readColumns(survey, columns, `${columnSql(ownColumns.id)} = ${textSql(id)}`);
  if (!row) throw new Fault("no-galaxy", `survey "${survey.card.name}" has no object "${id}"`);
  return galaxyFrom(row, columns);
}

export function galaxyFrom(row: StoredRow, columns: readonly string[]): Galaxy {
  const own = new Set<string>(Object.values(ownColumns));
  const others = columns.filter((column) => !own.has(column));
  return {
    id: String(row[ownColumns.id]),
    image: String(row[ownColumns.image]),
    split: String(row[ownColumns.split]) as Split,
    columns: Object.fromEntries(others.map((column) => [column, plainValue(row[storedName(column)])])),
  };
}

function plainValue(value: unknown): Value {
  if (typeof value === "number" || typeof value === "string") return value;
  return value === null || value === undefined ? null : Number(value);
}

export interface SurveySummary {
  name: string;
  galaxies: number;
  labels: string[];
  tree: string | null;
  /** Columns that hold numbers. */
  numbers: string[];
  importedAt: string;
  /** Runs whose representations are stored. */
  representations: string[];
  /** Runs whose predictions are stored. */
  predictions: string[];
  /** The reproduction of a paper that made it for itself. */
  reproduction?: string;
  /** Why it cannot be read; then nothing else is known of it. */
  problem?: string;
}

export async function listSurveys(workspace: Workspace): Promise<SurveySummary[]> {
  const names = await surveyNames(workspace);
  return Promise.all(
    names.map(async (name): Promise<SurveySummary> => {
      const found = await openSurvey(workspace, name).catch((error: unknown) => {
        if (error instanceof Fault) return error;
        throw error;
      });
      if (found instanceof Fault)
        return {
          name,
          galaxies: 0,
          labels: [],
          tree: null,
          numbers: [],
          importedAt: "",
          representations: [],
          predictions: [],
          problem: found.message,
        };
      const { card, table } = found;
      return {
        name,
        galaxies: await table.countRows(),
        labels: card.labels,
        tree: card.tree?.name ?? null,
        numbers: await surveyNumberColumns({ table }),
        importedAt: card.importedAt,
        representations: card.representations.map(({ run }) => run),
        predictions: card.predictions.map(({ run }) => run),
        reproduction: card.reproduction,
      };
    }),
  );
}
