/** Radio Galaxy Zoo's first data release (Wong+ 2025): its list of sources by volunteers' consensus, and the pictures a user has. */

import { readdir } from "node:fs/promises";
import { join, parse } from "node:path";
import { Fault, fileFault } from "../../fault.ts";
import { readCatalogue, sqlColumn } from "../catalogue.ts";
import { rowsOf, withDuckDB } from "../duckdb.ts";
import type { PublicObject, PublicSet } from "./publicSet.ts";

/** What is kept, and the names it goes by: those of the project's own tables first, then what mirrors call it. */
const names = {
  zooniverse_id: ["zooniverse_id", "zoo_id", "source_id"],
  rgz_name: ["rgz_name", "name"],
  ra: ["radio.ra", "ra", "ra_deg"],
  dec: ["radio.dec", "dec", "dec_deg"],
  consensus: ["consensus.radio_level", "radio_level", "consensus_level", "cl"],
  volunteers: ["consensus.n_total", "n_total", "n_votes"],
  components: ["radio.number_components", "number_components", "n_components", "components"],
  peaks: ["radio.number_peaks", "number_peaks", "n_peaks", "peaks"],
  size_arcsec: ["radio.max_angular_extent", "max_angular_extent", "las"],
} as const;
type Kept = keyof typeof names;
const needed: readonly Kept[] = ["zooniverse_id", "components", "peaks"];

/** How the project writes that a number is missing. */
const missing = "-99";

/**
 * One object a source that has a picture: a file named by its zooniverse_id or its rgz_name. Its class says of how many components
 * and peaks the volunteers' consensus is, 3 standing for more: 1C1P, 1C2P, 2C2P, ...
 * @param folder holds one CSV list, and images/
 */
export async function radioGalaxyZooSet(folder: string): Promise<PublicSet> {
  const files = await readdir(folder).catch((error) => {
    throw fileFault(error, "read", folder);
  });
  const lists = files.filter((name) => /\.csv$/i.test(name));
  const [list] = lists;
  if (list === undefined || lists.length > 1)
    throw new Fault("no-set", `${folder} has ${lists.length} CSV files, and one list of sources was expected`);
  const images = join(folder, "images");
  const pictures = await readdir(images).catch((error) => {
    throw fileFault(error, "read", images);
  });
  const byStem = new Map(pictures.map((name) => [parse(name).name, join(images, name)]));
  const rows = await listed(join(folder, list));
  const kept: readonly Kept[] = ["ra", "dec", "components", "peaks", "consensus", "volunteers", "size_arcsec"];
  const taken = new Set<string>();
  const objects = rows.flatMap(({ row, values }): PublicObject[] => {
    const zooniverse = values.zooniverse_id ?? "";
    // A picture may show two sources: the list names them by where they lie.
    const id = values.rgz_name ?? zooniverse;
    const file = byStem.get(zooniverse) ?? byStem.get(values.rgz_name ?? "");
    if (file === undefined) return [];
    const [components, peaks] = (["components", "peaks"] as const).map((name) => {
      const number = Number(values[name]);
      if (!Number.isInteger(number) || number < 1)
        throw new Fault(
          "catalogue",
          `${list}: row ${row}: ${name} is "${values[name] ?? ""}", and a whole number from 1 was expected`,
        );
      return number;
    }) as [number, number];
    if (taken.has(id)) throw new Fault("catalogue", `${list}: row ${row}: the source ${id} is there twice`);
    taken.add(id);
    const label = `${Math.min(3, components)}C${Math.min(3, peaks)}P`;
    return [{ id, picture: { file }, values: [label, zooniverse, ...kept.map((name) => values[name] ?? "")] }];
  });
  if (objects.length === 0)
    throw new Fault(
      "no-set",
      `none of the ${rows.length} sources of ${list} has a picture in ${images} named by its zooniverse_id`,
    );
  return {
    columns: ["class", "zooniverse_id", ...kept],
    label: "class",
    count: objects.length,
    objects: () => objects,
  };
}

async function listed(path: string): Promise<{ row: number; values: Partial<Record<Kept, string>> }[]> {
  return withDuckDB(async (connection) => {
    const catalogue = await readCatalogue(connection, path);
    const [fault] = catalogue.faults;
    if (fault) throw new Fault("catalogue", `${catalogue.fileName}: row ${fault.row}: ${fault.reason}`);
    const present = (Object.keys(names) as Kept[]).flatMap((name) => {
      const column = catalogue.columns.find((each) => (names[name] as readonly string[]).includes(each.toLowerCase()));
      return column === undefined ? [] : [{ name, column }];
    });
    for (const name of needed)
      if (!present.some((each) => each.name === name))
        throw new Fault("missing-column", `${catalogue.fileName} has no column ${names[name].join(" or ")}`);
    const rows = await rowsOf(
      connection,
      `SELECT record, ${present.map(({ column }) => sqlColumn(catalogue, column)).join(", ")} FROM catalogue ORDER BY record`,
    );
    return rows.map(([record, ...cells]) => ({
      row: catalogue.rowOf(Number(record)),
      values: Object.fromEntries(
        present.flatMap(({ name }, i) => {
          // Long whole numbers are written between quotes there.
          const text = cells[i] === null ? "" : String(cells[i]).replace(/^'|'$/g, "").trim();
          return text === "" || Number(text) === Number(missing) ? [] : [[name, text]];
        }),
      ),
    }));
  });
}
