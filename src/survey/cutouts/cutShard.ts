/** The objects of one shard cut out, part by part; a part that is noted is not cut again. */

import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate as letOthersRun } from "node:timers/promises";
import { fileFault } from "../../fault.ts";
import { fitsCutout, pictureFile, pictureOf } from "../../sky/cutoutPicture.ts";
import { type OpenMosaic, openMosaic } from "../../sky/mosaics.ts";
import { type Cutout, cutObject } from "../../sky/skyCutout.ts";
import { type Arrays, type Part, partsOf, readPart, writePart } from "../shards/part.ts";
import { type CutoutPlan, type CutoutSettings, type PlannedObjects, plannedObjects } from "./cutoutPlan.ts";

/** What is noted of each object, a number each. */
export const noted = ["mosaic", "x", "y", "arcsecPerPixel", "covered", "flags", "bytes"] as const;
export type Noted = Record<(typeof noted)[number], number>;

export const flags = { edge: 1, holes: 2 } as const;

/** Files that are open at once: neighbours of a mosaic are asked for what lies at its edge. */
const openAtOnce = 6;

export async function cutShard(
  planned: CutoutPlan,
  shard: number,
  { onProgress = () => {}, signal }: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<{ objects: number; before: number }> {
  const { plan, settings } = planned;
  const objects = await plannedObjects(planned, shard);
  const total = objects.ids.length;
  const missing: Part[] = [];
  for (const part of partsOf(plan, shard)) if (!(await soundPart(planned, part, objects))) missing.push(part);
  let done = total - missing.reduce((sum, { from, to }) => sum + to - from, 0);
  const before = done;
  const mosaics = openMosaics(settings);
  const folders = new Set<string>();
  const writer = randomBytes(6).toString("hex");
  try {
    for (const part of missing) {
      const count = part.to - part.from;
      const columns = Object.fromEntries(noted.map((name) => [name, new Float32Array(count)])) as Record<
        keyof Noted,
        Float32Array
      >;
      for (let i = 0; i < count; i++) {
        const cut = await cutOne(planned, objects, part.from + i, mosaics, { folders, writer });
        for (const name of noted) columns[name][i] = cut[name];
        onProgress(++done, total);
        if (i % 32 === 31) {
          await letOthersRun();
          signal?.throwIfAborted();
        }
      }
      const arrays: Arrays = Object.fromEntries(
        noted.map((name) => [name, { shape: [count, 1], data: columns[name] }]),
      );
      await writePart(plan, part, arrays);
    }
  } finally {
    mosaics.close();
  }
  return { objects: total, before };
}

/** A part whose pictures are all there; one that lost power may have noted a picture that never reached the disk. */
export async function soundPart(
  { plan, settings, folder }: CutoutPlan,
  part: Part,
  { ids }: PlannedObjects,
): Promise<Noted[] | undefined> {
  const arrays = await readPart(plan, part);
  if (!arrays) return undefined;
  const rows = Array.from(
    { length: part.to - part.from },
    (_, i) => Object.fromEntries(noted.map((name) => [name, arrays[name]?.data[i] ?? Number.NaN])) as Noted,
  );
  const isThere = ({ bytes }: Noted, i: number) =>
    bytes === 0 ||
    statSync(join(folder, fileOf(settings, ids[part.from + i] as string)), { throwIfNoEntry: false })?.size === bytes;
  return rows.every(isThere) ? rows : undefined;
}

/** Where an object's picture lies in the folder. */
export function fileOf({ asked: { format }, isFannedOut }: CutoutSettings, id: string): string {
  const safe = id.replace(/[^A-Za-z0-9._+-]|^\./g, (letter) =>
    [...Buffer.from(letter)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
  const digest = createHash("sha256").update(id).digest("hex");
  // No file system takes more than 255 bytes, and the name it has while it is written is longer.
  const name = safe.length > 200 ? `${safe.slice(0, 160)}-${digest.slice(0, 16)}` : safe;
  const ending = format === "jpeg" ? "jpg" : format;
  return `images/${isFannedOut ? `${digest.slice(0, 2)}/` : ""}${name}.${ending}`;
}

interface OpenMosaics {
  get(index: number): Promise<OpenMosaic>;
  close(): void;
}

function openMosaics({ mosaics }: CutoutSettings): OpenMosaics {
  const open = new Map<number, OpenMosaic>();
  return {
    async get(index) {
      const mosaic = mosaics[index];
      if (!mosaic) throw new Error(`no mosaic ${index}`);
      const found = open.get(index) ?? (await openMosaic(mosaic));
      open.delete(index);
      open.set(index, found);
      if (open.size > openAtOnce) {
        const [[oldest, last]] = open as unknown as [[number, OpenMosaic]];
        last.close();
        open.delete(oldest);
      }
      return found;
    },
    close() {
      for (const mosaic of open.values()) mosaic.close();
    },
  };
}

async function cutOne(
  { settings, folder }: CutoutPlan,
  objects: PlannedObjects,
  i: number,
  mosaics: OpenMosaics,
  writing: { folders: Set<string>; writer: string },
): Promise<Noted> {
  const { asked: wanted, look } = settings;
  const id = objects.ids[i] as string;
  const place = [objects.ra[i] as number, objects.dec[i] as number] as const;
  const shape = { size: wanted.size, sideArcsec: objects.sides[i] ?? undefined, isNorthUp: wanted.isNorthUp };
  let best: { cutout: Cutout; mosaic: number } | undefined;
  for (const mosaic of objects.mosaics[i] ?? []) {
    const cutout = cutObject(await mosaics.get(mosaic), place, shape);
    if (cutout && cutout.covered > (best?.cutout.covered ?? 0)) best = { cutout, mosaic };
    if (best?.cutout.covered === 1) break;
  }
  if (!best)
    return { mosaic: -1, x: Number.NaN, y: Number.NaN, arcsecPerPixel: Number.NaN, covered: 0, flags: 0, bytes: 0 };
  const { cutout, mosaic } = best;
  const { x, y, arcsecPerPixel, covered } = cutout;
  const flag = (cutout.isAtEdge ? flags.edge : 0) + (cutout.hasHoles ? flags.holes : 0);
  const row = { mosaic, x, y, arcsecPerPixel, covered, flags: flag };
  if (covered < wanted.minCovered) return { ...row, bytes: 0 };
  const names = wanted.bands;
  const bytes =
    wanted.format === "fits"
      ? fitsCutout(cutout, wanted.size, place, { id, mosaic: settings.mosaics[mosaic]?.name ?? "", names })
      : await pictureFile(pictureOf(cutout, wanted.size, look), wanted.size, wanted.format);
  writePicture(join(folder, fileOf(settings, id)), bytes, writing);
  return { ...row, bytes: bytes.length };
}

/** Renamed when it is whole. Not flushed one by one: the part notes its length, and one that is shorter is cut again. */
function writePicture(
  path: string,
  bytes: Uint8Array,
  { folders, writer }: { folders: Set<string>; writer: string },
): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${path.slice(folder.length + 1)}.${writer}.part`);
  try {
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
    folders.add(folder);
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw fileFault(error, "write", path);
  }
}
