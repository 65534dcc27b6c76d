import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withDuckDB } from "../../survey/duckdb.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";
import type { ReadRecord } from "./reader.ts";
import { readTable } from "./table.ts";

const folder = await temporaryFolder("table");

async function read(name: string): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  for await (const record of readTable(join(folder, name))) records.push(record);
  return records;
}

const zotero = [
  '"Key","Publication Year","Author","Title","Publication Title","DOI","Abstract Note","Manual Tags"',
  '"AB12","2011","Riess, Adam G.; Macri, Lucas","A ""3%"" Solution","ApJ","10.1088/0004-637X/730/2/119","Two\nlines","H0; distances"',
  '"AB13","","","","","","",""',
].join("\n");

test("Zotero's CSV, a cell over two lines and a row without a title", async () => {
  await writeFile(join(folder, "zotero.csv"), zotero);
  const records = await read("zotero.csv");
  expect(records[0]).toMatchObject({
    line: 2,
    paper: {
      id: "10.1088/0004-637x/730/2/119",
      title: 'A "3%" Solution',
      authors: ["Riess, Adam G.", "Macri, Lucas"],
      abstract: "Two lines",
      year: 2011,
      keywords: ["H0", "distances"],
    },
  });
  expect(records[1]).toEqual({ line: 3, fault: "the title is empty" });
});

test("Parquet of more rows than DuckDB hands over at once", async () => {
  const path = join(folder, "many.parquet");
  await withDuckDB((connection) =>
    connection.run(
      `COPY (SELECT 'p' || i AS id, 'Paper ' || i AS title, 2000 + i % 20 AS year, i AS citation_count FROM range(5000) t(i)) TO '${path}'`,
    ),
  );
  const records = await read("many.parquet");
  expect(records).toHaveLength(5000);
  expect(records[4321]).toMatchObject({ line: 4322, paper: { id: "p4321", year: 2001, citations: 4321 } });
});

test("a table without titles is refused with its columns", async () => {
  await writeFile(join(folder, "none.csv"), "name,ra\nx,1\n");
  await expect(read("none.csv")).rejects.toThrow("none.csv has no column title; its columns are name, ra");
  await expect(read("nowhere.csv")).rejects.toThrow("nowhere.csv cannot be read as a table");
});
