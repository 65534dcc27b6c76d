/** Impact counted again and again: the library is read once for each of its versions, and once for each term. */

import { Fault } from "../fault.ts";
import { shippedFacilities } from "../literature/impact/facilities.ts";
import type { Impact, YearRange } from "../literature/impact/impact.ts";
import {
  type Behind,
  type Counted,
  type CountedFacility,
  impactIn,
  type LibraryReading,
  papersBehind,
  readLibrary,
  readTerm,
} from "../literature/impact/libraryReading.ts";
import type { MentionKind } from "../literature/impact/mentions.ts";
import { type LandscapeCard, type PlacedPapers, readLandscape, readPlaces } from "../literature/landscape/landscape.ts";
import { needLibrary } from "../literature/libraryTable.ts";
import type { Workspace } from "../survey/workspace.ts";
import { remembered } from "./remembered.ts";

/** arXiv's categories, or the regions of the library's map. */
export const topicKinds = ["categories", "broad", "fine"] as const;
export type TopicKind = (typeof topicKinds)[number];

export type ImpactQuestion = { workspace: string } & (
  | { asks: "facilities" }
  | { asks: "impact"; counted: Counted[]; years: YearRange; topics: TopicKind }
  | { asks: "behind"; counted: Counted[]; years: YearRange; topics: TopicKind; behind: Behind }
);

export interface CountedLibrary {
  papers: number;
  undated: number;
  /** null where no paper is dated. */
  first: number | null;
  last: number | null;
  /** Whether the library has a map, whose regions can be topics. */
  hasRegions: boolean;
  facilities: CountedFacility[];
}

/** What answers each kind of question. */
export interface ImpactAnswers {
  facilities: CountedLibrary;
  impact: Impact;
  behind: string[];
}

export function warmImpact(): (
  workspace: Workspace,
  question: ImpactQuestion,
  signal?: AbortSignal,
) => Promise<ImpactAnswers[keyof ImpactAnswers]> {
  const readings = remembered<LibraryReading>(1);
  const terms = remembered<Map<string, MentionKind>>(8);
  const regions = remembered<Map<string, string[]>>(2);
  return async (workspace, question, signal) => {
    const table = await needLibrary(workspace);
    const version = `${workspace.path} ${await table.version()}`;
    const reading = await readings(version, () => readLibrary(table, shippedFacilities));
    if (question.asks === "facilities") return described(reading, await mapOf(workspace));
    const { counted, years, topics: by } = question;
    const map = by === "categories" ? undefined : await readLandscape(workspace);
    const topics =
      map &&
      (await regions(`${workspace.path} ${map.places} ${by}`, async () =>
        regionsOf(map, await readPlaces(workspace, map), by),
      ));
    const found = new Map<string, Map<string, MentionKind>>();
    for (const each of counted)
      if (each.kind === "term")
        found.set(each.name, await terms(`${version} ${each.written}`, () => readTerm(table, each.written, signal)));
    const options = { years, topics, terms: found };
    return question.asks === "impact"
      ? impactIn(reading, counted, options)
      : papersBehind(reading, counted, question.behind, options);
  };
}

function described({ papers, facilities }: LibraryReading, map: LandscapeCard | undefined): CountedLibrary {
  let [first, last, undated] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const { year } of papers) {
    if (year === null) undated++;
    else [first, last] = [Math.min(first, year), Math.max(last, year)];
  }
  const isDated = undated < papers.length;
  return {
    papers: papers.length,
    undated,
    first: isDated ? first : null,
    last: isDated ? last : null,
    hasRegions: map !== undefined,
    facilities: facilities.filter(({ mentions }) => mentions > 0),
  };
}

async function mapOf(workspace: Workspace): Promise<LandscapeCard | undefined> {
  return readLandscape(workspace).catch((error) => {
    if (error instanceof Fault && error.code === "no-map") return undefined;
    throw error;
  });
}

/** @returns by a paper's id, the name of its region */
function regionsOf(
  { regions }: LandscapeCard,
  { ids, regions: of }: PlacedPapers,
  by: TopicKind,
): Map<string, string[]> {
  const region = new Map(regions.map((each) => [each.id, each]));
  return new Map(
    ids.map((id, i) => {
      const fine = region.get(of[i] as number);
      const named = by === "broad" ? (region.get(fine?.parent ?? -1) ?? fine) : fine;
      return [id, named ? [named.name] : []];
    }),
  );
}
