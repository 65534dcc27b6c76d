/** Objects whose class is known and from which no network of these learnt: what doubt is measured and mended by. */

import { z } from "zod";
import { Fault } from "../../fault.ts";
import { randomStream, shuffled } from "../../random.ts";
import { type Examples, readExamples } from "../../training/examples.ts";
import type { Run } from "../../training/run.ts";
import { learntFrom } from "../fixmatch/learntFrom.ts";
import type { Table } from "../zoobot/measures.ts";

export interface HeldOut {
  /** Paths. */
  images: string[];
  /** A 1 at the class of each, [objects x classes]. */
  targets: number[][];
  /** There was no test object: these are the validation objects, by which the best epoch was chosen too. */
  hasChosenEpoch: boolean;
}

const withSources = z.object({ sources: z.number().optional() });

/**
 * The test objects of the first run that no other has learnt from; where it has none, its validation objects.
 * @throws Fault "no-held-out" where there are none either
 */
export async function heldOut(runs: readonly [Run, ...Run[]]): Promise<HeldOut> {
  const [first] = runs;
  const examples = await readExamples(first);
  const learnt = await Promise.all(runs.map(learntFrom));
  // Behind its own sources a run may list those of another survey, whose classes it was not given.
  const own = withSources.safeParse(first.card.configuration).data?.sources ?? examples.ids.length;
  const of = (split: Examples["splits"][number]) =>
    examples.images.flatMap((image, i) =>
      i < own &&
      examples.splits[i] === split &&
      examples.targets[i]?.includes(1) &&
      !learnt.some((images) => images.has(image))
        ? [i]
        : [],
    );
  const test = of("test");
  const chosen = test.length > 0 ? test : of("validation");
  if (chosen.length === 0)
    throw new Fault(
      "no-held-out",
      `${runs.map(({ id }) => `run "${id}"`).join(" and ")} left no object of known class unlearnt: nothing can be calibrated. Train on a survey with more labelled objects (a fifth of them is held out)`,
    );
  return {
    images: chosen.map((i) => examples.images[i] as string),
    targets: chosen.map((i) => examples.targets[i] as number[]),
    hasChosenEpoch: test.length === 0,
  };
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
