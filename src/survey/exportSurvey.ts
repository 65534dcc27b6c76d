/** A survey as a table for other tools: catalogue columns, labels, vote counts, splits and predictions. */

import type { Column } from "./arrowTable.ts";
import { columnName, storedName } from "./lance.ts";
import { readColumns, type Survey } from "./survey.ts";
import { checkTablePath, writeTable } from "./tableFile.ts";

const types: Record<string, Column["type"]> = {
  Utf8: "string",
  Int32: "int32",
  Int64: "float64",
  Float32: "float32",
  Float64: "float64",
};

/** @returns how many rows and columns were written */
export async function exportSurvey(survey: Survey, path: string): Promise<{ rows: number; columns: number }> {
  await checkTablePath(path);
  const left = new Set(survey.card.fractions.map(storedName));
  const { fields } = await survey.table.schema();
  const kept = fields.flatMap(({ name, type }) => {
    const own = types[String(type)];
    return own && !left.has(name) ? [{ name: columnName(name), type: own }] : [];
  });
  const rows = await readColumns(
    survey,
    kept.map(({ name }) => name),
  );
  const columns = kept.map(({ name, type }): Column => {
    const stored = storedName(name);
    return { name, type, values: rows.map((row) => row[stored] as string | number | null) };
  });
  await writeTable(path, columns);
  return { rows: rows.length, columns: columns.length };
}
