/** Each object's mosaics, the order of cutting, and how values become light: all that is settled before the first cutout. */

import { readdir, stat } from "node:fs/promises";
import { dirname, join, parse, resolve } from "node:path";
import { exitCodes, Fault } from "../../fault.ts";
import type { Look } from "../../sky/cutoutPicture.ts";
import {
  degreesApart,
  type Footprint,
  footprintOf,
  globText,
  type Mosaic,
  mosaicsOf,
  openMosaic,
} from "../../sky/mosaics.ts";
import { share, steps } from "../../sky/skyCutout.ts";
import { measureSky } from "../../sky/skyLevel.ts";
import { type CutoutPlan, type CutoutsAsked, type PlannedObjects, writeCutoutPlan } from "./cutoutPlan.ts";
import type { Places } from "./places.ts";

/** More pictures than this in one folder make it slow to look into, on a cluster's file system most of all. */
const mostInFolder = 20_000;
/** Of the mosaics that show an object, so many are tried. */
const mostMosaics = 4;

/**
 * @param readPlaces called when the mosaics were found sound
 * @throws Fault where a mosaic cannot be used, or no mosaic shows any object
 */
export async function planCutouts(
  folder: string,
  wanted: CutoutsAsked,
  { places, shards, command }: { places: Places; shards: number; command: readonly string[] },
  { onProgress = () => {}, signal }: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<CutoutPlan> {
  const mosaics = mosaicsOf(await filesOf(wanted.mosaics), wanted.bands, wanted.mosaics);
  const footprints: Footprint[] = [];
  for (const mosaic of mosaics) {
    signal?.throwIfAborted();
    const open = await openMosaic({ ...mosaic, files: mosaic.files.slice(0, 1) });
    const [first] = open.bands;
    if (first) footprints.push(footprintOf(first));
    open.close();
    onProgress(footprints.length, mosaics.length);
  }
  const objects = matched(places, footprints, wanted);
  if (objects.mosaics.every((list) => list.length === 0))
    throw new Fault(
      "off-mosaics",
      `none of the ${places.ids.length} objects lies on any of the ${mosaics.length} mosaics: is the catalogue of the same sky? ` +
        `The first object lies at ${places.ra[0]}, ${places.dec[0]}; the first mosaic's centre at ${footprints[0]?.centre.map((each) => each.toFixed(4)).join(", ")}`,
    );
  const settings = {
    asked: wanted,
    mosaics,
    look: await lookOf(wanted, mosaics, objects),
    isFannedOut: objects.ids.length > mostInFolder,
  };
  return writeCutoutPlan(folder, { settings, objects, shards, command });
}

/** @throws Fault "no-mosaics" */
async function filesOf(patterns: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const files = await matchingFiles(pattern);
    if (files.length === 0)
      throw new Fault("no-mosaics", `--mosaics ${pattern}: there is no such file`, { exitCode: exitCodes.usage });
    for (const file of files) found.add(file);
  }
  return [...found];
}

