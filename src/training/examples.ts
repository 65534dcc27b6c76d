/** What a run learns from, pinned when it starts: later imports do not change what a resumed run sees. */

import { join } from "node:path";
import { z } from "zod";
import { Fault } from "../fault.ts";
import { splits } from "../survey/split.ts";
import { textIfThere } from "../textIfThere.ts";
import { writeWhole } from "../wholeFile.ts";
import type { Run } from "./run.ts";

const examples = z.object({
  ids: z.array(z.string()),
  /** Absolute paths. */
  images: z.array(z.string()),
  splits: z.array(z.enum(splits)),
  /** One row an object: votes by answer, a 1 at its class, or a number. */
  targets: z.array(z.array(z.number())),
});

export type Examples = z.infer<typeof examples>;

export async function writeExamples(run: Pick<Run, "path">, content: Examples): Promise<void> {
  await writeWhole(join(run.path, "examples.json"), JSON.stringify(content));
}

export async function readExamples(run: Pick<Run, "path">): Promise<Examples> {
  const path = join(run.path, "examples.json");
  const text = await textIfThere(path);
  if (text === undefined) throw new Fault("damaged-run", `${path} is missing: train again`);
  const parsed = examples.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Fault("damaged-run", `${path} is damaged: train again`, { cause: parsed.error });
  return parsed.data;
}

/** Those of one, then those of the other. */
export function joined(a: Examples, b: Examples): Examples {
  return {
    ids: [...a.ids, ...b.ids],
    images: [...a.images, ...b.images],
    splits: [...a.splits, ...b.splits],
    targets: [...a.targets, ...b.targets],
  };
}

/** Of a batch, one after the other: [indices.length x answers]. */
export function targetsOf({ targets }: Examples, indices: readonly number[]): Float32Array {
  return Float32Array.from(indices.flatMap((index) => targets[index] ?? []));
}

/** Indices of the objects of one split. */
export function indicesOf(content: Examples, split: Examples["splits"][number]): number[] {
  return content.splits.flatMap((each, i) => (each === split ? [i] : []));
}

/** Paths of one split's images. */
export function imagesOf(content: Examples, split: Examples["splits"][number]): string[] {
  return indicesOf(content, split).map((index) => content.images[index] ?? "");
}
