/** The rows of a Parquet file, read by DuckDB in pieces. */

import { basename } from "node:path";
import { Fault } from "../../fault.ts";
import { pathSql, withDuckDB } from "../../survey/duckdb.ts";

/**
 * First the names of the columns, then each row's values as DuckDB gives them.
 * @throws Fault "table" where DuckDB cannot read the file
 */
export async function* parquetRows(path: string): AsyncGenerator<readonly unknown[]> {
  // A generator inside of withDuckDB: the pieces are handed over one by one.
  const queue: (readonly unknown[])[][] = [];
  let [wake, taken] = [() => {}, () => {}];
  let isOver = false;
  let isLeft = false;
  const reading = withDuckDB(async (connection) => {
    const result = await connection.stream(`SELECT * FROM read_parquet(${pathSql(path)})`);
    queue.push([result.columnNames()]);
    wake();
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0 || isLeft) return;
      queue.push(chunk.getRows());
      wake();
      while (queue.length > 1 && !isLeft)
        await new Promise<void>((resolve) => {
          taken = resolve;
        });
    }
  })
    .catch((error: unknown) => {
      const message = (error instanceof Error ? error.message : String(error)).split("\n")[0];
      throw new Fault("table", `${basename(path)} cannot be read as a table: ${message}`, { cause: error });
    })
    .finally(() => {
      isOver = true;
      wake();
    });
  reading.catch(() => {});
  try {
    for (;;) {
      const piece = queue.shift();
      taken();
      if (piece) yield* piece;
      else if (isOver) break;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    await reading;
  } finally {
    isLeft = true;
    taken();
  }
}
