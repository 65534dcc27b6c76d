/** Objects whose class or number is known and from which no network of these learnt: what doubt is measured and mended by. */

import { z } from "zod";
import { randomStream, shuffled } from "../../random.ts";
import type { Split } from "../../survey/split.ts";
import { readExamples } from "../../training/examples.ts";
import type { Run } from "../../training/run.ts";
import { learntFrom } from "../fixmatch/learntFrom.ts";
import type { Table } from "../zoobot/measures.ts";

export interface HeldOut {
  /** Paths. */
  images: string[];
  /** A 1 at the class of each, [objects x classes]; or a number each. */
  targets: number[][];
  /** There was no test object: these are the validation objects, by which the best epoch was chosen too. */
  hasChosenEpoch: boolean;
}

export type Known = Pick<HeldOut, "images" | "targets">;

const withSources = z.object({ sources: z.number().optional() });

/** Objects of a split whose class, or number, a run was given: behind its own it may list those of another survey, whose class it was not. */
export async function knownOf(run: Run, split: Split): Promise<Known> {
  const { ids, images, splits, targets } = await readExamples(run);
  const own = withSources.safeParse(run.card.configuration).data?.sources ?? ids.length;
  const isKnown = (i: number) => run.card.task.kind !== "labels" || targets[i]?.includes(1);
  const chosen = splits.flatMap((each, i) => (i < own && each === split && isKnown(i) ? [i] : []));
  return {
    images: chosen.map((i) => images[i] as string),
    targets: chosen.map((i) => targets[i] as number[]),
  };
}

/**
 * The test objects of the first run that no other has learnt from; where it has none, its validation objects.
 * @returns undefined where there are none either
 */
export async function heldOut(runs: readonly [Run, ...Run[]]): Promise<HeldOut | undefined> {
  const learnt = await Promise.all(runs.map(learntFrom));
  for (const split of ["test", "validation"] as const) {
    const { images, targets } = await knownOf(runs[0], split);
    const kept = images.flatMap((image, i) => (learnt.some((all) => all.has(image)) ? [] : [i]));
    if (kept.length > 0)
      return {
        images: kept.map((i) => images[i] as string),
        targets: kept.map((i) => targets[i] as number[]),
        hasChosenEpoch: split === "validation",
      };
  }
  return undefined;
}

/** Indices of so many objects, drawn into so many parts of all but the same size. */
export function parted(objects: number, parts: number, seed: number): number[][] {
  const order = Array.from(shuffled(objects, randomStream(seed, "held out")));
  return Array.from({ length: parts }, (_, part) =>
    order.slice(Math.floor((part * objects) / parts), Math.floor(((part + 1) * objects) / parts)),
  );
}

/** Some rows of a table. @param table rows end to end */
export function rowsAt(table: ArrayLike<number>, answers: number, rows: readonly number[]): Table {
  return {
    answers,
    values: rows.flatMap((row) => Array.from({ length: answers }, (_, a) => table[row * answers + a] ?? 0)),
  };
}
