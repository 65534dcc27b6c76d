/** Tables written to files, CSV, Parquet, FITS or VOTable by the file's ending; whole or not at all. */

import { access, constants, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { fitsTable } from "../sky/fitsTable.ts";
import { voTable } from "../sky/voTable.ts";
import { writeWhole } from "../wholeFile.ts";
import type { Column } from "./arrowTable.ts";
import { fitsEndings, voTableEndings } from "./catalogue.ts";
import { literal, withDuckDB } from "./duckdb.ts";

const formats: Record<string, string> = {
  ".csv": "FORMAT csv, HEADER true",
  ".tsv": "FORMAT csv, HEADER true, DELIMITER '\t'",
  ".parquet": "FORMAT parquet, COMPRESSION zstd",
};

/** @throws Fault "table-format" or "file" before any work is done, where no table could be written there */
export async function checkTablePath(path: string): Promise<void> {
  const ending = extname(path).toLowerCase();
  if (!formats[ending] && ![...fitsEndings, ...voTableEndings].includes(ending))
    throw new Fault("table-format", `cannot write a table to ${path}: name it .csv, .tsv, .parquet, .fits or .vot`, {
      exitCode: exitCodes.usage,
    });
  const folder = dirname(resolve(path));
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new Fault("file", `cannot write ${path}: the folder ${folder} does not exist`);
  await access(folder, constants.W_OK).catch((error) => {
    throw fileFault(error, "write into", folder);
  });
}

export async function writeTable(path: string, columns: readonly Column[]): Promise<void> {
  await checkTablePath(path);
  const ending = extname(path).toLowerCase();
  if (fitsEndings.includes(ending)) return writeWhole(path, fitsTable(nameOf(path), columns));
  if (voTableEndings.includes(ending)) return writeWhole(path, voTable(nameOf(path), columns));
  const partial = `${path}.part`;
  await withDuckDB(async (connection) => {
    const types = { string: "VARCHAR", int32: "INTEGER", float32: "FLOAT", float64: "DOUBLE" };
    const named = columns.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${types[type]}`);
    await connection.run(`CREATE TABLE out (${named.join(", ")})`);
    const appender = await connection.createAppender("out");
    const length = columns[0]?.values.length ?? 0;
    for (let row = 0; row < length; row++) {
      for (const { type, values } of columns) {
        const value = values[row];
        if (value === null || value === undefined) appender.appendNull();
        else if (type === "string") appender.appendVarchar(String(value));
        else if (type === "int32") appender.appendInteger(Number(value));
        else if (type === "float32") appender.appendFloat(Number(value));
        else appender.appendDouble(Number(value));
      }
      appender.endRow();
    }
    appender.closeSync();
    try {
      await connection.run(`COPY out TO ${literal(partial)} (${formats[ending]})`);
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true });
      throw copyFault(error, path);
    }
  });
}

/** A FITS header has one line for it. */
function nameOf(path: string): string {
  return basename(path, extname(path)).slice(0, 60);
}

/** DuckDB reports the operating system's errors only as text. */
function copyFault(error: unknown, path: string): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const codes: [RegExp, string][] = [
    [/No space left/i, "ENOSPC"],
    [/Permission denied/i, "EACCES"],
    [/No such file or directory|Cannot open file/i, "ENOENT"],
    [/Read-only file system/i, "EROFS"],
  ];
  const code = codes.find(([pattern]) => pattern.test(message))?.[1];
  return fileFault(code === undefined ? error : Object.assign(new Error(message), { code }), "write", path);
}
