/** A training run: a folder runs/<id> of the workspace, and its card run.json. */

import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { parseFormatted } from "../formattedJson.ts";
import { randomBits } from "../random.ts";
import { fallsOpen, isLocked, withLock } from "../survey/lock.ts";
import type { Workspace } from "../survey/workspace.ts";
import { devices } from "../tensor/device.ts";
import { removeUnfinished, writeWhole } from "../wholeFile.ts";

const runFormat = 1;

const question = z.object({ name: z.string(), answers: z.array(z.string()), askedAfter: z.array(z.string()) });

export const task = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("labels"), column: z.string(), classes: z.array(z.string()) }),
  z.object({ kind: z.literal("votes"), tree: z.object({ name: z.string(), questions: z.array(question) }) }),
  /** Learnt in units of the training objects' standard deviation from their mean; predicted in the column's own. */
  z.object({ kind: z.literal("regression"), column: z.string(), mean: z.number(), std: z.number().positive() }),
]);

const runCard = z.object({
  format: z.literal(runFormat),
  id: z.string(),
  survey: z.string(),
  method: z.string(),
  /** "stopped" and "failed" runs can be resumed from their last checkpoint, but for those that say why not. */
  status: z.enum(["running", "finished", "stopped", "failed"]),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  configuration: z.record(z.string(), z.unknown()),
  /** On what it was trained; more than one, in order, where it went on on another. */
  devices: z.array(z.enum(devices)).optional(),
  task,
  /** The run whose encoder this one began with. */
  from: z.string().optional(),
  /** Which encoder that name meant when the run began. */
  fromDigest: z.string().optional(),
  /** The reproduction of a paper that it is a part of: no run of the user's own. */
  reproduction: z.string().optional(),
  /** Why it cannot be resumed though it has not finished, and what to do instead. */
  notResumable: z.string().optional(),
  /** Why it failed. */
  message: z.string().optional(),
  /** What to know before anything is done with the finished run, and what to do instead. */
  remark: z.string().optional(),
  /** What the finished run reached, by metric. */
  summary: z.record(z.string(), z.number()).optional(),
});

export type RunCard = z.infer<typeof runCard>;
export type Task = z.infer<typeof task>;

export interface Run {
  id: string;
  /** Absolute path of its folder. */
  path: string;
  card: RunCard;
}

/** @returns a run with an id no other run in the workspace has: the survey's name and six letters and digits */
export async function createRun(workspace: Workspace, content: Omit<RunCard, "format" | "id">): Promise<Run> {
  for (let attempt = 0; ; attempt++) {
    const bits = randomBits(Date.now() % 2 ** 32, process.pid * 1000 + attempt);
    const id = `${content.survey}-${bits.toString(36).padStart(6, "0").slice(-6)}`;
    const path = join(workspace.runsPath, id);
    try {
      await mkdir(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST" && attempt < 100) continue;
      throw fileFault(error, "make the run's folder", path);
    }
    const card: RunCard = { ...content, format: runFormat, id };
    await writeCard(path, card);
    return { id, path, card };
  }
}

/** @throws Fault "no-run" that lists the latest ones */
export async function openRun(workspace: Workspace, id: string): Promise<Run> {
  const path = join(workspace.runsPath, id);
  const card = /^[A-Za-z0-9_-]{1,100}$/.test(id) ? await readCard(path) : undefined;
  if (!card) {
    const known = (await listRuns(workspace)).slice(0, 5).map((run) => run.id);
    throw new Fault(
      "no-run",
      `there is no run "${id}" in ${workspace.path}${known.length ? `: the latest are ${known.join(", ")}` : ", and no other: train one with almagest train"}`,
      { exitCode: exitCodes.failed },
    );
  }
  return { id, path, card: await truthful(path, card) };
}

/** The run, its card as it will be when the lock of a process that was killed a moment ago has fallen open. */
export async function settledRun(workspace: Workspace, id: string): Promise<Run> {
  const run = await openRun(workspace, id);
  return run.card.status === "running" && (await fallsOpen(lockPath(run.path))) ? openRun(workspace, id) : run;
}

/**
 * Newest first. A run whose process is gone is "stopped", whatever it last wrote of itself.
 * @param options.all those of reproductions too
 */
export async function listRuns(workspace: Workspace, { all = false } = {}): Promise<RunCard[]> {
  const names = await readdir(workspace.runsPath).catch(() => []);
  const cards = await Promise.all(
    names.map(async (name) => {
      const path = join(workspace.runsPath, name);
      // A card that cannot be read hides one run, not all of them.
      const card = await readCard(path).catch(() => undefined);
      return card && truthful(path, card);
    }),
  );
  return cards
    .filter((card) => card !== undefined)
    .filter(({ reproduction }) => all || reproduction === undefined)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
}

export async function updateRun(run: Run, changes: Partial<Omit<RunCard, "format" | "id">>): Promise<Run> {
  const card: RunCard = { ...run.card, ...changes };
  await writeCard(run.path, card);
  return { ...run, card };
}

/** Works on a run while no other process does. @throws Fault "locked" */
export async function withRunLock<T>(run: Run, work: () => Promise<T>): Promise<T> {
  return withLock(lockPath(run.path), `run "${run.id}"`, async () => {
    await removeUnfinished(run.path);
    return work();
  });
}

async function truthful(path: string, card: RunCard): Promise<RunCard> {
  // Earlier builds left in a pruned run's card what an interruption would have left it with.
  if (card.status === "finished") return { ...card, message: undefined, notResumable: undefined };
  if (card.status !== "running" || (await isLocked(lockPath(path)))) return card;
  return { ...card, status: "stopped" };
}

function lockPath(path: string): string {
  return join(path, "run.lock");
}

async function writeCard(path: string, card: RunCard): Promise<void> {
  await writeWhole(join(path, "run.json"), `${JSON.stringify(card, null, 1)}\n`);
}

async function readCard(path: string): Promise<RunCard | undefined> {
  const file = join(path, "run.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw fileFault(error, "read", file);
  }
  return parseFormatted(text, {
    schema: runCard,
    format: runFormat,
    newer: () => new Fault("newer-run", `${file} was written by a newer Almagest: update Almagest`),
    damaged: (cause) => new Fault("damaged-run", `${file} is damaged: train again`, { cause }),
  });
}
