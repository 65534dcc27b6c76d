/** Tags: words for what can be seen, taught by the objects that carry them (Walmsley+ 2022, section 3.1). */

import { exitCodes, Fault } from "../fault.ts";
import { randomStream, shuffled } from "../random.ts";
import type { Filter } from "../survey/galaxies.ts";
import { readLabels } from "../survey/labelLog.ts";
import { readTasks } from "../survey/labelTask.ts";
import { tagsOf } from "../survey/labelValue.ts";
import { selectedIds } from "../survey/selection.ts";
import { columnKinds, type Survey } from "../survey/survey.ts";
import { readSynonyms, usualTag } from "../survey/tagSynonyms.ts";
import { writtenFilter } from "../survey/writtenFilter.ts";
import { scoresAlong } from "./discriminant.ts";
import { whitenedSpace } from "./storedComponents.ts";
import { wilsonInterval } from "./wilson.ts";

/** Objects carry the tag that pass every condition; or, of a tag that people wrote, those they wrote it of. */
export interface Tag {
  /** With a # before it where people wrote it. */
  name: string;
  conditions: Filter[];
  written?: readonly string[];
  /** Other words that people wrote for it, each with a #. */
  also?: readonly string[];
}

/**
 * @param text such as `ring=odd > 0.5 and ring > 0.4`
 * @throws Fault "usage", "filter"
 */
export function writtenTag(text: string): Tag {
  const [, name, rest] = /^\s*([^=<>!]*[^=<>!\s])\s*=\s*(\S.*)$/s.exec(text) ?? [];
  if (name === undefined || rest === undefined)
    throw new Fault(
      "usage",
      `"${text}" is no tag: write a name and who carries it, such as "ring=ring_fraction > 0.5"`,
      {
        exitCode: exitCodes.usage,
      },
    );
  return { name, conditions: rest.split(/\s+and\s+/i).map(writtenFilter) };
}

export function tagText({ name, conditions, written, also = [] }: Tag): string {
  if (written) return `${name}=written in labels${also.length > 0 ? `, also as ${also.join(", ")}` : ""}`;
  return `${name}=${conditionText(conditions)}`;
}

export function conditionText(conditions: readonly Filter[]): string {
  return conditions.map(({ column, operator, value }) => `${column} ${operator} ${value}`).join(" and ");
}

const odd = "t06_odd_a14_yes_debiased > 0.4";

/** Of Galaxy Zoo 2's own columns (Hart+ 2016); a tag needs a clear vote, and that the question was worth asking. */
const galaxyZoo2Tags = [
  `ring=${odd} and t08_odd_feature_a19_ring_debiased > 0.4`,
  `lens or arc=${odd} and t08_odd_feature_a20_lens_or_arc_debiased > 0.4`,
  `disturbed=${odd} and t08_odd_feature_a21_disturbed_debiased > 0.4`,
  `irregular=${odd} and t08_odd_feature_a22_irregular_debiased > 0.4`,
  `merger=${odd} and t08_odd_feature_a24_merger_debiased > 0.4`,
  `dust lane=${odd} and t08_odd_feature_a38_dust_lane_debiased > 0.4`,
  "boxy bulge=t02_edgeon_a04_yes_debiased > 0.6 and t09_bulge_shape_a26_boxy_debiased > 0.4",
  "edge-on without bulge=t02_edgeon_a04_yes_debiased > 0.6 and t09_bulge_shape_a27_no_bulge_debiased > 0.5",
  "loose arms=t04_spiral_a08_spiral_debiased > 0.6 and t10_arms_winding_a30_loose_debiased > 0.5",
  "tight arms=t04_spiral_a08_spiral_debiased > 0.6 and t10_arms_winding_a28_tight_debiased > 0.5",
  "one arm=t04_spiral_a08_spiral_debiased > 0.6 and t11_arms_number_a31_1_debiased > 0.4",
  "three arms=t04_spiral_a08_spiral_debiased > 0.6 and t11_arms_number_a33_3_debiased > 0.4",
  "bar=t02_edgeon_a05_no_debiased > 0.6 and t03_bar_a06_bar_debiased > 0.6",
  "cigar=t01_smooth_or_features_a01_smooth_debiased > 0.6 and t07_rounded_a18_cigar_shaped_debiased > 0.6",
  "round=t01_smooth_or_features_a01_smooth_debiased > 0.6 and t07_rounded_a16_completely_round_debiased > 0.6",
].map(writtenTag);

/** Tags that the columns of a known catalogue make, and those that people wrote in labels of kind text. */
export async function knownTags(survey: Survey): Promise<Tag[]> {
  const kinds = await columnKinds(survey);
  const ofColumns = galaxyZoo2Tags.filter(({ conditions }) => conditions.every(({ column }) => kinds.has(column)));
  return [...ofColumns, ...(await writtenTags(survey))];
}

