/** A class taught by a few hundred examples in seconds: a linear probe on a run's representations, tried and applied to all. */

import { writeLabelColumn } from "../../survey/labelColumn.ts";
import { replaceNumberColumns } from "../../survey/numberColumns.ts";
import { readRepresentations, representedBy } from "../../survey/representations.ts";
import { selectedIds } from "../../survey/selection.ts";
import type { Survey } from "../../survey/survey.ts";
import { principalComponents, project } from "../principalComponents.ts";
import { chooseExamples, type ExampleSources, ensureTeachingTask, sides } from "./examples.ts";
import { probabilities } from "./logisticRegression.ts";
import { teachProbe } from "./probe.ts";
import { type Round, readRounds, storeRound } from "./rounds.ts";

/** Representations of a survey along their leading components. */
export interface TeachingSpace {
  run: string;
  ids: string[];
  /** [ids.length x width] */
  values: Float32Array;
  width: number;
}

/** More teach no better (rings, 100 labels: 0.70 of 20, 40 and 160), and cost the square in time. */
const components = 40;

/**
 * Components keep what variance they have, but for one factor that makes it 1 in the mean: with each brought to 1, a penalty
 * holds back the leading ones as much as noise (rings, 100 labels: 0.64 in place of 0.70).
 * @param run whose representations; the last that were stored, where it is left out
 * @throws Fault "no-representations", "vector"
 */
export async function teachingSpace(survey: Survey, run?: string): Promise<TeachingSpace> {
  const chosen = representedBy(survey, run);
  const vectors = await readRepresentations(survey, chosen);
  const fitted = await principalComponents([vectors], components);
  const values = await project(fitted, vectors);
  const width = fitted.variances.length;
  const mean = fitted.variances.reduce((sum, each) => sum + each, 0) / width;
  const scale = 1 / Math.sqrt(mean);
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) * scale;
  return { run: chosen, ids: vectors.ids, values, width };
}

export interface TeachRequest extends Partial<ExampleSources> {
  /** The class. With a name, what people said of it holds, all objects get a probability, and the round is kept. */
  name?: string;
  by?: string;
  seed?: number;
  /** Of each list of objects to look at. */
  most?: number;
}

export interface Looked {
  id: string;
  /** Of being a positive; of an example, by a model that had not seen it. */
  probability: number;
}

export interface Taught extends Omit<Round, "name" | "round" | "at"> {
  name: string | null;
  /** Null where nothing was kept. */
  round: number | null;
  /** The column that holds every object's probability; null where none was written. */
  column: string | null;
  /** Objects that are no examples: the most probable, and those nearest to a half. */
  top: Looked[];
  uncertain: Looked[];
  /** Examples that the model, taught by the others, puts on the other side: the furthest off first. */
  doubtful: (Looked & { side: "yes" | "no" })[];
}

/** The column of a class's probabilities. */
export function taughtColumn(name: string): string {
  return `${name}@teach`;
}

/**
 * @param request where both sides are left out, those of the class's last round are taken, as they are now
 * @throws Fault as `chooseExamples`; "class-name"
 */
