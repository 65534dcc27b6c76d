/** Which object a person is shown next: those nobody labelled, any, those a network is unsure of, or those unlike the rest. */

import { randomStream, shuffled } from "../random.ts";
import type { LabelIndex } from "../survey/labelIndex.ts";
import { personName } from "../survey/personName.ts";
import { representationsById, representedBy } from "../survey/representations.ts";
import type { Survey } from "../survey/survey.ts";
import { farthestFirst } from "./farthestFirst.ts";
import { leastSureFirst } from "./leastSureFirst.ts";

export const labelOrders = ["unlabelled", "random", "uncertain", "diverse"] as const;

export interface LabelOrder {
  order: (typeof labelOrders)[number];
  /** For "uncertain" whose predictions, for "diverse" whose representations; the last that were stored, where it is left out. */
  run?: string;
  seed: number;
}

/** Among so many drawn at random the unlike are sought; and so many of what was labelled last they are to be unlike. */
const candidates = 4000;
const remembered = 100;
const dimensionsSeen = 128;

/**
 * Ids from `among` that `by` has not labelled in `task`, the most wanted first.
 * @param among ids of the survey
 * @throws Fault "no-predictions" or "no-representations" where the order needs some and there are none
 */
export async function labelOrder(
  survey: Survey,
  { order, run, seed }: LabelOrder,
  {
    among,
    index,
    task,
    by: written,
    limit,
  }: { among: readonly string[]; index: LabelIndex; task: string; by: string; limit: number },
): Promise<{ ids: string[]; left: number }> {
  const by = personName(written);
  const said = (id: string) => index.of(task, id);
  const left = among.filter((id) => !said(id).some((act) => act.by === by));
  const some = (ids: readonly string[]) => ({ ids: ids.slice(0, limit), left: left.length });
  switch (order) {
    case "unlabelled": {
      const people = new Map(left.map((id) => [id, said(id).length]));
      return some([...left].sort((a, b) => (people.get(a) ?? 0) - (people.get(b) ?? 0)));
    }
    case "random":
      return some(drawn(among, seed, new Set(left), limit));
    case "uncertain": {
      const wanted = new Set(left);
      return some(
        [...(await leastSureFirst(survey, run, among))].flatMap((place) => {
          const id = among[place] as string;
          return wanted.has(id) ? [id] : [];
        }),
      );
    }
    case "diverse":
      return some(await unlike(survey, run, seed, { left, index, task, by, limit }));
  }
}

/** The same seed gives every person the same order, whatever was labelled: so that people meet the same objects. */
function drawn(among: readonly string[], seed: number, wanted: ReadonlySet<string>, limit: number): string[] {
  const found: string[] = [];
  for (const i of shuffled(among.length, randomStream(seed, "label"))) {
    const id = among[i] ?? "";
    if (wanted.has(id)) found.push(id);
    if (found.length >= limit) break;
  }
  return found;
}

async function unlike(
  survey: Survey,
  run: string | undefined,
  seed: number,
  {
    left,
    index,
    task,
    by,
    limit,
  }: { left: readonly string[]; index: LabelIndex; task: string; by: string; limit: number },
): Promise<string[]> {
  const chosen = representedBy(survey, run);
  const own = index.current(task).filter((act) => act.by === by);
  const last = own.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, remembered);
  const wanted = drawn(left, seed, new Set(left), candidates);
  if (wanted.length === 0) return [];
  const { ids, values, dimension } = await representationsById(survey, chosen, [
    ...last.map(({ id }) => id),
    ...wanted,
  ]);
  const place = new Map(ids.map((id, i) => [id, i]));
  const known = last.flatMap(({ id }) => (place.has(id) ? [id] : []));
  const rows = [...known, ...wanted.filter((id) => place.has(id))];
  // Distances between images need fewer numbers than a representation has; drawn ones keep them in proportion.
  const kept = shuffled(dimension, randomStream(seed, "dimensions")).slice(0, dimensionsSeen);
  const few = new Float32Array(rows.length * kept.length);
  rows.forEach((id, r) => {
    const from = (place.get(id) ?? 0) * dimension;
    kept.forEach((d, k) => {
      few[r * kept.length + k] = values[from + d] ?? 0;
    });
  });
  const seen = known.map((_, i) => i);
  const found = await farthestFirst(few, kept.length, seen, limit);
  return found.map((i) => rows[i] ?? "");
}
