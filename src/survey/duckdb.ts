/** DuckDB as the reader and writer of tables in files, loaded when first needed. */

import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * Runs `work` on an empty database in memory, and closes it when every query of it has ended, those of failed work too.
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
  const queries = new Set<Promise<unknown>>();
  try {
    return await work(following(connection, queries));
  } finally {
    // DuckDB takes the process with it where a connection is closed under a query.
    await Promise.allSettled(queries);
    connection.closeSync();
    instance.closeSync();
  }
}

/** The connection, whose queries under way are in `queries`. */
function following(connection: DuckDBConnection, queries: Set<Promise<unknown>>): DuckDBConnection {
  return new Proxy(connection, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        const found = Reflect.apply(value, target, given);
        if (found instanceof Promise) {
          queries.add(found);
          const ended = () => queries.delete(found);
          found.then(ended, ended);
        }
        return found;
      };
    },
  });
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
