/** DuckDB as the reader and writer of tables in files, loaded when first needed. */

import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Runs `work` on an empty database in memory, and closes it.
 * What does not fit into its share of memory goes to the system's temporary folder.
 */
export async function withDuckDB<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: "1GB",
    temp_directory: join(tmpdir(), `almagest-duckdb-${process.pid}`),
    // What a catalogue names is data: nothing is fetched or loaded for it.
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A file's path as DuckDB takes it, where `*`, `?` and `[` would be patterns. */
export function pathSql(path: string): string {
  return literal(path.replace(/[*?[]/g, "[$&]"));
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** All rows of a small result, each an array of values; whole numbers of 64 bits come as numbers. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows().map((row) => row.map((value) => (typeof value === "bigint" ? Number(value) : value)));
}
