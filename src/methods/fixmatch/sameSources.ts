/** Objects of two surveys that are one source: what is unlabelled in one catalogue may be tested in the other. */

import { separation } from "../../explore/atPosition.ts";
import { columnKinds, readColumns, type Survey } from "../../survey/survey.ts";

/** 0.006 degrees: two catalogues' positions of one radio galaxy differ by so much. */
export const sameWithinArcsec = 21.6;

export interface SharedSources {
  /** Ids of the pool's objects that stand where one of the labelled survey does. */
  ids: Set<string>;
  /** Why some may not have been found, in words: a survey without places. */
  remark?: string;
}

export async function sharedSources(labelled: Survey, pool: Survey, arcsec = sameWithinArcsec): Promise<SharedSources> {
  const [own, others] = [await placesOf(labelled), await placesOf(pool)];
  const near = placesNear(own, arcsec);
  const ids = new Set(others.flatMap((each) => (near(each) ? [each.id] : [])));
  const placeless = [
    { places: own, survey: labelled },
    { places: others, survey: pool },
  ].flatMap(({ places, survey }) => (places.length === 0 ? [survey.card.name] : []));
  if (placeless.length === 0) return { ids };
  return {
    ids,
    remark: `${placeless.join(" and ")} ${placeless.length === 1 ? "has" : "have"} no places (columns ra and dec, degrees): whether a source stands in both ${labelled.card.name} and ${pool.card.name} could not be looked up`,
  };
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
