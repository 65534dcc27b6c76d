/** What people called an artefact: by vote, as a class of a label, or in a #tag. */

import { ownColumns } from "../../survey/catalogueRows.ts";
import { storedName } from "../../survey/lance.ts";
import { readColumns, type Survey } from "../../survey/survey.ts";
import { writtenTags } from "../tags.ts";

const isWord = (text: string) => /(^|[^a-z])art[ei]facts?($|[^a-z])/i.test(text);

/** @returns of each object: 1 an artefact, 0 looked at and none, -1 nobody said; null where nothing was called one */
export async function calledArtefacts(survey: Survey, ids: readonly string[]): Promise<Int8Array | null> {
  const { fractions, labels } = survey.card;
  const votes = fractions.filter(isWord);
  const rows = new Map(
    (await readColumns(survey, [...votes, ...labels])).map((row) => [String(row[ownColumns.id]), row]),
  );
  const called = new Int8Array(ids.length).fill(-1);
  const say = (place: number, isOne: boolean) => {
    called[place] = Math.max(called[place] as number, Number(isOne));
  };
  for (const column of votes)
    ids.forEach((id, place) => {
      const value = rows.get(id)?.[storedName(column)] ?? null;
      if (value !== null) say(place, Number(value) > 0.5);
    });
  for (const column of labels) {
    const values = ids.map((id) => rows.get(id)?.[storedName(column)] ?? null);
    if (!values.some((value) => value !== null && isWord(String(value)))) continue;
    values.forEach((value, place) => {
      if (value !== null) say(place, isWord(String(value)));
    });
  }
  const tags = await writtenTags(survey);
  if (tags.some(({ name }) => isWord(name))) {
    const tagged = new Set(tags.flatMap(({ written }) => written ?? []));
    const bad = new Set(tags.flatMap(({ name, written }) => (isWord(name) ? (written ?? []) : [])));
    ids.forEach((id, place) => {
      if (tagged.has(id)) say(place, bad.has(id));
    });
  }
  return called.includes(1) ? called : null;
}
