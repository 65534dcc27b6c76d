/** The object of a survey that stands nearest to a place in the sky. */

import type { Vector } from "apache-arrow";
import { Fault } from "../fault.ts";
import { ownColumns } from "../survey/catalogueRows.ts";
import { selectedRows, skyColumns } from "../survey/selection.ts";
import { columnKinds, type Survey } from "../survey/survey.ts";

const degree = Math.PI / 180;
const furthestArcsec = 60;

/**
 * @param ra right ascension, degrees, ICRS
 * @param dec declination, degrees, ICRS
 * @returns the object and its distance, in arcseconds
 * @throws Fault "no-position" where the survey has no columns `ra` and `dec` (or `ra_deg` and `dec_deg`), or nothing within an arcminute
 */
export async function atPosition(survey: Survey, ra: number, dec: number): Promise<{ id: string; arcsec: number }> {
  const { name } = survey.card;
  const columns = skyColumns(survey, await columnKinds(survey));
  const nearest = { id: "", arcsec: Number.POSITIVE_INFINITY };
  // By columns: a million rows as objects would take seconds, and their weight in memory.
  for await (const { vectors, rows } of selectedRows(survey, {}, [ownColumns.id, columns.ra, columns.dec])) {
    const [ids, ras, decs] = vectors as [Vector, Vector, Vector];
    for (const row of rows) {
      const [across, up] = [ras.get(row), decs.get(row)];
      if (across === null || up === null) continue;
      const arcsec = separation(ra, dec, Number(across), Number(up));
      if (arcsec < nearest.arcsec) Object.assign(nearest, { id: String(ids.get(row)), arcsec });
    }
  }
  if (nearest.arcsec <= furthestArcsec) return nearest;
  throw new Fault(
    "no-position",
    `survey "${name}" has no object within ${furthestArcsec}" of ${ra}, ${dec}` +
      (nearest.id === ""
        ? ""
        : `: the nearest, "${nearest.id}", is ${(nearest.arcsec / 3600).toFixed(3)} degrees away`),
  );
}

/** By haversines, which small angles do not hurt; degrees in, arcseconds out. */
export function separation(ra1: number, dec1: number, ra2: number, dec2: number): number {
  const haversine = (angle: number) => Math.sin((angle * degree) / 2) ** 2;
  const h = haversine(dec2 - dec1) + Math.cos(dec1 * degree) * Math.cos(dec2 * degree) * haversine(ra2 - ra1);
  return ((2 * Math.asin(Math.min(1, Math.sqrt(h)))) / degree) * 3600;
}
