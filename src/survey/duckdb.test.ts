import { expect, test } from "vitest";
import { rowsOf, withDuckDB } from "./duckdb.ts";

test("work that fails while other queries are under way fails by its own error, and the process lives", async () => {
  const slow = "SELECT count(*) FROM (SELECT range::VARCHAR AS a FROM range(300000) ORDER BY a DESC)";
  for (let i = 0; i < 5; i++) {
    let counted: Promise<unknown> | undefined;
    const failing = withDuckDB(async (connection) => {
      counted = rowsOf(connection, slow);
      throw new Error("of the work");
    });
    await expect(failing).rejects.toThrow("of the work");
    expect(await counted).toEqual([[300000]]);
  }
});
