/** The shards' notes into one catalogue of cutouts, once: catalog.csv, left-out.csv, and cutouts.json that says it is done. */

import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { Fault, fileFault } from "../../fault.ts";
import { removeUnfinished, writeWhole } from "../../wholeFile.ts";
import { readCatalogue, sqlColumn } from "../catalogue.ts";
import { ownColumns } from "../catalogueRows.ts";
import { literal, rowsOf, withDuckDB } from "../duckdb.ts";
import { partsOf } from "../shards/part.ts";
import { removePlan } from "../shards/plan.ts";
import { type CutoutsDone, catalogPath, donePath, doneText, leftOutPath, readDone } from "./cutoutFolder.ts";
import { type CutoutPlan, plannedObjects } from "./cutoutPlan.ts";
import { fileOf, flags, soundPart } from "./cutShard.ts";

/** Shards that are not all cut, or whose pictures are gone. */
export async function missingCutouts(planned: CutoutPlan): Promise<number[]> {
  const missing: number[] = [];
  for (let shard = 1; shard <= planned.plan.shards; shard++) {
    const objects = await plannedObjects(planned, shard);
    for (const part of partsOf(planned.plan, shard)) {
      if (await soundPart(planned, part, objects)) continue;
      missing.push(shard);
      break;
    }
  }
  return missing;
}

/**
 * Writes the catalogue of all cutouts, then removes the plan. Done twice, or killed at any moment and done again, it gives the same.
 * @param rerun the command that cuts one shard
 * @throws Fault "missing-shards" that names them
 */
export async function mergeCutouts(planned: CutoutPlan, rerun: (shard: number) => string): Promise<CutoutsDone> {
  const { plan, settings, folder } = planned;
  const before = await readDone(folder);
  if (before?.plan === plan.id) {
    await removePlan(plan);
    return before;
  }
  const missing = await missingCutouts(planned);
  if (missing.length > 0) {
    const commands = missing.slice(0, 3).map(rerun).join("; ");
    throw new Fault(
      "missing-shards",
      `shard${missing.length > 1 ? "s" : ""} ${missing.join(", ")} of ${plan.shards} ${missing.length > 1 ? "are" : "is"} not complete: ` +
        `run ${commands}${missing.length > 3 ? "; and so on" : ""}; then merge again`,
    );
  }
  const counts = await withDuckDB(async (connection) => {
    await gather(connection, planned);
    const { select, order } = await joined(connection, settings.asked);
    await copy(connection, `${select} WHERE o.file_loc IS NOT NULL ORDER BY ${order}`, catalogPath(folder));
    const left = "SELECT id_str, ra, dec, reason FROM cut WHERE reason IS NOT NULL ORDER BY place";
    await copy(connection, left, leftOutPath(folder));
    const [row = []] = await rowsOf(
      connection,
      "SELECT count(*), count(file_loc), count(*) FILTER (file_loc IS NOT NULL AND cutout_covered < 1), count(reason) FROM cut",
    );
    return row.map(Number);
  });
  const [objects = 0, cut = 0, partly = 0, leftOut = 0] = counts;
  if (leftOut === 0) await rm(leftOutPath(folder), { force: true });
  await clearPictures(folder, settings.isFannedOut);
  const at = new Date().toISOString();
  const done = { plan: plan.id, asked: settings.asked, look: settings.look, objects, cut, partly, leftOut, at };
  await writeWhole(donePath(folder), doneText(done));
  await removePlan(plan);
  return { format: 1, ...done };
}

async function clearPictures(folder: string, isFannedOut: boolean): Promise<void> {
  const images = join(folder, "images");
  const all = await readdir(images, { withFileTypes: true }).catch(() => []);
  const folders = isFannedOut ? all.filter((entry) => entry.isDirectory()).map(({ name }) => join(images, name)) : [];
  for (const each of all.length > 0 ? [images, ...folders] : []) await removeUnfinished(each);
}

