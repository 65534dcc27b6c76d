/** MiraBest's sources to learn from and to test on, and what stands for unlabelled pools beside them. */

import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { exists } from "../exists.ts";
import { Fault, fileFault } from "../fault.ts";
import { placesNear, sameWithinArcsec } from "../methods/fixmatch/sameSources.ts";
import { randomStream, shuffled } from "../random.ts";
import { decodeImage } from "../sky/image.ts";
import { sharp } from "../sky/sharp.ts";
import { writeWhole } from "../wholeFile.ts";
import { catalogueName, classes, type Source } from "./mirabest.ts";

/** Always the same for all seeds. */
const testShare = 0.2;

/** FR I and FR II; a fifth of either, confident and not, is held out. */
export function parted(sources: readonly Source[]): { training: Source[]; test: Source[] } {
  const training: Source[] = [];
  const test: Source[] = [];
  for (const name of classes)
    for (const isConfident of [true, false]) {
      const own = sources.filter((each) => each.class === name && each.isConfident === isConfident);
      const order = shuffled(own.length, randomStream(0, "fixmatch test", name, Number(isConfident)));
      const held = Math.round(testShare * own.length);
      for (const [place, at] of order.entries()) (place < held ? test : training).push(own[at] as Source);
    }
  return { training, test };
}

/** So many, of either class as often as among all, drawn by the seed. */
export function labelledOf(training: readonly Source[], count: number, seed: number): Source[] {
  return classes.flatMap((name) => {
    const own = training.filter((each) => each.class === name);
    const wanted = Math.round((count * own.length) / training.length);
    const order = shuffled(own.length, randomStream(seed, "fixmatch labels", name));
    return Array.from(order.subarray(0, wanted), (at) => own[at] as Source);
  });
}

/** So many of a pool, a fraction `rate` of them FR I, drawn by the seed. */
export function withRate(pool: readonly Source[], rate: number, count: number, seed: number): Source[] {
  const [first, second] = classes.map((name) => {
    const own = pool.filter((each) => each.class === name);
    return Array.from(shuffled(own.length, randomStream(seed, "fixmatch rate", name)), (at) => own[at] as Source);
  }) as [Source[], Source[]];
  const ones = Math.round(rate * count);
  return [...first.slice(0, ones), ...second.slice(0, count - ones)];
}

const columns = ["id_str", "file_loc", "ra_deg", "dec_deg", "class"] as const;
/** MiraBest's side; the other catalogue's pictures are twice as wide, at the same scale. */
const side = 150;

export interface OtherCatalogue {
  images: string[];
  /** Sources left out, which MiraBest has too. */
  shared: number;
}

/**
 * Another catalogue of the same survey (Griese et al.): its sources' middles, brightest pixel 255 as MiraBest's.
 * @param folder with catalog.csv and pictures of 300 pixels
 * @param into where the middles are kept
 */
export async function otherCatalogue(
  folder: string,
  mirabest: readonly Source[],
  into: string,
): Promise<OtherCatalogue> {
  const path = join(folder, catalogueName);
  const text = await readFile(path, "utf8").catch((error) => {
    throw fileFault(error, "read", path);
  });
  const [head = "", ...rows] = text.trimEnd().split(/\r?\n/);
  const places = columns.map((column) => {
    const at = head.split(",").indexOf(column);
    if (at < 0) throw new Fault("catalogue", `${path} has no column ${column}: it is not that of first-radio`);
    return at;
  });
  const isShared = placesNear(
    mirabest.filter(({ ra, dec }) => Number.isFinite(ra) && Number.isFinite(dec)),
    sameWithinArcsec,
  );
  await mkdir(into, { recursive: true });
  const images: string[] = [];
  let shared = 0;
  for (const row of rows) {
    const cells = row.split(",");
    const [id = "", file = "", ra, dec] = places.map((at) => cells[at]);
    if (isShared({ id, ra: Number(ra), dec: Number(dec) })) {
      shared++;
      continue;
    }
    const middle = join(into, `${id.replace(/[^\w.+-]/g, "_")}.png`);
    if (!(await exists(middle))) await writeWhole(middle, await cutMiddle(resolve(folder, file)));
    images.push(middle);
  }
  return { images, shared };
}

async function cutMiddle(path: string): Promise<Buffer> {
  const pixels = await decodeImage(path, 2 * side, side);
  const grey = Uint8Array.from({ length: side * side }, (_, at) => pixels[3 * at] as number);
  const most = Math.max(
    1,
    grey.reduce((a, b) => Math.max(a, b), 0),
  );
  const scaled = grey.map((value) => (value * 255) / most);
  return sharp(scaled, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toBuffer();
}
