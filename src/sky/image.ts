/** Cutouts as people keep them, JPEG, PNG, WebP or TIFF of any size: decoded, checked, made small for the page. */

import { stat } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { Fault } from "../fault.ts";

/** A larger image is refused before a pixel of it is decoded: a PNG of one megabyte can hold a gigapixel. */
export const maxPixels = 64e6;

// What libvips opens beside these four is refused (an SVG runs a renderer, HEIF a video decoder). Named one by one, because
// blocking all and allowing four would fail the images that another thread reads in between: the list is the process's.
const otherLoaders = ["Svg", "Heif", "Nsgif", "Ppm", "Rad", "Csv", "Matrix", "Vips", "Analyze", "Raw", "Uhdr"].concat([
  "Pdf",
  "Magick",
  "Openslide",
  "Fits",
  "Mat",
  "OpenExr",
  "Jxl",
  "Jp2k",
  "NIfTI",
  "Dcraw",
]);
sharp.block({ operation: otherLoaders.map((name) => `VipsForeignLoad${name}`) });

const millionPixels = `${maxPixels / 1e6} million pixels`;

function open(path: string): Sharp {
  // EXIF orientation is ignored: cameras have an up, the sky has not, and a cutout's pixels are where its file says.
  return sharp(path, { limitInputPixels: maxPixels, failOn: "truncated", sequentialRead: true });
}

/**
 * The image's central square, [size, size, 3] RGB, row by row. Made smaller by averaging, grey becomes RGB, transparency
 * is dropped.
 * @throws Fault "image" that names the file and says what is wrong with it
 */
export async function decodeImage(path: string, size: number): Promise<Uint8Array> {
  // A JPEG of 423 px to 64 px takes 1.7 ms of one core here (96 px: 2.9 ms), most of it libvips' own preparations, so that
  // other kernels, buffers instead of paths and random access change nothing beyond the noise. Shrinking as libjpeg reads
  // saves a fifth, and differs from an exact average over areas by 1.3 of 255 grey levels (0.7 without it; at 96 px 0.7 both).
  try {
    const { data, info } = await open(path)
      .resize(size, size, { fit: "cover" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels === 3) return data;
    return Uint8Array.from({ length: size * size * 3 }, (_, i) => data[Math.floor(i / 3) * info.channels] ?? 0);
  } catch (error) {
    throw await imageFault(path, error);
  }
}

/**
 * Decodes the image as far as `decodeImage` would.
 * @returns why it cannot be used, in words, or undefined
 */
export async function checkImage(path: string): Promise<string | undefined> {
  try {
    // JPEG decoders shrink as they read: the smallest result costs least, and still reads the file to its end.
    await open(path).resize(8, 8, { fit: "fill" }).raw().toBuffer();
    return undefined;
  } catch (error) {
    return reasonOf(path, error);
  }
}

/** The central square as JPEG, for the page. @throws Fault "image" */
export async function thumbnail(path: string, size: number): Promise<Buffer> {
  try {
    return await open(path)
      .resize(size, size, { fit: "cover" })
      .toColourspace("srgb")
      .flatten({ background: "black" })
      .jpeg({ quality: 88 })
      .toBuffer();
  } catch (error) {
    throw await imageFault(path, error);
  }
}

async function imageFault(path: string, error: unknown): Promise<Fault> {
  return new Fault("image", `cannot read the image ${path}: ${await reasonOf(path, error)}`, { cause: error });
}

async function reasonOf(path: string, error: unknown): Promise<string> {
  const found = await stat(path).catch((problem: NodeJS.ErrnoException) => problem.code ?? "ENOENT");
  if (typeof found === "string") return found === "EACCES" ? "permission denied" : "the file does not exist";
  if (!found.isFile()) return "it is not a file";
  if (found.size === 0) return "the file is empty";
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit|exceeds/i.test(message)) return `it has more than ${millionPixels}${await dimensions(path)}`;
  if (/unsupported image format|not a known|bad seek/i.test(message))
    return "it is not a JPEG, PNG, WebP or TIFF image";
  if (/premature end|truncated|end of|corrupt|invalid|error|bad/i.test(message))
    return `it is damaged or cut off (${message.split("\n")[0]?.trim()})`;
  return message.split("\n")[0] ?? message;
}

async function dimensions(path: string): Promise<string> {
  try {
    const { width, height } = await sharp(path, { limitInputPixels: false }).metadata();
    return ` (${width} x ${height})`;
  } catch {
    return "";
  }
}
