/** Many cutouts in one picture, row by row, to be looked through at a glance. */

import type { OverlayOptions } from "sharp";
import { thumbnail } from "./image.ts";
import { sharp } from "./sharp.ts";

const perRow = 10;
const between = 2;
/** Parts one group from the next. */
const gap = 12;
const grey = 128;

/**
 * @param groups paths of images, each group on rows of its own; one that cannot be read leaves its place grey
 * @param side of a cutout, pixels
 * @returns JPEG
 */
export async function contactSheet(groups: readonly (readonly string[])[], side: number): Promise<Buffer> {
  const step = side + between;
  const tiles: OverlayOptions[] = [];
  let top = between;
  for (const group of groups.filter(({ length }) => length > 0)) {
    const pictures = await Promise.all(group.map((path) => thumbnail(path, side).catch(() => undefined)));
    pictures.forEach((input, i) => {
      if (input) tiles.push({ input, left: between + (i % perRow) * step, top: top + Math.floor(i / perRow) * step });
    });
    top += Math.ceil(group.length / perRow) * step + gap;
  }
  const [width, height] = [between + perRow * step, Math.max(side, top - gap)];
  return sharp(new Uint8Array(3 * width * height).fill(grey), { raw: { width, height, channels: 3 } })
    .composite(tiles)
    .jpeg({ quality: 90 })
    .toBuffer();
}
