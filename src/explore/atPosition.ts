/** The object of a survey that stands nearest to a place in the sky. */

import { exitCodes, Fault } from "../fault.ts";
import { columnKinds, readColumns, type Survey } from "../survey/survey.ts";

const degree = Math.PI / 180;
const furthestArcsec = 60;

/**
 * @param ra right ascension, degrees, ICRS
 * @param dec declination, degrees, ICRS
 * @returns the object and its distance, in arcseconds
 * @throws Fault "no-position" where the survey has no columns `ra` and `dec`, or nothing within an arcminute
 */
export async function atPosition(survey: Survey, ra: number, dec: number): Promise<{ id: string; arcsec: number }> {
  const { name } = survey.card;
  const kinds = await columnKinds(survey);
  if (kinds.get("ra") !== "number" || kinds.get("dec") !== "number")
    throw new Fault(
      "no-position",
      `survey "${name}" has no columns "ra" and "dec" of numbers: its objects' places are not known`,
    );
  const nearest = { id: "", arcsec: Number.POSITIVE_INFINITY };
  for (const row of await readColumns(survey, ["ra", "dec"], "ra IS NOT NULL AND dec IS NOT NULL")) {
    const arcsec = separation(ra, dec, Number(row.ra), Number(row.dec));
    if (arcsec < nearest.arcsec) Object.assign(nearest, { id: String(row.id_str), arcsec });
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

/** "RA,DEC" in degrees. @throws Fault "usage" */
export function writtenPosition(text: string): [ra: number, dec: number] {
  const [ra = Number.NaN, dec = Number.NaN, ...rest] = text
    .split(/[,\s]+/)
    .map((part) => (part === "" ? Number.NaN : Number(part)));
  if (rest.length > 0 || !(ra >= 0 && ra < 360) || !(dec >= -90 && dec <= 90))
    throw new Fault(
      "usage",
      `"${text}" is no position: write right ascension and declination in degrees, such as 150.12,2.35`,
      {
        exitCode: exitCodes.usage,
      },
    );
  return [ra, dec];
}

/** By haversines, which small angles do not hurt; degrees in, arcseconds out. */
export function separation(ra1: number, dec1: number, ra2: number, dec2: number): number {
  const haversine = (angle: number) => Math.sin((angle * degree) / 2) ** 2;
  const h = haversine(dec2 - dec1) + Math.cos(dec1 * degree) * Math.cos(dec2 * degree) * haversine(ra2 - ra1);
  return ((2 * Math.asin(Math.min(1, Math.sqrt(h)))) / degree) * 3600;
}
