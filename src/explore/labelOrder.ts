/** Which object a person is shown next: those nobody labelled, any, those a network is unsure of, or those unlike the rest. */

import { exitCodes, Fault } from "../fault.ts";
import { randomStream, shuffled } from "../random.ts";
import type { LabelIndex } from "../survey/labelIndex.ts";
import { storedName } from "../survey/lance.ts";
import { personName } from "../survey/personName.ts";
import { predictionColumn } from "../survey/predictions.ts";
import { representationsById, representedBy } from "../survey/representations.ts";
import { readColumns, type Survey } from "../survey/survey.ts";
import { farthestFirst } from "./farthestFirst.ts";

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
      const unsure = await uncertainties(survey, run);
      return some([...left].sort((a, b) => (unsure.get(b) ?? -1) - (unsure.get(a) ?? -1)));
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

/** By object, the entropy of what a run predicts, from 0 to 1; the mean over questions where it answers several. */
async function uncertainties(survey: Survey, run: string | undefined): Promise<Map<string, number>> {
  const { predictions, tree, name } = survey.card;
  const shares = predictions.filter(({ kind }) => kind === "shares");
  const found = run === undefined ? shares.at(-1) : shares.find((each) => each.run === run);
  if (!found)
    throw new Fault(
      "no-predictions",
      `survey "${name}" has no predictions ${run === undefined ? "of a class or of votes" : `by run "${run}"`}: make them with almagest predict ${name} --run <run>`,
      { exitCode: exitCodes.usage },
    );
  const questions = (tree?.questions ?? []).map((question) =>
    question.answers.map((answer) => `${question.name}_${answer}`),
  );
  const answered = questions.filter((answers) => answers.every((answer) => found.answers.includes(answer)));
  const groups = answered.length > 0 ? answered : [found.answers];
  const columns = groups.map((answers) => answers.map((answer) => predictionColumn(found.run, answer)));
  const rows = await readColumns(survey, columns.flat());
  const stored = columns.map((answers) => answers.map(storedName));
  return new Map(
    rows.flatMap((row): [string, number][] => {
      const each = stored.map((answers) => entropy(answers.map((answer) => Number(row[answer] ?? Number.NaN))));
      const mean = each.reduce((a, b) => a + b, 0) / each.length;
      return Number.isFinite(mean) ? [[String(row.id_str), mean]] : [];
    }),
  );
}

function entropy(shares: readonly number[]): number {
  const sum = shares.reduce((a, b) => a + b, 0);
  const nats = shares.reduce((total, share) => (share > 0 ? total - (share / sum) * Math.log(share / sum) : total), 0);
  return Number.isNaN(sum) ? Number.NaN : nats / Math.log(Math.max(2, shares.length));
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
