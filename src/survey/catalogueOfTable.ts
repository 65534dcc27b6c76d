/** The table of a FITS file or a VOTable as a catalogue: as text, like any other. */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { Fault, fileFault } from "../fault.ts";
import { readFitsTables } from "../sky/readFitsTable.ts";
import type { ReadTable } from "../sky/readTable.ts";
import { type ReadVoTable, readVoTables } from "../sky/readVoTable.ts";
import type { Catalogue } from "./catalogue.ts";

const types = { string: "VARCHAR", integer: "BIGINT", number: "DOUBLE", boolean: "BOOLEAN" };

/** The file's first binary table. */
export async function fitsCatalogue(connection: DuckDBConnection, path: string): Promise<Catalogue> {
  const [table, ...others] = readFitsTables(await bytesOf(path), basename(path));
  return { ...(await filled(connection, table as ReadTable, basename(path))), others };
}

/** The file's first table; a row with too few or too many cells is told, and the others are kept. */
export async function voTableCatalogue(connection: DuckDBConnection, path: string): Promise<Catalogue> {
  const [table, ...others] = readVoTables(await bytesOf(path), basename(path));
  const { wrong, places, columns } = table as ReadVoTable;
  return {
    ...(await filled(connection, table as ReadVoTable, basename(path))),
    rowOf: (record) => places[record - 1] as number,
    faults: wrong.map(({ row, cells }) => ({
      row,
      id: null,
      kind: "shape",
      reason: `${cells} cells, where the table has ${columns.length} fields`,
    })),
    others,
  };
}

async function bytesOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw fileFault(error, "read the catalogue", path);
  });
}

async function filled(
  connection: DuckDBConnection,
  { rows, columns }: ReadTable,
  fileName: string,
): Promise<Omit<Catalogue, "others">> {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Fault("repeated-column", `${fileName} has two columns named "${twice}": rename one of them`);
  await connection.run(
    `CREATE TABLE catalogue (${["record BIGINT", ...names.map((_, i) => `c${i} VARCHAR`)].join(", ")})`,
  );
  const appender = await connection.createAppender("catalogue");
  for (let row = 0; row < rows; row++) {
    appender.appendBigInt(BigInt(row + 1));
    for (const { values } of columns) {
      const value = values[row];
      if (value === null || value === undefined) appender.appendNull();
      else appender.appendVarchar(String(value));
    }
    appender.endRow();
  }
  appender.closeSync();
  return {
    fileName,
    columns: names,
    records: rows,
    rowOf: (record) => record,
    faults: [],
    types: new Map(columns.map(({ name, type }) => [name, types[type]])),
  };
}
