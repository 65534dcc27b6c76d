import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../temporaryFolder.ts";
import { arrowTable, type Column } from "./arrowTable.ts";
import { ownColumns } from "./catalogueRows.ts";
import { lance } from "./lance.ts";
import { mergeRows } from "./mergeRows.ts";

/** So long that the store takes two rows at a time. */
const long = (letter: string) => letter.repeat(6 * 1024 * 1024);

let table: Awaited<ReturnType<Awaited<ReturnType<Awaited<ReturnType<typeof lance>>["connect"]>>["createTable"]>>;
beforeAll(async () => {
  const { connect, Index } = await lance();
  const database = await connect(await temporaryFolder("merge"));
  table = await database.createTable("made", arrowTable(3, rows(["a", "b", "c"], ["1", "2", "3"])));
  await table.createIndex(ownColumns.id, { config: Index.btree() });
});

function rows(ids: string[], notes: (string | null)[]): Column[] {
  return [
    { name: ownColumns.id, type: "string", values: ids },
    { name: "note", type: "string", values: notes },
  ];
}

async function notes(): Promise<Record<string, string | null>> {
  const read = await table.query().toArray();
  return Object.fromEntries(read.map((row) => [row[ownColumns.id], row.note]).sort());
}

test("rows of more bytes than one merge can hold are all written, and no others", async () => {
  await mergeRows(table, 5, rows(["d", "c", "a", "e", "f"], [long("d"), long("c"), long("a"), null, long("f")]));
  expect(Object.keys(await notes())).toEqual(["a", "b", "c"]);
  expect(await notes()).toEqual({ a: long("a"), b: "2", c: long("c") });
});

test("rows of new ids are added where that is asked for", async () => {
  await mergeRows(table, 4, rows(["d", "a", "e", "f"], [long("d"), "1", null, long("f")]), { inserts: true });
  expect(await notes()).toEqual({ a: "1", b: "2", c: long("c"), d: long("d"), e: null, f: long("f") });
});
