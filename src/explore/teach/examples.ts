/** Which galaxies teach a class, and on which side: chosen by columns, selections, lists and labels; what people said since holds. */

import { z } from "zod";
import { counted } from "../../counted.ts";
import { exitCodes, Fault } from "../../fault.ts";
import { randomStream, shuffled } from "../../random.ts";
import { filter } from "../../survey/galaxies.ts";
import { readLabels } from "../../survey/labelLog.ts";
import { addTask, findTask, type LabelTask, readTasks } from "../../survey/labelTask.ts";
import { savedIds } from "../../survey/savedSelections.ts";
import { selectedIds } from "../../survey/selection.ts";
import type { Survey } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { disputedText, majority, type Voice } from "./voices.ts";

/** Objects for one side: all that pass filters, of a saved selection, on a list, or labelled so; or some at random. */
export const exampleSource = z.union([
  z.strictObject({ filters: z.array(filter).min(1).max(20) }),
  z.strictObject({ selection: z.string() }),
  z.strictObject({ ids: z.array(z.string()).min(1).max(10_000) }),
  /** A labelling task of classes, and one of them. */
  z.strictObject({ task: z.string(), value: z.string() }),
  /** How many of all others: of a rare class hardly any are among them. */
  z.strictObject({ random: z.number().int().min(1).max(100_000) }),
]);

export type ExampleSource = z.infer<typeof exampleSource>;

export interface ExampleSources {
  positive: readonly ExampleSource[];
  negative: readonly ExampleSource[];
}

export interface Examples {
  positives: string[];
  negatives: string[];
  /** Of them, those of which people said so in the class's own task. */
  said: number;
  /** Objects of which as many people said yes as no: they teach nothing. */
  disputed: number;
  /** Chosen objects that the run has no representation of. */
  unseen: number;
}

/** What people answer of a class that is taught. */
export const sides = ["yes", "no"] as const;

const isSide = (value: string | null | undefined) => (sides as readonly unknown[]).includes(value);

const fewest = 3;

export function isClassName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name);
}

/** @throws Fault "class-name" */
export function checkClassName(name: string): void {
  if (!isClassName(name))
    throw new Fault(
      "class-name",
      `"${name}" cannot name a class: use letters, digits, - and _ (at most 64, beginning with a letter or a digit)`,
      { exitCode: exitCodes.usage },
    );
}

/** The labelling task that keeps what people say of a class. @throws Fault "task" */
export function teachingTask(name: string): LabelTask {
  return { name, kind: "classes", classes: [...sides], question: `Is it ${name}?` };
}

/** Makes the task where there is none. @throws Fault "task" where one of that name asks something else */
export async function ensureTeachingTask(workspace: Workspace, survey: string, name: string): Promise<void> {
  // One that is there keeps its own words, and its answers past yes and no.
  if (!(await knownTeachingTask(workspace, survey, name))) await addTask(workspace, survey, teachingTask(name));
}

async function knownTeachingTask(workspace: Workspace, survey: string, name: string): Promise<LabelTask | undefined> {
  checkClassName(name);
  const known = (await readTasks(workspace, survey)).find((task) => task.name === name);
  if (known && (known.kind !== "classes" || sides.some((side, i) => known.classes?.[i] !== side)))
    throw new Fault(
      "task",
      `"${name}" is a labelling task already, and its answers are not yes and no: give the class another name`,
      { exitCode: exitCodes.usage },
    );
  return known;
}

/**
 * @param name of the class, whose labels hold over what the sources say
 * @param known ids that have a representation
 * @param seed of the random ones
 * @throws Fault "examples" where a galaxy is on both sides, or there are fewer than three on either; "no-selection",
 * "no-column", "no-task", "label" as the sources have it
 */
