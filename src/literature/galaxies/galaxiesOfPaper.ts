/** Which of a survey's galaxies a paper speaks of: by name and place exactly, else those that look as its words say. */

import { separation } from "../../explore/atPosition.ts";
import { columnCounts } from "../../survey/columnCounts.ts";
import type { Filter } from "../../survey/galaxies.ts";
import { storedName } from "../../survey/lance.ts";
import { selectedIds } from "../../survey/selection.ts";
import { columnKinds, readColumns, type Survey } from "../../survey/survey.ts";
import type { Paper } from "../paper.ts";
import { sameArcsec } from "./aboutGalaxies.ts";
import { conditionsOf, conditionText, isNamed, type Morphology, morphologiesIn } from "./morphology.ts";
import { readObjectLists } from "./objectLists.ts";
import { objectNamesIn, placeColumnsOf } from "./objectNames.ts";
import { knownObjectsIn, otherNames } from "./sameObjects.ts";

export interface GalaxiesOfPaper {
  paper: { id: string; title: string };
  /** The paper speaks of these themselves. */
  exact: { id: string; why: string }[];
  /** Galaxies that look as the paper's words say; whether it speaks of any of them nobody knows. */
  alike: { name: string; written: string; condition: string; count: number; ids: string[] }[];
  /** Words of the paper that the survey's votes and labels say nothing of. */
  unmatched: string[];
  /** Names in the paper that no galaxy of the survey has. */
  elsewhere: string[];
}

const degreesApart = sameArcsec / 3600;

export async function galaxiesOfPaper(survey: Survey, paper: Paper, limit: number): Promise<GalaxiesOfPaper> {
  const text = `${paper.title}. ${paper.abstract}`;
  const listed = (await readObjectLists(survey.workspace)).filter((object) => object.paper === paper.id);
  const names = new Map<string, string>();
  const places: { ra: number; dec: number; why: string }[] = [];
  const ids = new Map<string, string>();
  const said = new Set<string>();
  const add = (written: string, why: string) => {
    for (const { name, written: own, position } of objectNamesIn(written)) {
      said.add(name);
      names.set(name, why || `named ${own}`);
      if (position) places.push({ ...position, why: why || `named ${own}` });
    }
    // The survey may know it by another of its names.
    for (const { object, written: own } of knownObjectsIn(written))
      for (const name of object) if (!names.has(name)) names.set(name, why || `named ${own}`);
  };
  add(text, "");
  for (const { name, ra, dec } of listed) {
    if (name !== null) {
      ids.set(name, `its list of objects has ${name}`);
      add(name, `its list of objects has ${name}`);
    }
    if (ra !== null && dec !== null) places.push({ ra, dec, why: "its list of objects has this place" });
  }
  const exact = new Map<string, string>();
  const used = new Set<string>();
  if (names.size + places.length + ids.size > 0) await findExact(survey, { names, places, ids }, exact, used);

  const alike: GalaxiesOfPaper["alike"] = [];
  const unmatched: string[] = [];
  const kinds = await columnKinds(survey);
  for (const { morphology, written } of morphologiesIn(text)) {
    const ways = await waysOf(survey, morphology, kinds);
    if (ways.length === 0) unmatched.push(morphology.name);
    for (const filters of ways) {
      const found = await selectedIds(survey, { filters });
      const condition = conditionText(filters);
      alike.push({ name: morphology.name, written, condition, count: found.length, ids: found.slice(0, limit) });
    }
  }
  return {
    paper: { id: paper.id, title: paper.title },
    exact: [...exact].slice(0, limit).map(([id, why]) => ({ id, why })),
    alike,
    unmatched,
    elsewhere: [...said].filter((name) => ![name, ...otherNames(name)].some((each) => used.has(each))),
  };
}

interface Wanted {
  names: ReadonlyMap<string, string>;
  places: readonly { ra: number; dec: number; why: string }[];
  ids: ReadonlyMap<string, string>;
}

async function findExact(
  survey: Survey,
  { names, places, ids }: Wanted,
  exact: Map<string, string>,
  used: Set<string>,
): Promise<void> {
  const kinds = await columnKinds(survey);
  const labels = new Set(survey.card.labels);
  const texts = [...kinds].flatMap(([name, kind]) =>
    kind === "text" && !labels.has(name) && !["image", "split", "file_loc"].includes(name) ? [name] : [],
  );
  const placed = placeColumnsOf((column) => kinds.get(column) === "number");
  for (const row of await readColumns(survey, [...texts, ...(placed ?? [])])) {
    const id = String(row.id_str);
    const listed = ids.get(id);
    if (listed) exact.set(id, listed);
    const own = texts.flatMap((column) => {
      const value = row[storedName(column)];
      return typeof value === "string" && value.length < 100 ? objectNamesIn(value) : [];
    });
    const same = own.find(({ name }) => names.has(name));
    if (same) {
      exact.set(id, names.get(same.name) as string);
      used.add(same.name);
    }
    const at = placed
      ? numbersOf(row[storedName(placed[0])], row[storedName(placed[1])])
      : own.find(({ position }) => position)?.position;
    if (!at) continue;
    for (const place of places) {
      if (Math.abs(place.dec - at.dec) > degreesApart) continue;
      const arcsec = separation(place.ra, place.dec, at.ra, at.dec);
      if (arcsec > sameArcsec) continue;
      exact.set(id, `${place.why}, ${arcsec.toFixed(1)}" away`);
      for (const [name, why] of names) if (why === place.why) used.add(name);
    }
  }
}

function numbersOf(ra: unknown, dec: unknown): { ra: number; dec: number } | undefined {
  return typeof ra === "number" && typeof dec === "number" && Number.isFinite(ra + dec) ? { ra, dec } : undefined;
}

/** What a word stands for in this survey: votes, else values of its labels; each list of filters by itself. */
async function waysOf(
  survey: Survey,
  morphology: Morphology,
  kinds: ReadonlyMap<string, unknown>,
): Promise<Filter[][]> {
  const votes = conditionsOf(morphology, survey.card.tree, (column) => kinds.has(column));
  if (votes?.every(({ column }) => kinds.has(column))) return [votes];
  const { labels } = survey.card;
  const counts = await columnCounts(survey, labels);
  return labels.flatMap((column) =>
    [...(counts.get(column)?.keys() ?? [])]
      .filter((value) => isNamed(morphology, String(value)))
      .map((value): Filter[] => [{ column, operator: "=", value: String(value) }]),
  );
}
