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

/** Among so many drawn at random, or up to twice as many, the unlike are sought; and so many of what was labelled last they are to be unlike. */
const candidates = 3000;
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

/** Shuffled once for the same galaxies: a million take a tenth of a second, and a server does nothing else meanwhile. */
const draws = new WeakMap<readonly string[], { seed: number; order: Uint32Array }>();

/** The same seed gives every person the same order, whatever was labelled: so that people meet the same objects. */
function drawn(among: readonly string[], seed: number, isLeft: (id: string) => boolean, limit: number): string[] {
  return firstOf(drawnOrder(among, seed), among, isLeft, limit);
}

/** Drawn by the block: they stay the same from one label to the next, so that what was read of them serves again. */
function drawnCandidates(among: readonly string[], seed: number, isLeft: (id: string) => boolean): string[] {
  const order = drawnOrder(among, seed);
  const found: string[] = [];
  for (let from = 0; from < order.length && found.length < candidates; from += candidates)
    found.push(...firstOf(order.subarray(from, from + candidates), among, isLeft, candidates));
  return found;
}

function drawnOrder(among: readonly string[], seed: number): Uint32Array {
  let known = draws.get(among);
  if (known?.seed !== seed) {
    known = { seed, order: shuffled(among.length, randomStream(seed, "label")) };
    draws.set(among, known);
  }
  return known.order;
}

/** What was read for the last question about the same galaxies: among a million, four thousand take seconds to find. */
const looks = new WeakMap<readonly string[], { key: string; vectors: ReadonlyMap<string, Float32Array> }>();

/** Of those objects that have one, some numbers of their representations: the same for the same seed. */
async function looksOf(
  survey: Survey,
  run: string,
  seed: number,
  among: readonly string[],
  wanted: readonly string[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const { name, tableVersion } = survey.card;
  const key = JSON.stringify([survey.workspace.path, name, tableVersion, run, seed]);
  const known = looks.get(among);
  const before = known?.key === key ? known.vectors : new Map<string, Float32Array>();
  const fresh = wanted.filter((id) => !before.has(id));
  const vectors = new Map(wanted.flatMap((id) => [[id, before.get(id) ?? new Float32Array()]]));
  if (fresh.length > 0) {
    const { ids, values, dimension } = await representationsById(survey, run, fresh);
    // Distances between images need fewer numbers than a representation has; drawn ones keep them in proportion.
    const kept = shuffled(dimension, randomStream(seed, "dimensions")).slice(0, dimensionsSeen);
    ids.forEach((id, i) => {
      vectors.set(
        id,
        Float32Array.from(kept, (d) => values[i * dimension + d] ?? 0),
      );
    });
  }
  // Only what this question wanted: what was labelled long ago is not asked for again.
  looks.set(among, { key, vectors });
  return vectors;
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
  const wanted = drawnCandidates(among, seed, isLeft);
  if (wanted.length === 0) return [];
  const vectors = await looksOf(survey, chosen, seed, among, [...last.map(({ id }) => id), ...wanted]);
  const hasOne = (id: string) => (vectors.get(id)?.length ?? 0) > 0;
  const known = last.flatMap(({ id }) => (hasOne(id) ? [id] : []));
  const rows = [...known, ...wanted.filter(hasOne)];
  const dimension = vectors.get(rows[0] ?? "")?.length ?? 0;
  const few = new Float32Array(rows.length * dimension);
  rows.forEach((id, r) => {
    few.set(vectors.get(id) ?? [], r * dimension);
  });
  const seen = known.map((_, i) => i);
  const found = await farthestFirst(few, dimension, seen, limit);
  return found.map((i) => rows[i] ?? "");
}
