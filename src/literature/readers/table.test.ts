import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { withDuckDB } from "../../survey/duckdb.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";
import type { ReadRecord } from "./reader.ts";
import { readTable } from "./table.ts";
import { cellCount, cellList } from "./tableCells.ts";

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
  expect(records[1]).toEqual({ line: 4, fault: "the title is empty" });
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
  await expect(read("nowhere.csv")).rejects.toThrow(/cannot read .*nowhere\.csv: it does not exist/);
});

test("a bad row is reported by its line, and costs no other", async () => {
  const good = (i: number) => `${i},"Paper, ${i}",2001`;
  const rows = [
    good(1),
    "2,Two,2001,more",
    "3,Three",
    '4,"Never closed,2001',
    good(5),
    '6,"A "quoted" word",2001',
    good(7),
  ];
  await writeFile(join(folder, "bad.csv"), ["id,title,year", ...rows].join("\r\n"));
  const records = await read("bad.csv");
  expect(records.map((record) => ("paper" in record ? record.paper.title : record))).toEqual([
    "Paper, 1",
    { line: 3, fault: "it has 4 cells where the header has 3" },
    { line: 4, fault: "it has 2 cells where the header has 3" },
    { line: 5, fault: expect.stringContaining("a quote closes inside of a cell") },
    "Paper, 5",
    { line: 7, fault: expect.stringContaining("a quote closes inside of a cell") },
    "Paper, 7",
  ]);
});

test("a quote that never closes costs its own row", async () => {
  await writeFile(join(folder, "open.csv"), `id,title,year\n1,"One,2001\n${"2,Two,2002\n".repeat(3000)}`);
  const records = await read("open.csv");
  expect(records).toHaveLength(3001);
  expect(records[0]).toEqual({ line: 2, fault: "a quote opens and does not close" });
  expect(records.at(-1)).toMatchObject({ line: 3002, paper: { title: "Two" } });
});

test("Excel's semicolons and Latin-1 are read, and the Latin-1 is said", async () => {
  const text = 'sep=;\r\nTitle;Authors;Year;;\r\n"Höhe; über";Müller, J.;2001;;\r\nPlain;Smith, A.;2002\r\n';
  await writeFile(join(folder, "excel.csv"), Buffer.from(text, "latin1"));
  const remarks: string[] = [];
  const records: ReadRecord[] = [];
  for await (const record of readTable(join(folder, "excel.csv"), (remark) => remarks.push(remark)))
    records.push(record);
  expect(records).toMatchObject([
    { line: 3, paper: { title: "Höhe; über", authors: ["Müller, J."], year: 2001 } },
    { line: 4, fault: "it has 3 cells where the header has 5" },
  ]);
  expect(remarks).toEqual(["1 line is no UTF-8 and was read as Windows-1252 (Latin-1), line 3 first"]);
});

test("tabs, a mark at the beginning, returns of old Macs and lines of remarks are no hindrance", async () => {
  await writeFile(join(folder, "mac.csv"), "\ufeff# made by hand\r\rtitle\tauthors\rOne, two\tA; B\r");
  expect(await read("mac.csv")).toMatchObject([{ line: 4, paper: { title: "One, two", authors: ["A", "B"] } }]);
});

test("any cells, written as CSV, are read as they were, and a row of junk between them costs none", async () => {
  const cell = fc.stringMatching(/^[a-z][a-z ,;"\n]{0,9}[a-z]$/);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(
      fc.array(cell, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(",", ";", "\t", "|"),
      async (titles, separator) => {
        const rows = titles.flatMap((title, i) => [`${i}${separator}${quoted(title)}`, "junk"]);
        await writeFile(join(folder, "any.csv"), [`id${separator}title`, ...rows].join("\n"));
        const found = (await read("any.csv")).flatMap((record) => ("paper" in record ? [record.paper.title] : []));
        expect(found).toEqual(titles.map((title) => title.replace(/\s+/g, " ").trim()));
      },
    ),
    { numRuns: 40 },
  );
});

test("lists of Parquet are lists, and its people names", async () => {
  const path = join(folder, "lists.parquet");
  await withDuckDB((connection) =>
    connection.run(
      `COPY (SELECT ['On lists'] AS title, ['Smith, J.', 'Doe, A. B.'] AS author, ['astro-ph.GA', 'astro-ph.CO'] AS categories, 2011.0 AS year, 12.0 AS citations, 730.0 AS volume
       UNION ALL SELECT ['People'], ['O''Neill, S.'], NULL, NULL, 'nan'::DOUBLE, NULL) TO '${path}'`,
    ),
  );
  expect(await read("lists.parquet")).toMatchObject([
    {
      line: 1,
      paper: {
        title: "On lists",
        authors: ["Smith, J.", "Doe, A. B."],
        categories: ["astro-ph.GA", "astro-ph.CO"],
        year: 2011,
        citations: 12,
        volume: "730",
      },
    },
    { line: 2, paper: { title: "People", authors: ["O'Neill, S."], categories: [], year: null, citations: null } },
  ]);
});

test("lists as Python and JSON write them into a cell are lists", () => {
  const names = ["Smith, J.", "O'Neill, S."];
  expect(cellList(`['Smith, J.', "O'Neill, S."]`, /;/)).toEqual(names);
  expect(cellList(`['Smith, J.' 'O\\'Neill, S.']`, /;/)).toEqual(names);
  expect(cellList(JSON.stringify(names), /;/)).toEqual(names);
  expect(cellList("[O III] emission; x", /;/)).toEqual(["[O III] emission", "x"]);
  expect(cellList("[]", /;/)).toEqual([]);
});

test.each([
  ["12", 12],
  ["12.0", 12],
  [12, 12],
  ["1,234", 1234],
  ["1.234.567", 1234567],
  ["1 234", 1234],
  ["", null],
  ["n/a", null],
  [Number.NaN, null],
  ["1.5k", undefined],
  ["1.000", undefined],
  ["-3", undefined],
])("the count %j is %j", (written, count) => {
  expect(cellCount(written)).toBe(count);
});

test("citations that are no count are said", async () => {
  await writeFile(join(folder, "cited.csv"), 'title,citations\nA,"1,234"\nB,12.0\nC,many\n');
  const remarks: string[] = [];
  const found: (number | null)[] = [];
  for await (const record of readTable(join(folder, "cited.csv"), (remark) => remarks.push(remark)))
    if ("paper" in record) found.push(record.paper.citations);
  expect(found).toEqual([1234, 12, null]);
  expect(remarks).toEqual(['1 row has citations that are no count (first "many" in line 4): stored as not known']);
});
