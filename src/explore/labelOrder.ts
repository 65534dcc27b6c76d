/** Which object a person is shown next: those nobody labelled, any, those a network is unsure of, or those unlike the rest. */

import { randomStream, shuffled } from "../random.ts";
import type { LabelAct, LabelIndex } from "../survey/labelIndex.ts";
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
 * @param among ids of the survey; whoever asks again with the same list does not wait for what was worked out for it
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
  // Of those labelled, which are few beside a million that are not: nothing is built for each object at each question.
  const people = new Map<string, number>();
  const own: LabelAct[] = [];
  for (const act of index.current(task)) {
    people.set(act.id, (people.get(act.id) ?? 0) + 1);
    if (act.by === by) own.push(act);
  }
  const mine = new Set(own.map(({ id }) => id));
  const isLeft = (id: string) => !mine.has(id);
  const left = mine.size === 0 ? among.length : among.reduce((count, id) => count + Number(isLeft(id)), 0);
  const some = (ids: readonly string[]) => ({ ids: [...ids], left });
  switch (order) {
    case "unlabelled":
      return some(fewestPeopleFirst(among, isLeft, people, limit));
    case "random":
      return some(drawn(among, seed, isLeft, limit));
    case "uncertain":
      return some(firstOf(await orderOf(survey, run, among), among, isLeft, limit));
    case "diverse":
      return some(await unlike(survey, run, seed, { among, isLeft, own, limit }));
  }
}

function fewestPeopleFirst(
  among: readonly string[],
  isLeft: (id: string) => boolean,
  people: ReadonlyMap<string, number>,
  limit: number,
): string[] {
  const nobodys: string[] = [];
  for (const id of among) {
    if (nobodys.length === limit) return nobodys;
    if (!people.has(id) && isLeft(id)) nobodys.push(id);
  }
  const count = (id: string) => people.get(id) ?? 0;
  const others = among.filter((id) => people.has(id) && isLeft(id)).sort((a, b) => count(a) - count(b));
  return [...nobodys, ...others].slice(0, limit);
}

/** Worked out once for the same galaxies of the same version: a million take seconds, and a person asks for fifty at a time. */
const orders = new WeakMap<readonly string[], { key: string; order: Promise<Uint32Array> }>();

function orderOf(survey: Survey, run: string | undefined, among: readonly string[]): Promise<Uint32Array> {
  const { name, tableVersion } = survey.card;
  const key = JSON.stringify([survey.workspace.path, name, tableVersion, run]);
  const known = orders.get(among);
  if (known?.key === key) return known.order;
  const order = leastSureFirst(survey, run, among);
  orders.set(among, { key, order });
  order.catch(() => orders.delete(among));
  return order;
}

function firstOf(
  places: Uint32Array,
  among: readonly string[],
  isLeft: (id: string) => boolean,
  limit: number,
): string[] {
  const found: string[] = [];
  for (const place of places) {
    if (found.length >= limit) break;
    const id = among[place] as string;
    if (isLeft(id)) found.push(id);
  }
  return found;
}

/** The same seed gives every person the same order, whatever was labelled: so that people meet the same objects. */
function drawn(among: readonly string[], seed: number, isLeft: (id: string) => boolean, limit: number): string[] {
  return firstOf(shuffled(among.length, randomStream(seed, "label")), among, isLeft, limit);
}

async function unlike(
  survey: Survey,
  run: string | undefined,
  seed: number,
  {
    among,
    isLeft,
    own,
    limit,
  }: { among: readonly string[]; isLeft: (id: string) => boolean; own: readonly LabelAct[]; limit: number },
): Promise<string[]> {
  const chosen = representedBy(survey, run);
  const last = own.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, remembered);
  const wanted = drawn(among, seed, isLeft, candidates);
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
