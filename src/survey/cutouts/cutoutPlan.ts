/**
 * The plan of a folder of cutouts, <folder>/.cutout: what was asked for, which mosaics there were, and each object's mosaics, in the
 * order in which they are cut. Shards and parts are those of all sharded work (../shards).
 */

import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { exitCodes, Fault, fileFault } from "../../fault.ts";
import { stretches } from "../../sky/cutoutPicture.ts";
import { filter } from "../galaxies.ts";
import { openPlanAt, readObjectsFile, type ShardPlan, shardRange, writePlan } from "../shards/plan.ts";

export const formats = ["jpeg", "png", "fits"] as const;

/** What a person asked for: the same words go on with the same plan. */
export const cutoutsAsked = z.object({
  /** A catalogue's absolute path, or a survey's name. */
  source: z.string(),
  isSurvey: z.boolean(),
  /** Size and time of the catalogue, or version of the survey's table. */
  version: z.string(),
  mosaics: z.array(z.string()),
  bands: z.array(z.string()),
  size: z.number(),
  arcsec: z.number().nullable(),
  sizeColumn: z.string().nullable(),
  sizeFactor: z.number(),
  isNorthUp: z.boolean(),
  format: z.enum(formats),
  stretch: z.enum(stretches),
  scale: z.array(z.number()).nullable(),
  sky: z.array(z.number()).nullable(),
  turn: z.number(),
  softness: z.number(),
  minCovered: z.number(),
  where: z.array(filter),
  skipBad: z.boolean(),
});
export type CutoutsAsked = z.infer<typeof cutoutsAsked>;

export const cutoutsLook = z.object({
  stretch: z.enum(stretches),
  sky: z.array(z.number()).readonly(),
  scale: z.array(z.number()).readonly(),
  turn: z.number(),
  softness: z.number(),
});

const settings = z.object({
  asked: cutoutsAsked,
  mosaics: z.array(z.object({ name: z.string(), files: z.array(z.string()) })),
  look: cutoutsLook,
  /** Pictures lie in folders of their own by the first two digits of their ids' digests: one folder would hold too many. */
  isFannedOut: z.boolean(),
});
export type CutoutSettings = z.infer<typeof settings>;

const objects = z.object({
  ids: z.array(z.string()),
  ra: z.array(z.number()),
  dec: z.array(z.number()),
  /** Arcsec of the side; null for the mosaic's own pixels. */
  sides: z.array(z.number().nullable()),
  /** Numbers of the mosaics that show some of it, the best first. */
  mosaics: z.array(z.array(z.number())),
});
export type PlannedObjects = z.infer<typeof objects>;

/** About so many objects are cut before they are noted as done: a second's work. */
const partObjects = 512;

export interface CutoutPlan {
  plan: ShardPlan;
  settings: CutoutSettings;
  /** The folder of the cutouts. */
  folder: string;
}

const path = (folder: string) => join(folder, ".cutout");

/** @throws Fault "damaged-plan" */
export async function openCutoutPlan(folder: string): Promise<CutoutPlan | undefined> {
  const plan = await openPlanAt(path(folder));
  if (!plan) return undefined;
  const parsed = settings.safeParse(plan.settings);
  if (!parsed.success) throw new Fault("damaged-plan", `${plan.path} is damaged: delete it, then begin again`);
  return { plan, settings: parsed.data, folder };
}

export async function writeCutoutPlan(
  folder: string,
  {
    settings: content,
    objects: all,
    shards,
    command,
  }: { settings: CutoutSettings; objects: PlannedObjects; shards: number; command: readonly string[] },
): Promise<CutoutPlan> {
  const count = all.ids.length;
  if (shards > count)
    throw new Fault("shards", `${count} objects cannot be split into ${shards} shards`, { exitCode: exitCodes.usage });
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw fileFault(error, "make the folder", folder);
  });
  const plan = await writePlan(
    path(folder),
    {
      work: digestOf(content.asked),
      what: "cutout",
      survey: content.asked.source,
      tableVersion: 0,
      by: "cutout",
      settings: content,
      command: [...command],
      shards,
      objects: count,
      batch: 1,
      partObjects,
    },
    (from, to): PlannedObjects => ({
      ids: all.ids.slice(from, to),
      ra: all.ra.slice(from, to),
      dec: all.dec.slice(from, to),
      sides: all.sides.slice(from, to),
      mosaics: all.mosaics.slice(from, to),
    }),
  );
  return { plan, settings: settings.parse(plan.settings), folder };
}

export function plannedObjects({ plan }: CutoutPlan, shard: number): Promise<PlannedObjects> {
  const [from, to] = shardRange(plan, shard);
  return readObjectsFile(plan, shard, objects, (found) =>
    Object.values(found).every(({ length }) => length === to - from),
  );
}

function digestOf(wanted: CutoutsAsked): string {
  return createHash("sha256").update(JSON.stringify(wanted)).digest("hex");
}

const names: Partial<Record<keyof CutoutsAsked, string>> = {
  source: "another catalogue or survey",
  version: "the catalogue or survey as it was before it changed",
  mosaics: "other --mosaics",
  bands: "other --bands",
  minCovered: "another --min-covered",
  isNorthUp: "another --north-up",
  sizeColumn: "another --size-column",
  sizeFactor: "another --size-factor",
  where: "another --where",
};

/** @throws Fault "other-work" where the folder's cutouts were asked for in other words */
export function requireSame(folder: string, before: CutoutsAsked, now: CutoutsAsked): void {
  const keys = Object.keys(now) as (keyof CutoutsAsked)[];
  const differing = keys.find((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]));
  if (differing === undefined) return;
  throw new Fault(
    "other-work",
    `${folder} holds cutouts made with ${names[differing] ?? `another --${differing}`}: ask for the same, choose another --out, or begin anew with --again`,
    { exitCode: exitCodes.usage },
  );
}
