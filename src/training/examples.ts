/** What a run learns from, pinned when it starts: later imports do not change what a resumed run sees. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Fault, fileFault } from "../fault.ts";
import { splits } from "../survey/split.ts";
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
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw isMissing ? new Fault("damaged-run", `${path} is missing: train again`) : fileFault(error, "read", path);
  }
  const parsed = examples.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Fault("damaged-run", `${path} is damaged: train again`, { cause: parsed.error });
  return parsed.data;
}

/** Of a batch, one after the other: [indices.length x answers]. */
export function targetsOf({ targets }: Examples, indices: readonly number[]): Float32Array {
  return Float32Array.from(indices.flatMap((index) => targets[index] ?? []));
}

/** Indices of the objects of one split. */
export function indicesOf(content: Examples, split: Examples["splits"][number]): number[] {
  return content.splits.flatMap((each, i) => (each === split ? [i] : []));
}
