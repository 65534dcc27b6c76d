/** An image of a FITS file, of which any window is read without the rest. */

import { type FitsFile, type FitsPart, notRead, openFits } from "./fitsFile.ts";
import type { FitsHeader } from "./fitsHeader.ts";
import { decoderOf, scaling, type Window } from "./fitsPixels.ts";
import { compressedWindows } from "./fitsTiles.ts";

export interface FitsImage {
  path: string;
  header: FitsHeader;
  width: number;
  height: number;
  /** Pixels of the first plane as numbers (BSCALE, BZERO and BLANK applied), row by row in the file's order; NaN where there is none. */
  read(window: Window): Float32Array;
  close(): void;
}

/**
 * The first part of the file that is an image of two axes or more; of more than two, the first plane.
 * @throws Fault "fits" that says what is wrong with the file
 */
export async function openFitsImage(path: string): Promise<FitsImage> {
  const file = await openFits(path);
  try {
    const part = file.parts.find(({ header }) => isImage(header));
    if (!part) throw notRead(path, "it holds no image, only headers and tables");
    const { header } = part;
    const prefix = header.isTrue("ZIMAGE") ? "Z" : "";
    const [width, height] = [header.number(`${prefix}NAXIS1`, 0), header.number(`${prefix}NAXIS2`, 0)];
    const read = prefix === "Z" ? compressedWindows(file, part) : plainWindows(file, part, width);
    return { path, header, width, height, read, close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

function isImage(header: FitsHeader): boolean {
  const prefix = header.isTrue("ZIMAGE") ? "Z" : "";
  if (prefix === "" && header.text("XTENSION") !== undefined && header.text("XTENSION") !== "IMAGE") return false;
  return (
    header.number(`${prefix}NAXIS`, 0) >= 2 &&
    header.number(`${prefix}NAXIS1`, 0) > 0 &&
    header.number(`${prefix}NAXIS2`, 0) > 0
  );
}

/** Bytes between two rows of a window, up to which it is quicker to read through than to ask again. */
const readThrough = 2048;

function plainWindows(
  file: FitsFile,
  { header, dataAt }: FitsPart,
  imageWidth: number,
): (window: Window) => Float32Array {
  const bitpix = header.number("BITPIX", 0);
  const { bytes, decode } = decoderOf(file.path, bitpix);
  const scale = scaling(header, bitpix);
  const stride = imageWidth * bytes;
  return ({ x, y, width, height }) => {
    const pixels = new Float32Array(width * height);
    const rowBytes = width * bytes;
    const first = dataAt + y * stride + x * bytes;
    // Each its own buffer: the numbers are a view of it.
    const packed = Buffer.from(new ArrayBuffer(rowBytes * height));
    if (stride - rowBytes <= readThrough) {
      const all = new Uint8Array(height === 0 ? 0 : (height - 1) * stride + rowBytes);
      file.read(all, first);
      for (let row = 0; row < height; row++)
        packed.set(all.subarray(row * stride, row * stride + rowBytes), row * rowBytes);
    } else
      for (let row = 0; row < height; row++)
        file.read(packed.subarray(row * rowBytes, (row + 1) * rowBytes), first + row * stride);
    scale(decode(packed), pixels, 0);
    return pixels;
  };
}