export async function teach(
  survey: Survey,
  space: TeachingSpace,
  { name, by, seed = 0, most = 60, ...request }: TeachRequest,
): Promise<Taught> {
  const { positive, negative } = await sourcesOf(survey, name, request);
  const { ids, values, width, run } = space;
  const rows = new Map(ids.map((id, row) => [id, row]));
  const examples = await chooseExamples(survey, { positive, negative }, { name, known: new Set(ids), seed });
  const taught = [...examples.positives, ...examples.negatives];
  const points = new Float64Array(taught.length * width);
  taught.forEach((id, i) => {
    const row = rows.get(id) as number;
    points.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  const targets = Uint8Array.from(taught, (_, i) => Number(i < examples.positives.length));
  const probe = teachProbe({ points, width, targets }, seed);
  const chances = probabilities(probe.model, values);
  const { positives, negatives, ...counts } = examples;
  const result: Omit<Round, "name" | "round" | "at"> = {
    survey: survey.card.name,
    by: by ?? null,
    run,
    seed,
    positive: [...positive],
    negative: [...negative],
    positives: positives.length,
    negatives: negatives.length,
    ...counts,
    objects: ids.length,
    found: chances.reduce((sum, each) => sum + Number(each > 0.5), 0),
    components: width,
    penalty: probe.penalty,
    folds: probe.folds,
    measures: probe.measures,
    curve: probe.curve,
  };
  const lists = toLookAt(space, chances, { taught, targets, heldOut: probe.heldOut, most });
  if (name === undefined) return { ...result, ...lists, name: null, round: null, column: null };
  await ensureTeachingTask(survey.workspace, survey.card.name, name);
  const column = taughtColumn(name);
  // What another round said of objects that this run has not seen is not of this round.
  await replaceNumberColumns(survey.workspace, survey.card.name, ids, { [column]: chances });
  return { ...(await storeRound(survey.workspace, { ...result, name })), ...lists, column };
}

/**
 * Writes the examples of a class as a label column, yes or no, for networks to be trained on; what was an example before and
 * is none now has no label any more.
 * @returns the column's name
 * @throws Fault as `chooseExamples`; "label-column"
 */
export async function writeExamplesColumn(
  survey: Survey,
  { name, run, seed, positive, negative }: Pick<Round, "name" | "run" | "seed" | "positive" | "negative">,
): Promise<string> {
  const column = `${name}-examples`;
  const known = new Set((await readRepresentations(survey, run)).ids);
  const { positives, negatives } = await chooseExamples(survey, { positive, negative }, { name, known, seed });
  const classes = new Map<string, string | null>();
  if (survey.card.labels.includes(column))
    for (const value of sides)
      for (const id of await selectedIds(survey, { filters: [{ column, operator: "=", value }] }))
        classes.set(id, null);
  for (const id of positives) classes.set(id, sides[0]);
  for (const id of negatives) classes.set(id, sides[1]);
  await writeLabelColumn(survey.workspace, survey.card.name, column, classes);
  return column;
}

async function sourcesOf(
  { workspace, card }: Survey,
  name: string | undefined,
  { positive, negative }: Partial<ExampleSources>,
): Promise<ExampleSources> {
  const asNew = { positive: positive ?? [], negative: negative ?? [] };
  if (name === undefined || positive || negative) return asNew;
  return (await readRounds(workspace, card.name, name)).at(-1) ?? asNew;
}

function toLookAt(
  { ids }: TeachingSpace,
  chances: Float32Array,
  {
    taught,
    targets,
    heldOut,
    most,
  }: { taught: readonly string[]; targets: Uint8Array; heldOut: Float32Array; most: number },
): Pick<Taught, "top" | "uncertain" | "doubtful"> {
  const examples = new Set(taught);
  const others = ids.flatMap((id, row) => (examples.has(id) ? [] : [{ id, probability: chances[row] as number }]));
  const byId = (a: Looked, b: Looked) => (a.id < b.id ? -1 : 1);
  const doubt = (probability: number) => Math.abs(probability - 0.5);
  const doubtful = taught.flatMap((id, i) => {
    const probability = heldOut[i] as number;
    const isPositive = targets[i] === 1;
    return probability > 0.5 === isPositive ? [] : [{ id, probability, side: isPositive ? "yes" : "no" } as const];
  });
  return {
    top: others.toSorted((a, b) => b.probability - a.probability || byId(a, b)).slice(0, most),
    uncertain: others.toSorted((a, b) => doubt(a.probability) - doubt(b.probability) || byId(a, b)).slice(0, most),
    doubtful: doubtful.sort((a, b) => doubt(b.probability) - doubt(a.probability) || byId(a, b)).slice(0, most),
  };
}
