/**
 * Work over a survey in shards: shards/<what>.<survey>.<by>/ of the workspace.
 *
 * The plan says what is computed and of which objects, so that shards on many machines mean the same survey whatever is
 * imported meanwhile. A shard writes its results in parts (see part.ts), each its own file: no two shards share one, and
 * nobody needs a lock. The table of the survey is written by the merge alone.
 */

import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { exitCodes, Fault, fileFault } from "../../fault.ts";
import { parseFormatted } from "../../formattedJson.ts";
import { textIfThere } from "../../textIfThere.ts";
import { syncFolder, writeWhole } from "../../wholeFile.ts";
import type { SurveyCard } from "../card.ts";
import { type Survey, surveyObjects } from "../survey.ts";
import type { Workspace } from "../workspace.ts";

const planFormat = 1;

/** A part holds about so many objects: what a killed shard computes again, at most. */
const partObjects = 128;
const mostParts = 200;

const planFile = z.object({
  format: z.literal(planFormat),
  /** Of this plan alone; its parts lie in a folder of this name. */
  id: z.string(),
  /** Digest of what is computed and of which objects. */
  work: z.string(),
  /** "embed", "predict". */
  what: z.string(),
  survey: z.string(),
  /** Of the survey's table when the plan was made. */
  tableVersion: z.number(),
  /** The run or model that computes. */
  by: z.string(),
  /** What else decides the result. */
  settings: z.record(z.string(), z.unknown()),
  /** Words of the command, without almagest before and --shard after: embed, gz2, --run, ... */
  command: z.array(z.string()),
  shards: z.number().int().positive(),
  objects: z.number().int().positive(),
  /** Images that the network sees at once: the same in every shard, as the last digit of a result may hang on it. */
  batch: z.number().int().positive(),
  /** A multiple of `batch`. */
  partObjects: z.number().int().positive(),
  createdAt: z.string(),
});

export interface ShardPlan extends z.infer<typeof planFile> {
  /** Absolute path of its folder. */
  path: string;
}

/** What is to be computed, and by whom. */
export type Work = Pick<ShardPlan, "what" | "by" | "settings" | "command">;

/** Objects of one shard, in the order of their ids. */
export interface ShardObjects {
  ids: string[];
  /** Absolute paths. */
  images: string[];
}

const shardObjects = z.object({ ids: z.array(z.string()), images: z.array(z.string()) });

function planPath({ path }: Workspace, survey: string, work: Pick<Work, "what" | "by">): string {
  return join(path, "shards", workName(survey, work));
}

/** Under which work of a kind, survey and run is kept; none of the three has a dot. */
export function workName(survey: string, { what, by }: Pick<Work, "what" | "by">): string {
  return `${what}.${survey}.${by}`;
}

/** @returns undefined where there is none */
export async function openPlan(
  workspace: Workspace,
  survey: string,
  work: Pick<Work, "what" | "by">,
): Promise<ShardPlan | undefined> {
  return openPlanAt(planPath(workspace, survey, work));
}

/** @param path of the plan's folder */
export async function openPlanAt(path: string): Promise<ShardPlan | undefined> {
  const file = join(path, "plan.json");
  const text = await textIfThere(file);
  if (text === undefined) return undefined;
  const content = parseFormatted(text, {
    schema: planFile,
    format: planFormat,
    newer: () => new Fault("newer-plan", `${file} was written by a newer Almagest: update Almagest`),
    damaged: (cause) => new Fault("damaged-plan", `${file} is damaged: delete ${path}, then begin again`, { cause }),
  });
  return { ...content, path };
}

/**
 * Makes the plan, or opens the one that another process made a moment ago.
 * @param batchOf images at once, of so many objects
 * @throws Fault "shards" where there are fewer objects than shards
 */
export async function makePlan(
  survey: Survey,
  work: Work,
  shards: number,
  batchOf: (objects: number) => number,
): Promise<ShardPlan> {
  const { workspace, card } = survey;
  const { ids, images } = await surveyObjects(survey);
  if (shards > ids.length)
    throw new Fault(
      "shards",
      `survey "${card.name}" has ${ids.length} objects: it cannot be split into ${shards} shards`,
      {
        exitCode: exitCodes.usage,
      },
    );
  const batch = batchOf(ids.length);
  const perPart = Math.max(partObjects, ids.length / shards / mostParts);
  const content: PlanContent = {
    work: workDigest(work, ids, images),
    what: work.what,
    by: work.by,
    settings: work.settings,
    command: work.command,
    survey: card.name,
    tableVersion: card.tableVersion,
    shards,
    objects: ids.length,
    batch,
    partObjects: batch * Math.ceil(perPart / batch),
  };
  return writePlan(planPath(workspace, card.name, work), content, (from, to): ShardObjects => {
    return { ids: ids.slice(from, to), images: images.slice(from, to) };
  });
}

