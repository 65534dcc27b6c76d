/** Pixels as FITS stores them (FITS Standard 4.0, sections 4.4.2 and 5): their bytes, their scale, and what stands for none. */

import { notRead } from "./fitsFile.ts";
import type { FitsHeader } from "./fitsHeader.ts";

/** Columns and rows of an image, counted from 0 at the first pixel of the file; it lies within the image. */
export interface Window {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Numbers of a type from bytes in FITS's order, most significant first. */
export type Decoder = (bytes: Buffer) => ArrayLike<number>;

/** By BITPIX. The bytes are turned round in place. */
const decoders: Record<number, { bytes: number; decode: Decoder }> = {
  8: { bytes: 1, decode: (bytes) => bytes },
  16: { bytes: 2, decode: (bytes) => new Int16Array(aligned(bytes.swap16()).buffer, 0, bytes.length / 2) },
  32: { bytes: 4, decode: (bytes) => new Int32Array(aligned(bytes.swap32()).buffer, 0, bytes.length / 4) },
  64: {
    bytes: 8,
    decode: (bytes) =>
      Float64Array.from(new BigInt64Array(aligned(bytes.swap64()).buffer, 0, bytes.length / 8), Number),
  },
  [-32]: { bytes: 4, decode: (bytes) => new Float32Array(aligned(bytes.swap32()).buffer, 0, bytes.length / 4) },
  [-64]: { bytes: 8, decode: (bytes) => new Float64Array(aligned(bytes.swap64()).buffer, 0, bytes.length / 8) },
};

/** At the start of a buffer of its own. */
function aligned(bytes: Buffer): Uint8Array {
  return bytes.byteOffset === 0 ? bytes : Uint8Array.prototype.slice.call(bytes);
}

export function decoderOf(path: string, bitpix: number): { bytes: number; decode: Decoder } {
  const found = decoders[bitpix];
  if (!found) throw notRead(path, `BITPIX is ${bitpix}, and must be 8, 16, 32, 64, -32 or -64`);
  return found;
}

/** BSCALE, BZERO and BLANK of an image. @returns what makes stored numbers into pixels, from `start` of `target` on */
export function scaling(
  header: FitsHeader,
  bitpix: number,
): (stored: ArrayLike<number>, target: Float32Array, start: number) => void {
  const [scale, zero] = [header.number("BSCALE", 1), header.number("BZERO", 0)];
  const blank = bitpix > 0 ? header.number("ZBLANK", header.number("BLANK", Number.NaN)) : Number.NaN;
  if (scale === 1 && zero === 0 && Number.isNaN(blank)) return (stored, target, start) => target.set(stored, start);
  return (stored, target, start) => {
    for (let i = 0; i < stored.length; i++) {
      const value = stored[i] as number;
      target[start + i] = value === blank ? Number.NaN : zero + scale * value;
    }
  };
}
