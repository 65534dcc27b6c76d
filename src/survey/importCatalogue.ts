/** A catalogue into a survey of the workspace: all rows checked first, then all of them stored or none. */

import { dirname, resolve } from "node:path";
import { exitCodes, Fault } from "../fault.ts";
import { checkImage } from "../sky/image.ts";
import { arrowTable, type Column, sqlTypes } from "./arrowTable.ts";
import { checkNewSurveyName, newCard, type SurveyCard } from "./card.ts";
import { readCatalogue, sqlColumn } from "./catalogue.ts";
import { type CatalogueRows, needColumn, ownColumns, readRows } from "./catalogueRows.ts";
import { answerColumns } from "./decisionTree.ts";
import { rowsOf, withDuckDB } from "./duckdb.ts";
import { findTree } from "./findTree.ts";
import { checkClasses, type LabelOptions, labelRule } from "./labels.ts";
import { columnSql, storedName } from "./lance.ts";
import { mergeRows } from "./mergeRows.ts";
import { BadRows, type RowFault } from "./rowFaults.ts";
import { type SurveyWrite, writeSurvey } from "./surveyTable.ts";
import { findVotes, type VoteSource } from "./voteColumns.ts";
import { fractionColumn } from "./voteRules.ts";
import type { Workspace } from "./workspace.ts";

export interface ImportOptions {
  label?: LabelOptions;
  /** A built-in decision tree's name, or a file. */
  votes?: string;
  /** The vote columns hold fractions, this one the number of volunteers. */
  voteTotal?: string;
  /** What file_loc is relative to, where not the catalogue's folder. */
  imageFolder?: string;
  /** Import the good rows where others are bad. */
  skipBad?: boolean;
  /** See the survey's card. */
  reproduction?: string;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface ImportReport {
  survey: string;
  /** Rows of the catalogue. */
  rows: number;
  added: number;
  updated: number;
  /** Rows of classes that were not asked for. */
  leftOut: number;
  faults: RowFault[];
  tree: string | undefined;
  /** Questions of the tree that the catalogue has no columns for. */
  questionsLeftOut: string[];
}

/**
 * @throws BadRows where rows are bad and not to be skipped; Fault for a file that is no catalogue. Nothing is stored then.
 */
export async function importCatalogue(
  workspace: Workspace,
  name: string,
  path: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  await checkNewSurveyName(workspace, name);
  const tree = options.votes === undefined ? undefined : await findTree(options.votes);
  return withDuckDB(async (connection) => {
    const catalogue = await readCatalogue(connection, path);
    needColumn(catalogue, "id_str", "which names each object");
    needColumn(catalogue, "file_loc", "which says where each image is");
    const { label, voteTotal } = options;
    if (voteTotal !== undefined) needColumn(catalogue, voteTotal, "which --vote-total asks for");
    if (label && Object.values<string>(ownColumns).includes(label.column))
      throw new Fault(
        "label-column",
        `--label ${label.column}: that is a column of the survey's own, and holds no classes`,
      );
    if (label) {
      needColumn(catalogue, label.column, "which --label asks for");
      const distinct = await rowsOf(
        connection,
        `SELECT DISTINCT trim(${sqlColumn(catalogue, label.column)}) FROM catalogue`,
      );
      checkClasses(label, new Set(distinct.flatMap(([value]) => (value ? [String(value)] : []))), catalogue.fileName);
    }
    const votes = findVotes(catalogue.columns, { tree, totalColumn: options.voteTotal }, catalogue.fileName);
    if (label && votes) checkNoVotes(label.column, votes);
    const faults = [...catalogue.faults];
    const imageFolder = resolve(options.imageFolder ?? dirname(path));
    const rows = await readRows(
      connection,
      catalogue,
      { imageFolder, votes, label: label && labelRule(label) },
      faults,
    );
    await checkImages(rows, faults, options);
    const total = catalogue.records + catalogue.faults.length;
    faults.sort((a, b) => a.row - b.row);
    if (faults.length > 0 && !options.skipBad) throw new BadRows(catalogue.fileName, faults, total);
    if (rows.ids.length === 0)
      throw new Fault(
        "no-rows",
        `none of the ${total} rows of ${catalogue.fileName} can be imported${firstFault(faults)}`,
      );
    const { added, updated } = await store(workspace, name, path, rows, {
      votes,
      label,
      imageFolder,
      reproduction: options.reproduction,
    });
    return {
      survey: name,
      rows: total,
      added,
      updated,
      leftOut: rows.leftOut,
      faults,
      tree: votes?.tree.name,
      questionsLeftOut: votes?.leftOut ?? [],
    };
  });
}

/** A column cannot be stored twice, as classes and as votes. */
function checkNoVotes(column: string, { tree, columns }: VoteSource): void {
  const fractions = tree.questions.flatMap((question) =>
    question.answers.map((answer) => fractionColumn(question, answer)),
  );
  if ([...columns, ...answerColumns(tree), ...fractions].includes(column))
    throw new Fault(
      "label-column",
      `--label ${column}: that column holds votes (of decision tree "${tree.name}"), no classes`,
    );
}

function firstFault(faults: readonly RowFault[]): string {
  const [first] = faults;
  return first ? `; the first: row ${first.row}: ${first.reason}` : "";
}

/** Decoding waits for the disk and for libvips' threads more than for us. */
const imagesAtOnce = 8;

function goOnUnlessInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new Fault("interrupted", "interrupted: nothing was imported", { exitCode: exitCodes.interrupted });
}

