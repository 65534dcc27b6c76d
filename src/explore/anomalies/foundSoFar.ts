/** What a person found while rating: what was shown, in the order it was, and where others rated the same. */

import { readIndex } from "../../survey/labelLog.ts";
import { personName } from "../../survey/personName.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { usualInterest } from "./ratings.ts";

export interface FoundSoFar {
  /** The person's ratings in the order they were given; null passed on. */
  shown: { id: string; score: number | null }[];
  /** Everybody's highest, the highest first. */
  highest: { id: string; score: number }[];
  /** Objects that the person and others rated, the latest first: all of their ratings are kept, and the mean counts. */
  together: { id: string; mean: number; ratings: { by: string; score: number }[] }[];
  /** Who has rated, and how many objects. */
  people: { by: string; rated: number }[];
}

/** @param most of the highest and of those rated together */
export async function foundSoFar(
  workspace: Workspace,
  survey: string,
  { by, interest = usualInterest, most = 24 }: { by: string; interest?: string; most?: number },
): Promise<FoundSoFar> {
  const index = await readIndex(workspace, survey);
  const person = personName(by);
  const acts = index.current(interest);
  const shown = acts.filter((act) => act.by === person).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const byObject = new Map<string, { by: string; score: number }[]>();
  const rated = new Map<string, number>();
  for (const act of acts) {
    if (typeof act.value !== "number") continue;
    byObject.set(act.id, [...(byObject.get(act.id) ?? []), { by: act.by, score: act.value }]);
    rated.set(act.by, (rated.get(act.by) ?? 0) + 1);
  }
  const mean = (ratings: readonly { score: number }[]) =>
    ratings.reduce((sum, { score }) => sum + score, 0) / ratings.length;
  return {
    shown: shown.map(({ id, value }) => ({ id, score: typeof value === "number" ? value : null })),
    highest: [...byObject]
      .map(([id, ratings]) => ({ id, score: mean(ratings) }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, most),
    together: shown
      .toReversed()
      .flatMap(({ id, value }) => {
        const ratings = byObject.get(id) ?? [];
        return typeof value === "number" && ratings.length > 1 ? [{ id, mean: mean(ratings), ratings }] : [];
      })
      .slice(0, most),
    people: [...rated]
      .map(([name, count]) => ({ by: name, rated: count }))
      .sort((a, b) => b.rated - a.rated || (a.by < b.by ? -1 : 1)),
  };
}
