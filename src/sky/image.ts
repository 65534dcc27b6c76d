/** Cutouts as people keep them, JPEG, PNG, WebP or TIFF of any size: decoded, checked, made small for the page. */

import { open as openFile, stat } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { Fault } from "../fault.ts";
import { averageArea } from "./averageArea.ts";
import { decodeJpeg } from "./jpeg.ts";

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
 * @param middle side of what is wanted: the pixels in the middle of that square, [middle, middle, 3]
 * @throws Fault "image" that names the file and says what is wrong with it
 */
export async function decodeImage(path: string, size: number, middle = size): Promise<Uint8Array> {
  const bytes = await jpegBytes(path);
  const pixels = bytes && decodeJpeg(bytes, maxPixels);
  if (pixels && Math.min(pixels.width, pixels.height) >= size) return averageArea(pixels, size, middle);
  try {
    const { data, info } = await open(path)
      .resize(size, size, { fit: "cover" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rgb =
      info.channels === 3
        ? data
        : Uint8Array.from({ length: size * size * 3 }, (_, i) => data[Math.floor(i / 3) * info.channels] ?? 0);
    return middle === size ? rgb : averageArea({ width: size, height: size, data: rgb }, size, middle);
  } catch (error) {
    throw await imageFault(path, error);
  }
}

/** Larger files are left to a decoder that reads them piece by piece. */
const largestFile = 16e6;

/** @returns undefined where the file cannot be read, is large or does not begin as a JPEG */
async function jpegBytes(path: string): Promise<Buffer | undefined> {
  const file = await openFile(path).catch(() => undefined);
  try {
    if (!file) return undefined;
    const { size } = await file.stat();
    if (size < 4 || size > largestFile) return undefined;
    const bytes = Buffer.allocUnsafe(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return bytesRead === size && bytes.readUInt16BE(0) === 0xffd8 ? bytes : undefined;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

/**
 * Decodes the image as far as `decodeImage` would.
 * @returns why it cannot be used, in words, or undefined
 */
export async function checkImage(path: string): Promise<string | undefined> {
  const bytes = await jpegBytes(path);
  if (bytes && decodeJpeg(bytes, maxPixels)) return undefined;
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

const missing = "the file does not exist";

async function imageFault(path: string, error: unknown): Promise<Fault> {
  const reason = await reasonOf(path, error);
  const advice = reason === missing ? ". Was its folder moved? Then import the survey again" : "";
  return new Fault("image", `cannot read the image ${path}: ${reason}${advice}`, { cause: error });
}

async function reasonOf(path: string, error: unknown): Promise<string> {
  const found = await stat(path).catch((problem: NodeJS.ErrnoException) => problem.code ?? "ENOENT");
  if (typeof found === "string") return found === "EACCES" ? "permission denied" : missing;
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
