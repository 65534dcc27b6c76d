/** A run as it stands before its first step, whatever method it learns by. */

import type { z } from "zod";
import { exitCodes, Fault } from "../../fault.ts";
import type { Survey } from "../../survey/survey.ts";
import { type Examples, writeExamples } from "../../training/examples.ts";
import { createRun, type Run } from "../../training/run.ts";
import { digestOf, type StartingEncoder } from "./startingEncoder.ts";

type RunContent = Parameters<typeof createRun>[1];

export interface Beginning {
  method: string;
  configuration: RunContent["configuration"];
  task: RunContent["task"];
  examples: Examples;
  /** The encoder it begins with, and its name. */
  from?: string;
  start?: StartingEncoder;
  /** What reproduction it is a part of. */
  reproduction?: string;
}

/** Stopped, with its examples pinned. @param survey its name alone is kept */
export async function beginRun(
  { workspace, card }: Pick<Survey, "workspace"> & { card: Pick<Survey["card"], "name"> },
  { method, configuration, task, examples, from, start, reproduction }: Beginning,
): Promise<Run> {
  const run = await createRun(workspace, {
    survey: card.name,
    method,
    status: "stopped",
    createdAt: new Date().toISOString(),
    configuration,
    task,
    from,
    fromDigest: start && digestOf(start),
    reproduction,
  });
  await writeExamples(run, examples);
  return run;
}

/** @throws Fault "usage" that names the first setting which is out of its range */
export function requireSettings(schema: z.ZodType, asked: unknown): void {
  const [issue] = schema.safeParse(asked).error?.issues ?? [];
  if (issue) throw new Fault("usage", `${issue.path.join(".")}: ${issue.message}`, { exitCode: exitCodes.usage });
}
