/** Objects of two surveys that are one source: what is unlabelled in one catalogue may be tested in the other. */

import { separation } from "../../explore/atPosition.ts";
import { columnKinds, readColumns, type Survey } from "../../survey/survey.ts";

/** 0.006 degrees: two catalogues' positions of one radio galaxy differ by so much. */
export const sameWithinArcsec = 21.6;

/** @returns ids of the objects of `pool` that stand within `arcsec` of one of `labelled`; none where either has no places */
export async function sharedSources(labelled: Survey, pool: Survey, arcsec = sameWithinArcsec): Promise<Set<string>> {
  const [own, others] = [await placesOf(labelled), await placesOf(pool)];
  const near = placesNear(own, arcsec);
  return new Set(others.flatMap((each) => (near(each) ? [each.id] : [])));
}

export interface Place {
  id: string;
  /** Degrees. */
  ra: number;
  dec: number;
}

/** @returns whether a place lies within `arcsec` of one of these */
export function placesNear(places: readonly Place[], arcsec: number): (place: Place) => boolean {
  const height = Math.max(arcsec / 3600, 1e-6);
  const bands = new Map<number, Place[]>();
  for (const place of places) {
    const band = Math.floor(place.dec / height);
    bands.set(band, [...(bands.get(band) ?? []), place]);
  }
  return ({ ra, dec }) => {
    const band = Math.floor(dec / height);
    return [band - 1, band, band + 1].some((each) =>
      (bands.get(each) ?? []).some((other) => separation(ra, dec, other.ra, other.dec) <= arcsec),
    );
  };
}

async function placesOf(survey: Survey): Promise<Place[]> {
  const kinds = await columnKinds(survey);
  const [ra, dec] = [
    ["ra", "ra_deg"],
    ["dec", "dec_deg"],
  ].map((names) => names.find((name) => kinds.get(name) === "number"));
  if (ra === undefined || dec === undefined) return [];
  return (await readColumns(survey, [ra, dec])).flatMap((row) => {
    const place = { id: String(row.id_str), ra: Number(row[ra] ?? Number.NaN), dec: Number(row[dec] ?? Number.NaN) };
    return Number.isFinite(place.ra) && Number.isFinite(place.dec) ? [place] : [];
  });
}
