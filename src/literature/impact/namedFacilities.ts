/** The facility a person means by a name, of those that come with Almagest and those of a file of theirs. */

import { exitCodes, Fault } from "../../fault.ts";
import type { Facility } from "./facility.ts";

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** By its name, its keyword or any way to write it. @throws Fault "facility" that names the nearest ones */
export function namedFacility(asked: string, facilities: readonly Facility[]): Facility {
  const wanted = plain(asked);
  const ways = (facility: Facility) =>
    [facility.name, facility.keyword, ...facility.aliases, ...(facility.bare ?? []).map(({ word }) => word)].map(plain);
  const found =
    facilities.find(({ name, keyword }) => [name, keyword].map(plain).includes(wanted)) ??
    facilities.find((each) => ways(each).includes(wanted));
  if (found && wanted !== "") return found;
  const words = new Set(wanted.split(" "));
  const shared = (facility: Facility) =>
    new Set(
      ways(facility)
        .flatMap((way) => way.split(" "))
        .filter(
          (word) => words.has(word) && word.length > 2 && !/^(?:telescope|observatory|array|survey|space)$/.test(word),
        ),
    ).size;
  const near = facilities
    .map((facility) => ({ facility, score: shared(facility) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3);
  throw new Fault(
    "facility",
    `no facility is called "${asked}"${near.length > 0 ? `: did you mean ${near.map(({ facility }) => `"${facility.name}"`).join(" or ")}?` : ""} Name others in a CSV file with --facilities, or count the words as they are with --term`,
    { exitCode: exitCodes.usage },
  );
}