export async function chooseExamples(
  survey: Survey,
  { positive, negative }: ExampleSources,
  { name, known, seed = 0 }: { name?: string; known: ReadonlySet<string>; seed?: number },
): Promise<Examples> {
  if (name !== undefined) await knownTeachingTask(survey.workspace, survey.card.name, name);
  const voices = name === undefined ? new Map<string, Voice[]>() : await voicesOf(survey, name);
  const said = new Map([...voices].map(([id, each]) => [id, majority(each)]));
  const disputed = new Map([...voices].filter(([id]) => said.get(id) === null));
  const chosen = new Map<string, boolean>();
  const both: string[] = [];
  for (const id of await idsOf(survey, positive)) chosen.set(id, true);
  for (const id of await idsOf(survey, negative)) {
    if (chosen.get(id) === true && !said.has(id)) both.push(id);
    chosen.set(id, false);
  }
  if (both.length > 0)
    throw fault(
      `galaxy "${both[0]}"${both.length > 1 ? ` and ${counted(both.length - 1, "other")}` : ""} would be a positive and a ` +
        `negative: change one of the two so that no galaxy is on both sides`,
    );
  for (const [id, side] of said) {
    // What people are not sure of is no example of either.
    if (isSide(side)) chosen.set(id, side === sides[0]);
    else chosen.delete(id);
  }
  addRandom(chosen, negative, known, said, seed);
  const all = [...chosen].filter(([id]) => known.has(id));
  const of = (side: boolean) => all.filter(([, each]) => each === side).map(([id]) => id);
  const found = { positives: of(true), negatives: of(false) };
  for (const [words, { length }] of [
    ["positive", found.positives],
    ["negative", found.negatives],
  ] as const)
    if (length < fewest)
      throw new Fault(
        "examples",
        `${length === 0 ? `there is no ${words} example` : `there ${length === 1 ? "is" : "are"} only ${counted(length, `${words} example`)}`}` +
          `${all.length < chosen.size ? ` with a representation` : ""}: a class is taught by ${fewest} or more of either side` +
          (disputed.size > 0 ? `; ${disputedText(disputed)}` : ""),
        // Examples that were asked for and are not there are no mistake in the command.
        { exitCode: positive.length + negative.length === 0 ? exitCodes.usage : exitCodes.failed },
      );
  return {
    ...found,
    said: all.filter(([id]) => isSide(said.get(id))).length,
    disputed: disputed.size,
    unseen: chosen.size - all.length,
  };
}

async function idsOf(survey: Survey, sources: readonly ExampleSource[]): Promise<Set<string>> {
  const { workspace, card } = survey;
  const ids = new Set<string>();
  for (const source of sources) {
    if ("filters" in source) for (const id of await selectedIds(survey, source)) ids.add(id);
    else if ("selection" in source)
      for (const id of (await savedIds(workspace, card.name, source.selection)).ids) ids.add(id);
    else if ("ids" in source) {
      const there = new Set(await selectedIds(survey, { ids: source.ids }));
      const missing = source.ids.find((id) => !there.has(id));
      if (missing !== undefined)
        throw new Fault("label", `survey "${card.name}" has no object "${missing}": check the id_str`);
      for (const id of there) ids.add(id);
    } else if ("task" in source) {
      const { classes = [] } = await findTask(workspace, card.name, source.task);
      if (!classes.includes(source.value))
        throw fault(`task "${source.task}" has no class "${source.value}"; it has ${classes.join(", ") || "none"}`);
      for (const [id, voices] of await voicesOf(survey, source.task))
        if (majority(voices) === source.value) ids.add(id);
    }
  }
  return ids;
}

function addRandom(
  chosen: Map<string, boolean>,
  negative: readonly ExampleSource[],
  known: ReadonlySet<string>,
  said: ReadonlyMap<string, string | null>,
  seed: number,
): void {
  const wanted = negative.reduce((sum, source) => sum + ("random" in source ? source.random : 0), 0);
  if (wanted === 0) return;
  // In an order that does not change when others become examples: a next round keeps most of them.
  const all = [...known].sort();
  const others = [...shuffled(all.length, randomStream(seed, "negatives"))].map((place) => all[place] as string);
  let taken = 0;
  for (const id of others) {
    if (taken === wanted) break;
    if (chosen.has(id) || said.has(id)) continue;
    chosen.set(id, false);
    taken++;
  }
}

/** What people say of each object in a task of classes. */
export async function voicesOf({ workspace, card }: Survey, task: string): Promise<Map<string, Voice[]>> {
  const voices = new Map<string, Voice[]>();
  for (const { id, by, value } of await readLabels(workspace, card.name, { task })) {
    if (typeof value !== "string") continue;
    const own = voices.get(id);
    if (own) own.push({ by, value });
    else voices.set(id, [{ by, value }]);
  }
  return voices;
}

function fault(message: string): Fault {
  return new Fault("examples", message, { exitCode: exitCodes.usage });
}
