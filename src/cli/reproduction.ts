/** What every `almagest reproduce` does: its steps in a folder of the workspace, progress, results saved and printed. */

import { join } from "node:path";
import type { Command } from "commander";
import { exists } from "../exists.ts";
import { type Reproduction, withoutOpenIntervals } from "../reproduce/claims.ts";
import { figureText, intervalText, saveResults } from "../reproduce/results.ts";
import { openSteps, type Steps } from "../reproduce/steps.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

export interface Reproducing {
  workspace: Workspace;
  steps: Steps;
  onProgress: (fraction: number | null, text: string) => void;
  signal: AbortSignal;
}

/**
 * A signal stops it, and it goes on where it was.
 * @param name of its folder in the workspace's reproductions
 * @param before what was done before, of a number of steps: "3 trainings"
 */
export async function runReproduction(
  name: string,
  command: Command,
  before: (steps: number) => string,
  reproduce: (reproducing: Reproducing) => Promise<Reproduction>,
): Promise<void> {
  const { workspace: path, json, quiet } = globalOptions(command);
  const workspace = await openWorkspace(path, { create: true });
  const folder = join(workspace.path, "reproductions", name);
  const steps = await openSteps(folder);
  const progress = startProgress({ quiet });
  const onProgress: Reproducing["onProgress"] = (fraction, text) => progress.report(fraction, text);
  const result = withoutOpenIntervals(
    await interruptible(
      (signal) => reproduce({ workspace, steps, onProgress, signal }),
      "what is finished is kept: the same command goes on where this one was",
    ).finally(() => progress.end()),
  );
  const saved = await saveResults(folder, result);
  if (steps.skipped > 0) remark(`${before(steps.skipped)} were done before`, { quiet });
  if (json) return printJson({ ...result, saved });
  printTable(
    ["claim", "paper", "ours", "95 %", "verdict"],
    result.claims.map(({ claim, paper, ours, interval, verdict }) => [
      claim,
      figureText(paper),
      figureText(ours),
      intervalText(interval),
      verdict,
    ]),
  );
  printLine(`How each was measured, and plots: ${saved.page}`);
}

/** A data set's folder, where the folder above it may be named as well. @param file that the set's folder holds */
export async function setFolder(folder: string, name: string, file: string): Promise<string> {
  const within = join(folder, name);
  return !(await exists(join(folder, file))) && (await exists(join(within, file))) ? within : folder;
}

/** The folder of that name in shared/data that holds a file, beside or above the current folder; undefined where none does. */
export async function sharedData(name: string, file: string): Promise<string | undefined> {
  const place = join("shared", "data", name);
  for (const up of [".", "..", join("..", "..")]) if (await exists(join(up, place, file))) return join(up, place);
  return undefined;
}
