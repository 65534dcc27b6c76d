/** Which objects papers list, as a person brought it in: `library-objects.jsonl` in the workspace, a line an object of a paper. */

import { join } from "node:path";
import { exitCodes, Fault } from "../../fault.ts";
import { readCatalogue, sqlColumn } from "../../survey/catalogue.ts";
import { rowsOf, withDuckDB } from "../../survey/duckdb.ts";
import { withLock } from "../../survey/lock.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { textIfThere } from "../../textIfThere.ts";
import { writeWhole } from "../../wholeFile.ts";
import { needLibrary, papersById } from "../libraryTable.ts";

export interface ListedObject {
  paper: string;
  name: string | null;
  /** Degrees, ICRS. */
  ra: number | null;
  dec: number | null;
}

export interface ObjectImport {
  papers: number;
  objects: number;
  added: number;
  /** Rows that could not be used: their number in the file, and why. */
  bad: { row: number; reason: string }[];
}

const pathOf = (workspace: Workspace) => join(workspace.path, "library-objects.jsonl");
const papersAtOnce = 500;

/** @returns none where no list was brought in */
export async function readObjectLists(workspace: Workspace): Promise<ListedObject[]> {
  const text = (await textIfThere(pathOf(workspace))) ?? "";
  try {
    return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as ListedObject]));
  } catch (cause) {
    throw new Fault("damaged-objects", `${pathOf(workspace)} is damaged: delete it and import the lists again`, {
      cause,
    });
  }
}

/**
 * Adds a table's rows to those there are; a row that is there already is not added again.
 * @param path CSV, TSV or Parquet with the column `paper` (an id of the library) and `name` (or `id`), or `ra` and `dec` in degrees
 * @throws Fault "objects-columns", "no-library", "file"
 */
export async function importObjectLists(workspace: Workspace, path: string): Promise<ObjectImport> {
  const library = await needLibrary(workspace);
  const { rows, bad } = await rowsIn(path);
  const known = new Set<string>();
  const ids = [...new Set(rows.map(({ object }) => object.paper))];
  for (let first = 0; first < ids.length; first += papersAtOnce)
    for (const id of (await papersById(library, ids.slice(first, first + papersAtOnce))).keys()) known.add(id);
  const good = rows.filter(({ row, object }) => {
    if (known.has(object.paper)) return true;
    bad.push({ row, reason: `the library has no paper "${object.paper}"` });
    return false;
  });
  return withLock(`${pathOf(workspace)}.lock`, "the lists of objects", async () => {
    const lines = new Set((await readObjectLists(workspace)).map((object) => JSON.stringify(object)));
    const before = lines.size;
    for (const { object } of good) lines.add(JSON.stringify(object));
    if (lines.size > before) await writeWhole(pathOf(workspace), `${[...lines].join("\n")}\n`);
    return {
      papers: new Set(good.map(({ object }) => object.paper)).size,
      objects: lines.size,
      added: lines.size - before,
      bad: bad.sort((a, b) => a.row - b.row),
    };
  });
}

async function rowsIn(path: string) {
  return withDuckDB(async (connection) => {
    const catalogue = await readCatalogue(connection, path);
    const { columns, fileName } = catalogue;
    const column = (...names: string[]) => names.find((name) => columns.includes(name));
    const found = {
      paper: column("paper", "bibcode"),
      name: column("name", "id", "id_str"),
      ra: column("ra"),
      dec: column("dec"),
    };
    if (found.paper === undefined || (found.name === undefined && (found.ra === undefined || found.dec === undefined)))
      throw new Fault(
        "objects-columns",
        `${fileName} needs a column "paper", and "name" or "ra" and "dec" in degrees: it has ${columns.slice(0, 10).join(", ")}`,
        { exitCode: exitCodes.usage },
      );
    const wanted = [found.paper, found.name, found.ra, found.dec].map((each) =>
      each === undefined ? "NULL" : sqlColumn(catalogue, each),
    );
    const read = await rowsOf(connection, `SELECT ${wanted.join(", ")} FROM catalogue ORDER BY record`);
    const bad: ObjectImport["bad"] = catalogue.faults.map(({ row, reason }) => ({ row, reason }));
    const rows: { row: number; object: ListedObject }[] = [];
    for (const [i, values] of read.entries()) {
      const row = catalogue.rowOf(i + 1);
      const [paper, name, ra, dec] = values.map((value) => (value === null ? null : String(value).trim() || null));
      const reason = faultOf(paper ?? null, name ?? null, ra ?? null, dec ?? null);
      if (reason !== undefined) bad.push({ row, reason });
      else
        rows.push({
          row,
          object: {
            paper: paper as string,
            name: name ?? null,
            ra: ra == null ? null : Number(ra),
            dec: dec == null ? null : Number(dec),
          },
        });
    }
    return { rows, bad };
  });
}

function faultOf(paper: string | null, name: string | null, ra: string | null, dec: string | null): string | undefined {
  if (paper === null) return "it names no paper";
  if (name === null && (ra === null || dec === null)) return "it has neither a name nor ra and dec";
  if ((ra === null) !== (dec === null)) return "it has one of ra and dec without the other";
  if (ra !== null && !(Number(ra) >= 0 && Number(ra) < 360)) return `ra "${ra}" is no angle from 0 to 360 degrees`;
  if (dec !== null && !(Math.abs(Number(dec)) <= 90)) return `dec "${dec}" is no angle from -90 to 90 degrees`;
  return undefined;
}
