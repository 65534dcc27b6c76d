/** Why nothing passes: a text that a filter asks for, and that no object has. */

import { nearNames } from "../nearNames.ts";
import { columnCounts } from "./columnCounts.ts";
import type { Filter } from "./galaxies.ts";
import { columnKinds, type Survey } from "./survey.ts";
import { knownFilter } from "./writtenFilter.ts";

const mostListed = 8;

/** @returns a sentence a filter, each with what there is instead; empty where every text asked for is there */
export async function unheldValues(survey: Survey, filters: readonly Filter[]): Promise<string[]> {
  const kinds = await columnKinds(survey);
  const asked = filters
    .map((each) => knownFilter(each, kinds))
    .filter(({ column, operator }) => operator === "=" && kinds.get(column) === "text");
  const counts = await columnCounts(
    survey,
    asked.map(({ column }) => column),
  );
  return asked.flatMap(({ column, value }) => {
    const held = counts.get(column) ?? new Map<string, number>();
    if (held.has(value)) return [];
    const near = nearNames(value, held.keys());
    const there =
      held.size <= mostListed
        ? `there are ${[...held.keys()].sort().join(", ") || "none"}`
        : near.length > 0
          ? `the nearest are ${near.join(", ")}`
          : `there are ${held.size.toLocaleString("en-US")} others`;
    return [`no ${column} is "${value}": ${there}`];
  });
}
