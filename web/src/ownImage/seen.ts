/** What an encoder sees of a picture, taken from it in the browser as the library takes it from a file. */

import { centralSquare, maxPixels } from "../../../src/sky/centralSquare.ts";
import type { Pixels } from "../../../src/sky/jpeg.ts";
import { unturned } from "./unturned.ts";

export interface Sight {
  /** Side of what the encoder sees, pixels. */
  imageSize: number;
  /** Side that the picture's central square is first made to; the encoder sees the middle of that. */
  decodedSize: number;
  /** Predictions are averaged over this many: turned by right angles, then mirrored. */
  views: number;
}

/** Why a picture cannot be looked at here, though the server may. */
export class Unreadable extends Error {}

/** @throws Unreadable */
export async function decoded(picture: Blob): Promise<Pixels> {
  const bitmap = await bitmapOf(picture);
  const { width, height } = bitmap;
  try {
    if (width * height > maxPixels)
      throw new Unreadable(`the picture has more than ${maxPixels / 1e6} million pixels (${width} x ${height})`);
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Unreadable(`this browser has no room for ${width} x ${height} pixels`);
    context.drawImage(bitmap, 0, 0);
    return { width, height, data: opaque(context.getImageData(0, 0, width, height).data) };
  } finally {
    bitmap.close();
  }
}

/** @throws Unreadable where the library does not read such a file, or this browser does not */
export async function bitmapOf(picture: Blob): Promise<ImageBitmap> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  const begins = (...first: number[]) => first.every((byte, i) => bytes[i] === byte);
  const isWebP = begins(0x52, 0x49, 0x46, 0x46) && String.fromCharCode(...bytes.slice(8, 12)) === "WEBP";
  if (begins(0x49, 0x49, 0x2a, 0) || begins(0x4d, 0x4d, 0, 0x2a))
    throw new Unreadable("browsers do not read TIFF images");
  if (!begins(0xff, 0xd8) && !begins(0x89, 0x50, 0x4e, 0x47) && !isWebP)
    throw new Unreadable("it is not a JPEG, PNG, WebP or TIFF image");
  return createImageBitmap(unturned(bytes), { colorSpaceConversion: "none", premultiplyAlpha: "none" }).catch(() => {
    throw new Unreadable("this browser cannot read the picture: it is damaged or cut off");
  });
}

function opaque(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    // Canvases keep colours multiplied by their opacity: the library, which drops opacity, reads others.
    if (rgba[from + 3] !== 255) throw new Unreadable("browsers do not give the exact colours of transparent pixels");
    rgb[to++] = rgba[from] as number;
    rgb[to++] = rgba[from + 1] as number;
    rgb[to++] = rgba[from + 2] as number;
  }
  return rgb;
}

/** @returns [3, imageSize, imageSize], 0 to 1 */
export function seen(pixels: Pixels, { imageSize, decodedSize }: Sight): Float32Array {
  const square = centralSquare(pixels, decodedSize, imageSize);
  const plane = imageSize ** 2;
  return Float32Array.from({ length: 3 * plane }, (_, i) => {
    const band = Math.floor(i / plane);
    return (square[(i - band * plane) * 3 + band] as number) / 255;
  });
}

/** Planes of side x side pixels turned by `quarters` of a right angle, then mirrored or not: as the library's `turned`. */
export function turned(planes: Float32Array, side: number, quarters: number, mirrored: boolean): Float32Array {
  const last = side - 1;
  const moved = (all: Float32Array, from: (row: number, column: number) => number) =>
    all.map((_, i) => {
      const within = i % side ** 2;
      return all[i - within + from(Math.floor(within / side), within % side)] as number;
    });
  let result = planes;
  for (let q = 0; q < quarters; q++) result = moved(result, (row, column) => column * side + last - row);
  return mirrored ? moved(result, (row, column) => row * side + last - column) : result;
}