/** @param pattern absolute, with * and ? in any part of it, and {band} for any */
async function matchingFiles(pattern: string): Promise<string[]> {
  const whole = pattern.replaceAll("{band}", "*");
  // A file may have signs of a pattern in its name.
  if (await isFile(whole)) return [whole];
  const { root } = parse(whole);
  let paths = [root];
  const parts = whole.slice(root.length).split(/[\\/]/);
  for (const [i, part] of parts.entries()) {
    if (!/[*?]/.test(part)) {
      paths = paths.map((path) => join(path, part));
      continue;
    }
    const expression = new RegExp(`^${globText(part)}$`);
    const isLast = i === parts.length - 1;
    const lists = await Promise.all(
      paths.map(async (path) => {
        const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
        return entries
          .filter(
            (entry) =>
              expression.test(entry.name) &&
              !entry.name.startsWith(".") &&
              (isLast ? !entry.isDirectory() : !entry.isFile()),
          )
          .map(({ name }) => join(path, name));
      }),
    );
    paths = lists.flat();
  }
  const files = await Promise.all(paths.map(async (path) => ((await isFile(path)) ? [path] : [])));
  return files.flat().sort();
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Objects in the order of cutting: mosaic by mosaic, from the first row to the last; those on none come last. */
function matched(places: Places, footprints: readonly Footprint[], wanted: CutoutsAsked): PlannedObjects {
  const { ids, ra, dec, sizes } = places;
  const sides = ids.map((_, i) => wanted.arcsec ?? (sizes ? (sizes[i] as number) * wanted.sizeFactor : null));
  const widest = sides.reduce<number>((most, side) => Math.max(most, side ?? 0), 0);
  const byDec = Uint32Array.from(ids.keys()).sort((a, b) => (dec[a] as number) - (dec[b] as number));
  const sorted = Float64Array.from(byDec, (i) => dec[i] as number);
  const shown: { mosaic: number; share: number; distance: number; y: number }[][] = ids.map(() => []);
  for (const [mosaic, footprint] of footprints.entries()) {
    const own = (wanted.size * footprint.sky.pixelArcsec) / 3600;
    // A square's corner lies 0.71 sides from its middle.
    const reach = footprint.radius + 0.75 * Math.max(own, widest / 3600);
    const [low, high] = [footprint.centre[1] - reach, footprint.centre[1] + reach];
    for (let k = firstAtLeast(sorted, low); k < sorted.length && (sorted[k] as number) <= high; k++) {
      const i = byDec[k] as number;
      const place = [ra[i] as number, dec[i] as number] as const;
      if (degreesApart(footprint.centre, place) > reach) continue;
      const pixel = footprint.sky.toPixel(...place);
      if (!Number.isFinite(pixel[0]) || !Number.isFinite(pixel[1])) continue;
      const shape = { size: wanted.size, sideArcsec: sides[i] ?? undefined, isNorthUp: wanted.isNorthUp };
      const placement = { x: pixel[0], y: pixel[1], ...steps(footprint.sky, place, pixel, shape) };
      const part = share(footprint, placement, wanted.size);
      if (part <= 0) continue;
      const distance = Math.hypot(pixel[0] / footprint.width - 0.5, pixel[1] / footprint.height - 0.5);
      shown[i]?.push({ mosaic, share: part, distance, y: pixel[1] });
    }
  }
  for (const list of shown) list.sort((a, b) => b.share - a.share || a.distance - b.distance);
  const order = [...ids.keys()].sort((a, b) => {
    const [first, second] = [shown[a]?.[0], shown[b]?.[0]];
    if (!first || !second) return Number(!first) - Number(!second) || a - b;
    return first.mosaic - second.mosaic || first.y - second.y || a - b;
  });
  return {
    ids: order.map((i) => ids[i] as string),
    ra: order.map((i) => ra[i] as number),
    dec: order.map((i) => dec[i] as number),
    sides: order.map((i) => sides[i] ?? null),
    mosaics: order.map((i) => (shown[i] ?? []).slice(0, mostMosaics).map(({ mosaic }) => mosaic)),
  };
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Mosaics whose sky is measured: the same scale for the whole survey, so that pictures can be compared. */
const measuredMosaics = 8;

/** @throws Fault "scale" for another number of them than of bands */
async function lookOf(
  wanted: CutoutsAsked,
  mosaics: readonly Mosaic[],
  { mosaics: lists }: PlannedObjects,
): Promise<Look> {
  const { stretch, turn, softness, format } = wanted;
  const bands = Math.max(1, wanted.bands.length);
  for (const [name, list] of [
    ["scale", wanted.scale],
    ["sky", wanted.sky],
  ] as const)
    if (list && list.length !== bands)
      throw new Fault("scale", `--${name} must be ${bands} numbers, one a band, not ${list.length}`, {
        exitCode: exitCodes.usage,
      });
  const plain = { sky: new Array<number>(bands).fill(0), scale: new Array<number>(bands).fill(1) };
  if (format === "fits") return { stretch, turn, softness, ...plain };
  if (wanted.scale && wanted.sky) return { stretch, turn, softness, sky: wanted.sky, scale: wanted.scale };
  const used = [...new Set(lists.flatMap(([first]) => first ?? []))].sort((a, b) => a - b);
  const chosen = used.filter((_, i) => i % Math.ceil(used.length / measuredMosaics) === 0);
  const measured = await measureSky(
    chosen.map((each) => mosaics[each] as Mosaic),
    bands,
  );
  return {
    stretch,
    turn,
    softness,
    sky: wanted.sky ?? measured.map(({ level }) => level),
    scale: wanted.scale ?? measured.map(({ noise }) => 1 / noise),
  };
}

/** As the plan keeps them: absolute, so that shards may run anywhere. */
export function absolutePattern(pattern: string): string {
  return resolve(dirname(pattern), parse(pattern).base);
}
