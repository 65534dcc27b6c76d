/** Which images a run learnt from: to its network they look surer than any others, so pools are compared without them. */

import { z } from "zod";
import { readExamples } from "../../training/examples.ts";
import type { Run } from "../../training/run.ts";

/** Of methods with a second pool, which a run without adaptation or unlabelled images lists and never looks at. */
const ofPools = z.object({
  sources: z.number().optional(),
  isSupervised: z.boolean().optional(),
  divergence: z.string().optional(),
});

/** Paths. */
export async function learntFrom(run: Run): Promise<Set<string>> {
  const { splits, images } = await readExamples(run);
  const asked = ofPools.safeParse(run.card.configuration).data;
  const isAlone = asked?.isSupervised || asked?.divergence === "none";
  const seen = isAlone ? (asked?.sources ?? images.length) : images.length;
  return new Set(images.filter((_, i) => i < seen && splits[i] === "train"));
}

export interface Unlearnt {
  images: string[];
  /** Left out, for the network learnt from them. */
  leftOut: number;
  /** Of `images`, those that it learnt from: all that there are, where too few others are left. */
  learnt: number;
}

/** Those that a run did not learn from; all, where they are fewer than `fewest`. */
export function unlearnt(images: readonly string[], learnt: ReadonlySet<string>, fewest: number): Unlearnt {
  const others = images.filter((image) => !learnt.has(image));
  const known = images.length - others.length;
  return others.length >= fewest
    ? { images: others, leftOut: known, learnt: 0 }
    : { images: [...images], leftOut: 0, learnt: known };
}
