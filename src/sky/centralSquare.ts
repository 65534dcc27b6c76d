/** What is looked at of a picture: its central square, as wide as wanted. The page looks with this file too. */

import { averageArea } from "./averageArea.ts";
import { enlarge } from "./enlarge.ts";
import type { Pixels } from "./jpeg.ts";

/** A larger image is refused before a pixel of it is decoded: a PNG of one megabyte can hold a gigapixel. */
export const maxPixels = 64e6;

/**
 * Made smaller by averaging, larger by cubic curves.
 * @param size side of the square that the whole central square becomes
 * @param middle side of what is returned: less than `size` for the pixels in the middle only
 * @returns [middle, middle, 3]
 */
export function centralSquare(pixels: Pixels, size: number, middle: number): Uint8Array {
  return Math.min(pixels.width, pixels.height) >= size
    ? averageArea(pixels, size, middle)
    : enlarge(pixels, size, middle);
}
