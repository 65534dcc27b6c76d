/** Cutouts as people keep them, JPEG, PNG, WebP or TIFF of any size: decoded, checked, made small for the page. */

import { open as openFile, stat } from "node:fs/promises";
import type { Sharp } from "sharp";
import { Fault } from "../fault.ts";
import { centralSquare, maxPixels } from "./centralSquare.ts";
import { decodeJpeg } from "./jpeg.ts";
import { sharp } from "./sharp.ts";

const millionPixels = `${maxPixels / 1e6} million pixels`;

/** A file's path; or what is in one, and what to call it. */
export type ImageSource = string | { name: string; bytes: Uint8Array };

function nameOf(source: ImageSource): string {
  return typeof source === "string" ? source : source.name;
}

function open(source: ImageSource): Sharp {
  // EXIF orientation is ignored: cameras have an up, the sky has not, and a cutout's pixels are where its file says.
  return sharp(typeof source === "string" ? source : source.bytes, {
    limitInputPixels: maxPixels,
    failOn: "truncated",
    sequentialRead: true,
  });
}

/**
 * The image's central square, [size, size, 3] RGB, row by row. Made smaller by averaging, grey becomes RGB, transparency
 * is dropped.
 * @param middle side of what is wanted: the pixels in the middle of that square, [middle, middle, 3]
 * @throws Fault "image" that names the file and says what is wrong with it
 */
export async function decodeImage(source: ImageSource, size: number, middle = size): Promise<Uint8Array> {
  const bytes = await jpegBytes(source);
  const pixels = bytes && decodeJpeg(bytes, maxPixels);
  if (pixels) return centralSquare(pixels, size, middle);
  try {
    const { data, info } = await open(source)
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const rgb =
      channels === 3
        ? data
        : Uint8Array.from({ length: width * height * 3 }, (_, i) => data[Math.floor(i / 3) * channels] ?? 0);
    return centralSquare({ width, height, data: rgb }, size, middle);
  } catch (error) {
    throw await imageFault(source, error);
  }
}

/** Larger files are left to a decoder that reads them piece by piece. */
const largestFile = 16e6;

/** @returns undefined where the file cannot be read, is large or does not begin as a JPEG */
async function jpegBytes(source: ImageSource): Promise<Buffer | undefined> {
  const bytes = typeof source === "string" ? await fileBytes(source) : Buffer.from(source.bytes);
  return bytes && bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8 ? bytes : undefined;
}

async function fileBytes(path: string): Promise<Buffer | undefined> {
  const file = await openFile(path).catch(() => undefined);
  try {
    if (!file) return undefined;
    const { size } = await file.stat();
    if (size < 4 || size > largestFile) return undefined;
    const bytes = Buffer.allocUnsafe(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return bytesRead === size ? bytes : undefined;
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

async function imageFault(source: ImageSource, error: unknown): Promise<Fault> {
  const reason = await reasonOf(source, error);
  const advice = reason === missing ? ". Was its folder moved? Then import the survey again" : "";
  return new Fault("image", `cannot read the image ${nameOf(source)}: ${reason}${advice}`, { cause: error });
}

async function reasonOf(source: ImageSource, error: unknown): Promise<string> {
  const size = await sizeOf(source);
  if (typeof size === "string") return size;
  if (size === 0) return "the file is empty";
  const message = error instanceof Error ? error.message : String(error);
  if (/pixel limit|exceeds/i.test(message)) return `it has more than ${millionPixels}${await dimensions(source)}`;
  if (/unsupported image format|not a known|bad seek/i.test(message))
    return "it is not a JPEG, PNG, WebP or TIFF image";
  if (/premature end|truncated|end of|corrupt|invalid|error|bad/i.test(message))
    return `it is damaged or cut off (${message.split("\n")[0]?.trim()})`;
  return message.split("\n")[0] ?? message;
}

/** In bytes; or why there are none. */
async function sizeOf(source: ImageSource): Promise<number | string> {
  if (typeof source !== "string") return source.bytes.length;
  const found = await stat(source).catch((problem: NodeJS.ErrnoException) => problem.code ?? "ENOENT");
  if (typeof found === "string") return found === "EACCES" ? "permission denied" : missing;
  return found.isFile() ? found.size : "it is not a file";
}

/** @returns pixels as the file's head says; undefined where it cannot be read */
export async function imageSize(path: string): Promise<{ width: number; height: number } | undefined> {
  try {
    const { width, height } = await open(path).metadata();
    return { width, height };
  } catch {
    return undefined;
  }
}

async function dimensions(source: ImageSource): Promise<string> {
  try {
    const input = typeof source === "string" ? source : source.bytes;
    const { width, height } = await sharp(input, { limitInputPixels: false }).metadata();
    return ` (${width} x ${height})`;
  } catch {
    return "";
  }
}