/** `#words` of people's texts as they stand now, synonyms as one, those of the most objects first. */
export async function writtenTags({ workspace, card }: Survey): Promise<Tag[]> {
  const carriers = new Map<string, Set<string>>();
  const synonyms = await readSynonyms(workspace, card.name);
  const usual = usualTag(synonyms);
  const tasks = (await readTasks(workspace, card.name)).filter(({ kind }) => kind === "text");
  for (const { name } of tasks)
    for (const { id, value } of await readLabels(workspace, card.name, { task: name }))
      for (const tag of typeof value === "string" ? tagsOf(value).map(usual) : [])
        carriers.set(tag, (carriers.get(tag) ?? new Set()).add(id));
  const alsoOf = new Map(synonyms.map(({ tag, also }) => [tag, also.map((each) => `#${each}`)]));
  return [...carriers]
    .map(([tag, ids]): Tag => ({ name: `#${tag}`, conditions: [], written: [...ids].sort(), also: alsoOf.get(tag) }))
    .sort((a, b) => (b.written?.length ?? 0) - (a.written?.length ?? 0) || (a.name < b.name ? -1 : 1));
}

/** With the tags there are, for those who would choose one. */
export class NoTag extends Fault {
  readonly known: readonly string[];

  constructor(tag: string, known: readonly Tag[], survey: string) {
    const names = known.map(({ name }) => name);
    const word = tag.trim().replace(/^#/, "");
    super(
      "no-tag",
      `survey "${survey}" has no tag "${tag}": ${names.length > 0 ? `it has ${names.join(", ")}` : "it has none"}; ` +
        `a tag is made by #${word} in a text label (almagest labels tasks add ${survey} notes --kind text), ` +
        `or written as "${word}=COLUMN > 0.4"`,
    );
    this.known = names;
  }
}

/**
 * A tag by its name, or as it is written.
 * @param text "ring", "#ring" or a synonym of it for what people wrote (also without the #, where no column makes a tag of that name), or
 * "name=column > 0.4 and ..."
 * @throws Fault "no-tag" that lists those there are; "usage", "filter"
 */
export async function findTag(survey: Survey, text: string): Promise<Tag> {
  const known = await knownTags(survey);
  const wanted = text.trim();
  const found = [wanted, `#${wanted.toLowerCase()}`, wanted.toLowerCase()].flatMap(
    (name) => known.find((tag) => tag.name === name || tag.also?.includes(name)) ?? [],
  )[0];
  if (found) return found;
  if (text.includes("=")) return writtenTag(text);
  throw new NoTag(text, known, survey.card.name);
}

/** @returns ids of the objects that carry a tag @throws Fault "no-column", "filter" */
export async function carriersOf(survey: Survey, { conditions, written }: Tag): Promise<string[]> {
  return written ? [...written] : selectedIds(survey, { filters: conditions });
}

export interface TagEvaluation {
  tag: string;
  /** The tag with its thresholds. */
  written: string;
  /** Objects that carry it and have a representation. */
  count: number;
  baseRate: number;
  /** Share of the first k held-out objects that carry it; in the mean of the folds. */
  precision: number;
  /** 95 %, of all that were looked at. */
  interval: [number, number];
  k: number;
}

const folds = 5;
/** Fewer could not be parted into examples and held-out ones. */
const fewest = 2 * folds;

/**
 * Precision at k of the ranking that a tag's objects teach, on objects that were held out: in five folds, each ranked by what
 * the other four teach.
 * @param seed of the folds
 * @returns null for a tag that fewer than ten objects carry
 * @throws Fault "no-column", "no-representations"
 */
export async function evaluateTags(
  survey: Survey,
  run: string,
  tags: readonly Tag[],
  { k = 10, seed = 1 }: { k?: number; seed?: number } = {},
): Promise<{ tag: Tag; count: number; evaluation: TagEvaluation | null }[]> {
  const space = await whitenedSpace(survey, run);
  const { ids, values, count: width } = space;
  const order = shuffled(ids.length, randomStream(seed, "tags"));
  const foldOf = new Uint8Array(ids.length);
  order.forEach((row, place) => {
    foldOf[row] = place % folds;
  });
  const found = [];
  for (const tag of tags) {
    const carriers = new Set(await carriersOf(survey, tag));
    const isTagged = ids.map((id) => carriers.has(id));
    const count = isTagged.filter(Boolean).length;
    if (count < fewest) {
      found.push({ tag, count, evaluation: null });
      continue;
    }
    let [hits, looked] = [0, 0];
    for (let fold = 0; fold < folds; fold++) {
      const examples = ids.flatMap((_, row) =>
        isTagged[row] && foldOf[row] !== fold ? [values.subarray(row * width, (row + 1) * width)] : [],
      );
      const scores = scoresAlong(space, examples);
      const first = ids
        .flatMap((_, row) => (foldOf[row] === fold ? [row] : []))
        .sort((a, b) => (scores[b] as number) - (scores[a] as number))
        .slice(0, k);
      hits += first.filter((row) => isTagged[row]).length;
      looked += first.length;
    }
    const evaluation: TagEvaluation = {
      tag: tag.name,
      written: tagText(tag),
      count,
      baseRate: count / ids.length,
      precision: hits / looked,
      interval: wilsonInterval(hits, looked),
      k,
    };
    found.push({ tag, count, evaluation });
  }
  return found;
}