/** Takes rows with unusable images out of `rows`. */
async function checkImages(
  rows: CatalogueRows,
  faults: RowFault[],
  { onProgress = () => {}, signal }: ImportOptions,
): Promise<void> {
  // Rows may share an image, which is then decoded once.
  const paths = [...new Set(rows.images)];
  const reasons = new Map<string, string>();
  let next = 0;
  let done = 0;
  const work = async () => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      goOnUnlessInterrupted(signal);
      const reason = await checkImage(path);
      if (reason !== undefined) reasons.set(path, reason);
      onProgress(++done, paths.length);
    }
  };
  await Promise.all(Array.from({ length: imagesAtOnce }, work));
  // Asked to stop during the last images, nothing is stored either.
  goOnUnlessInterrupted(signal);
  if (reasons.size === 0) return;
  rows.images.forEach((path, i) => {
    const reason = reasons.get(path);
    if (reason === undefined) return;
    const kind = /does not exist/.test(reason) ? "image-missing" : "image-unreadable";
    faults.push({ row: rows.rows[i] ?? 0, id: rows.ids[i] ?? null, kind, reason: `${path}: ${reason}` });
  });
  const isGood = rows.images.map((path) => !reasons.has(path));
  const keep = <T>(values: ArrayLike<T>): T[] => Array.from(values).filter((_, i) => isGood[i]);
  for (const column of rows.columns) column.values = keep(column.values);
  rows.ids = keep(rows.ids);
  rows.images = keep(rows.images);
  rows.rows = keep(rows.rows);
}

async function store(
  workspace: Workspace,
  name: string,
  path: string,
  rows: CatalogueRows,
  {
    votes,
    label,
    imageFolder,
    reproduction,
  }: {
    votes: VoteSource | undefined;
    label: LabelOptions | undefined;
    imageFolder: string;
    reproduction: string | undefined;
  },
): Promise<{ added: number; updated: number }> {
  let counts = { added: rows.ids.length, updated: 0 };
  await writeSurvey(workspace, name, async ({ before, create }) => {
    if (!before) {
      await create(arrowTable(rows.ids.length, rows.columns));
    } else {
      counts = await merge(before.table, rows);
    }
    return changedCard(before?.card ?? { ...newCard(name), reproduction }, { path, rows, votes, label, imageFolder });
  });
  return counts;
}

async function merge(
  table: NonNullable<SurveyWrite["before"]>["table"],
  rows: CatalogueRows,
): Promise<{ added: number; updated: number }> {
  const stored = new Map((await table.schema()).fields.map((field) => [field.name, String(field.type)]));
  const known = new Set(
    (await table.query().select([ownColumns.id]).toArray()).map((row) => String(row[ownColumns.id])),
  );
  const fresh = rows.columns.filter(({ name }) => !stored.has(storedName(name)));
  if (fresh.length > 0)
    await table.addColumns(
      fresh.map(({ name, type }) => ({ name: storedName(name), valueSql: `CAST(NULL AS ${sqlTypes[type]})` })),
    );
  const columns: Column[] = [];
  for (const column of rows.columns) columns.push(await fitted(table, column, stored.get(storedName(column.name))));
  await mergeRows(table, rows.ids.length, columns, { inserts: true });
  const updated = rows.ids.filter((id) => known.has(id)).length;
  return { added: rows.ids.length - updated, updated };
}

/** The column in the type the store has it in, which is widened where it must be. */
async function fitted(
  table: NonNullable<SurveyWrite["before"]>["table"],
  column: Column,
  storedType: string | undefined,
): Promise<Column> {
  const own: Record<string, Column["type"]> = {
    Utf8: "string",
    Int32: "int32",
    Float32: "float32",
    Float64: "float64",
  };
  const type = storedType === undefined ? column.type : own[storedType];
  if (type === undefined || type === column.type) return column;
  if (type === "string")
    return { ...column, type, values: Array.from(column.values, (value) => (value === null ? null : String(value))) };
  if (column.type === "string" && Array.from(column.values).every((value) => value === null))
    return { ...column, type };
  if (column.type === "string")
    throw new Fault(
      "column-type",
      `column "${column.name}" held numbers when the survey was imported and holds text now: import it under another survey name`,
    );
  if (type === "int32")
    await table.alterColumns([{ path: columnSql(column.name).replaceAll("`", ""), dataType: "double" }]);
  return { ...column, type: type === "int32" ? "float64" : type };
}

function changedCard(
  card: SurveyCard,
  {
    path,
    rows,
    votes,
    label,
    imageFolder,
  }: {
    path: string;
    rows: CatalogueRows;
    votes: VoteSource | undefined;
    label: LabelOptions | undefined;
    imageFolder: string;
  },
): SurveyCard {
  const outside = rows.images.filter((image) => !image.startsWith(`${imageFolder}/`)).map(dirname);
  const roots = outside.length < rows.images.length ? [imageFolder, ...outside] : outside;
  const fractions = votes?.tree.questions.flatMap((question) =>
    question.answers.map((answer) => fractionColumn(question, answer)),
  );
  return {
    ...card,
    catalogue: resolve(path),
    importedAt: new Date().toISOString(),
    imageRoots: [...new Set([...card.imageRoots, ...roots])],
    labels: label ? [...new Set([...card.labels, label.column])] : card.labels,
    tree: votes?.tree ?? card.tree,
    fractions: fractions ?? card.fractions,
  };
}