async function gather(connection: DuckDBConnection, planned: CutoutPlan): Promise<void> {
  const { plan, settings } = planned;
  await connection.run(
    "CREATE TABLE cut (place INTEGER, id_str VARCHAR, file_loc VARCHAR, ra DOUBLE, dec DOUBLE, cutout_mosaic VARCHAR, cutout_x FLOAT, " +
      "cutout_y FLOAT, cutout_arcsec_per_pixel FLOAT, cutout_covered FLOAT, cutout_flags VARCHAR, reason VARCHAR)",
  );
  const appender = await connection.createAppender("cut");
  let place = 0;
  const float = (value: number) => (Number.isNaN(value) ? appender.appendNull() : appender.appendFloat(value));
  const text = (value: string | undefined) =>
    value === undefined ? appender.appendNull() : appender.appendVarchar(value);
  for (let shard = 1; shard <= plan.shards; shard++) {
    const objects = await plannedObjects(planned, shard);
    for (const part of partsOf(plan, shard)) {
      const rows = await soundPart(planned, part, objects);
      if (!rows)
        throw new Fault(
          "missing-shards",
          `shard ${shard} of ${plan.shards} was damaged a moment ago: run it again, then merge again`,
        );
      for (const [i, row] of rows.entries()) {
        const at = part.from + i;
        const id = objects.ids[at] as string;
        appender.appendInteger(place++);
        text(id);
        text(row.bytes > 0 ? fileOf(settings, id) : undefined);
        appender.appendDouble(objects.ra[at] as number);
        appender.appendDouble(objects.dec[at] as number);
        text(settings.mosaics[row.mosaic]?.name);
        float(row.x);
        float(row.y);
        float(row.arcsecPerPixel);
        float(row.covered);
        text([row.flags & flags.edge ? "edge" : "", row.flags & flags.holes ? "holes" : ""].filter(Boolean).join(" "));
        text(row.bytes > 0 ? undefined : reasonOf(objects.mosaics[at] ?? [], row.covered, settings.asked.minCovered));
        appender.endRow();
      }
    }
    appender.flushSync();
  }
  appender.closeSync();
}

function reasonOf(mosaics: readonly number[], covered: number, least: number): string {
  if (mosaics.length === 0) return "on no mosaic";
  if (covered === 0) return "no pixel of its mosaics has a value there, or it is too large for them";
  return `covered ${covered.toFixed(3)}, less than ${least}`;
}

const own = ["cutout_mosaic", "cutout_x", "cutout_y", "cutout_arcsec_per_pixel", "cutout_covered", "cutout_flags"];

/** The catalogue's own columns stand beside ours, so that votes and labels come along. */
async function joined(
  connection: DuckDBConnection,
  { source, isSurvey }: { source: string; isSurvey: boolean },
): Promise<{ select: string; order: string }> {
  if (isSurvey) {
    const columns = ["id_str", "file_loc", "ra", "dec", ...own].map((name) => `o.${name}`).join(", ");
    return { select: `SELECT ${columns} FROM cut o`, order: "o.id_str" };
  }
  const catalogue = await readCatalogue(connection, source);
  const others = catalogue.columns.filter((name) => ![ownColumns.id, "file_loc", ...own].includes(name as "id_str"));
  const theirs = others.map((name) => `c.${sqlColumn(catalogue, name)} AS "${name.replaceAll('"', '""')}"`);
  const ours = own.map((name) => `o.${name}`);
  const columns = ["o.id_str", "o.file_loc", ...theirs, ...ours].join(", ");
  const id = `trim(c.${sqlColumn(catalogue, ownColumns.id)})`;
  // The first row of an id that stands twice: later ones were bad rows.
  return {
    select: `SELECT ${columns} FROM cut o LEFT JOIN (SELECT * FROM catalogue QUALIFY row_number() OVER (PARTITION BY trim(${sqlColumn(catalogue, ownColumns.id)}) ORDER BY record) = 1) c ON ${id} = o.id_str`,
    order: "c.record",
  };
}

async function copy(connection: DuckDBConnection, select: string, path: string): Promise<void> {
  const partial = `${path}.part`;
  try {
    await connection.run(`COPY (${select}) TO ${literal(partial)} (FORMAT csv, HEADER true)`);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw fileFault(error, "write", path);
  }
}
