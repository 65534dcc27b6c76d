/** A folder of cutouts from what was asked for to its catalogue: planned or gone on with, shard by shard, then merged. */

import { rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { exitCodes, Fault, fileFault } from "../../fault.ts";
import { shellWord } from "../../shellWord.ts";
import type { RowFault } from "../rowFaults.ts";
import { removePlan, type ShardPlan } from "../shards/plan.ts";
import { openSurvey } from "../survey.ts";
import { openWorkspace } from "../workspace.ts";
import { type CutoutsDone, catalogPath, donePath, leftOutPath, readDone, requireOurs } from "./cutoutFolder.ts";
import { type CutoutPlan, type CutoutsAsked, openCutoutPlan, requireSame } from "./cutoutPlan.ts";
import { cutShard } from "./cutShard.ts";
import { mergeCutouts } from "./mergeCutouts.ts";
import { cataloguePlaces, requireSome, surveyPlaces } from "./places.ts";
import { planCutouts } from "./planCutouts.ts";

/** Where the objects stand: a catalogue's file, or a survey of a workspace. */
export type CutoutSource = { catalogue: string } | { survey: string; workspace?: string };

export interface CutoutsRequest {
  source: CutoutSource;
  /** Absolute. */
  folder: string;
  asked: Omit<CutoutsAsked, "source" | "isSurvey" | "version">;
  /** Words of the command, without almagest before it and without --shard or --merge. */
  command: readonly string[];
}

interface Watch {
  onProgress?: (done: number, total: number, what: string) => void;
  signal?: AbortSignal;
}

export type Planned = { plan: CutoutPlan; faults: RowFault[] } | { plan?: undefined; done: CutoutsDone };

/**
 * Opens the plan of this work, or makes it where there is none.
 * @throws Fault "other-work" where the folder holds other cutouts, "shards" where their number is another
 */
export async function plannedCutouts(
  request: CutoutsRequest,
  shards: number,
  { onProgress = () => {}, signal }: Watch = {},
): Promise<Planned> {
  const { folder, source } = request;
  await requireOurs(folder);
  const wanted = await askedOf(request);
  const [there, done] = [await openCutoutPlan(folder), await readDone(folder)];
  if (there && done?.plan === there.plan.id) await removePlan(there.plan);
  else if (there) {
    requireSame(folder, there.settings.asked, wanted);
    if (there.plan.shards !== shards)
      throw new Fault(
        "shards",
        `${folder} was begun in ${there.plan.shards} shards, not ${shards}: go on with those, or begin anew with --again`,
        { exitCode: exitCodes.usage },
      );
    return { plan: there, faults: [] };
  }
  if (done) {
    requireSame(folder, done.asked, wanted);
    return { done };
  }
  const places = await placesOf(source, wanted);
  requireSome(places, wanted.source);
  const plan = await planCutouts(
    folder,
    wanted,
    { places, shards, command: request.command },
    { onProgress: (at, total) => onProgress(at, total, "looking at mosaics"), signal },
  );
  return { plan, faults: places.faults };
}

/** Forgets what was begun or merged in the folder; pictures stay until others take their place. */
export async function beginAgain(folder: string): Promise<void> {
  await requireOurs(folder);
  const there = await openCutoutPlan(folder);
  if (there) await removePlan(there.plan);
  // The note that it is done goes last: without it a catalogue would be taken for another's.
  for (const path of [catalogPath, leftOutPath, donePath]) await rm(path(folder), { force: true });
}

export interface ShardCut {
  objects: number;
  /** Of them, cut by an earlier run. */
  before: number;
  faults: RowFault[];
  /** Set where all of it was merged before. */
  done?: CutoutsDone;
}

export async function runCutoutShard(
  request: CutoutsRequest,
  { shard, of }: { shard: number; of: number },
  { onProgress = () => {}, signal }: Watch = {},
): Promise<ShardCut> {
  const found = await plannedCutouts(request, of, { onProgress, signal });
  if (!found.plan) return { objects: 0, before: 0, faults: [], done: found.done };
  const cut = await cutShard(found.plan, shard, {
    onProgress: (at, total) => onProgress(at, total, "cutting"),
    signal,
  });
  return { ...cut, faults: found.faults };
}

/** @throws Fault "no-plan" where nothing was cut, "missing-shards" */
export async function mergeCutoutFolder(folder: string): Promise<{ done: CutoutsDone; isNew: boolean }> {
  const planned = await openCutoutPlan(folder);
  const before = await readDone(folder);
  if (planned) {
    const isNew = before?.plan !== planned.plan.id;
    return { done: await mergeCutouts(planned, (shard) => cutoutShardCommand(planned.plan, shard)), isNew };
  }
  if (before) return { done: before, isNew: false };
  throw new Fault("no-plan", `there are no cutouts in ${folder} to merge: cut them with --shard 1/4 and so on`);
}

export function cutoutShardCommand(plan: ShardPlan, shard: number): string {
  return ["almagest", ...plan.command, "--shard", `${shard}/${plan.shards}`].map(shellWord).join(" ");
}

export function cutoutMergeCommand({ command }: ShardPlan): string {
  return ["almagest", ...command, "--merge"].map(shellWord).join(" ");
}

async function askedOf({ source, asked }: CutoutsRequest): Promise<CutoutsAsked> {
  if ("catalogue" in source) {
    const path = resolve(source.catalogue);
    const found = await stat(path).catch((error) => {
      throw fileFault(error, "read the catalogue", source.catalogue);
    });
    return { ...asked, source: path, isSurvey: false, version: `${found.size} ${found.mtimeMs}` };
  }
  const { card } = await openSurvey(await openWorkspace(source.workspace), source.survey);
  return { ...asked, source: card.name, isSurvey: true, version: String(card.tableVersion) };
}

async function placesOf(source: CutoutSource, { sizeColumn, where, skipBad }: CutoutsAsked) {
  const wanted = { sizeColumn: sizeColumn ?? undefined, where, skipBad };
  if ("catalogue" in source) return cataloguePlaces(source.catalogue, wanted);
  return surveyPlaces(await openSurvey(await openWorkspace(source.workspace), source.survey), wanted);
}