export type PlanContent = Omit<ShardPlan, "format" | "id" | "createdAt" | "path">;

/**
 * Writes a plan, or opens the one that another process wrote there a moment ago.
 * @param path of its folder
 * @param objectsOf what a shard's file says of the objects from one row of the plan to before another
 */
export async function writePlan(
  path: string,
  content: PlanContent,
  objectsOf: (from: number, to: number) => unknown,
): Promise<ShardPlan> {
  const id = randomBytes(6).toString("hex");
  const plan: ShardPlan = { format: planFormat, id, ...content, createdAt: new Date().toISOString(), path };
  // All of it under a name of its own, then renamed: a plan is there whole, or not at all.
  const made = { ...plan, path: join(dirname(path), `.${id}.part`) };
  try {
    await mkdir(partsPath(made), { recursive: true });
    for (let shard = 1; shard <= plan.shards; shard++) {
      const objects = objectsOf(...shardRange(plan, shard));
      await writeWhole(objectsPath(made, shard), JSON.stringify(objects));
    }
    const { path: _, ...written } = plan;
    await writeWhole(join(made.path, "plan.json"), `${JSON.stringify(written, null, 1)}\n`);
    await rename(made.path, path);
    await syncFolder(dirname(path));
    return plan;
  } catch (error) {
    await rm(made.path, { recursive: true, force: true });
    const others = await openPlanAt(path);
    if (others) return others;
    throw fileFault(error, "make", path);
  }
}

/** When work of this kind and name was last merged into the survey, and which. */
export function lastMerge(
  card: SurveyCard,
  { what, by }: Pick<Work, "what" | "by">,
): SurveyCard["merged"][number] | undefined {
  return card.merged.find((each) => each.what === what && each.by === by);
}

/** @returns when just this work on the survey's objects as they are was merged; undefined where it has not been */
export async function mergedAt(survey: Survey, work: Work): Promise<string | undefined> {
  const last = lastMerge(survey.card, work);
  if (!last) return undefined;
  const { ids, images } = await surveyObjects(survey);
  return last.work === workDigest(work, ids, images) ? last.at : undefined;
}

/** Whether a plan is of just this work on the survey's objects as they are. */
export async function isPlanOf(plan: ShardPlan, survey: Survey, work: Work): Promise<boolean> {
  const { ids, images } = await surveyObjects(survey);
  return plan.work === workDigest(work, ids, images);
}

function workDigest({ what, by, settings }: Work, ids: readonly string[], images: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([what, by, settings]));
  ids.forEach((id, i) => {
    hash.update(JSON.stringify([id, images[i]]));
  });
  return hash.digest("hex");
}

/** Removes a plan and all that was computed for it; a shard that still computes finds no folder for its next part. */
export async function removePlan({ path, id }: ShardPlan): Promise<void> {
  const shards = join(path, "..");
  const doomed = join(shards, `.${id}.done`);
  try {
    await rename(path, doomed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw fileFault(error, "remove", path);
  }
  // And what a kill has left of others.
  for (const name of await readdir(shards).catch(() => []))
    if (/^\.[0-9a-f]+\.done$/.test(name)) await rm(join(shards, name), { recursive: true, force: true });
}

/** Rows of the plan's objects that shard 1, 2, ... of them has: [first, past the last]. Sizes differ by one at most. */
export function shardRange(
  { objects, shards }: Pick<ShardPlan, "objects" | "shards">,
  shard: number,
): [number, number] {
  const start = (k: number) => Math.floor((k * objects) / shards);
  return [start(shard - 1), start(shard)];
}

/** @throws Fault "damaged-plan" */
export async function readShardObjects(plan: ShardPlan, shard: number): Promise<ShardObjects> {
  const [from, to] = shardRange(plan, shard);
  return readObjectsFile(plan, shard, shardObjects, ({ ids, images }) =>
    [ids, images].every(({ length }) => length === to - from),
  );
}

/**
 * What the plan's file says of a shard's objects.
 * @param isWhole of them all
 * @throws Fault "damaged-plan"
 */
export async function readObjectsFile<Schema extends z.ZodType>(
  plan: ShardPlan,
  shard: number,
  schema: Schema,
  isWhole: (objects: z.infer<Schema>) => boolean,
): Promise<z.infer<Schema>> {
  const file = objectsPath(plan, shard);
  try {
    const objects = schema.parse(JSON.parse(await readFile(file, "utf8")));
    if (isWhole(objects)) return objects;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && code !== "ENOENT") throw fileFault(error, "read", file);
  }
  throw new Fault("damaged-plan", `${file} is lost or damaged: delete ${plan.path}, then begin again`);
}

function objectsPath({ path }: ShardPlan, shard: number): string {
  return join(path, `objects-${shard}.json`);
}

/** The folder of its parts. */
export function partsPath({ path, id }: ShardPlan): string {
  return join(path, id);
}
