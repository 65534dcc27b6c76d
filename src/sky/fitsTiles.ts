/** Windows of a tile-compressed image (.fits.fz, FITS Standard 4.0, section 10): only the tiles under them are unpacked. */

import { gunzipSync } from "node:zlib";
import { type FitsFile, type FitsPart, notRead } from "./fitsFile.ts";
import type { FitsHeader } from "./fitsHeader.ts";
import { type Decoder, decoderOf, scaling, type Window } from "./fitsPixels.ts";
import { decodeRice } from "./riceTile.ts";

/** Of unpacked tiles that are kept, a mosaic: objects come in the order of rows, and share tiles with those before them. */
const keptBytes = 64e6;

/** Stand for no pixel, and for exactly 0, among quantised numbers. */
const [nullPixel, zeroPixel] = [-2147483647, -2147483646];

interface Column {
  at: number;
  /** A letter of the standard: P and Q are a place in the heap. */
  type: string;
}

/** @throws Fault "fits" for a compression that is not read */
export function compressedWindows(file: FitsFile, part: FitsPart): (window: Window) => Float32Array {
  const { header } = part;
  const [width, height] = [header.number("ZNAXIS1", 0), header.number("ZNAXIS2", 0)];
  const [tileWidth, tileHeight] = [header.number("ZTILE1", width), header.number("ZTILE2", 1)];
  if (tileWidth < 1 || tileHeight < 1) throw notRead(file.path, "its tiles have no size");
  const across = Math.ceil(width / tileWidth);
  const unpack = tileReader(file, part);
  const kept = new Map<number, Float32Array>();
  const most = Math.max(2 * across, Math.floor(keptBytes / (4 * tileWidth * tileHeight)));

  const tileAt = (column: number, row: number): Float32Array => {
    const index = row * across + column;
    let tile = kept.get(index);
    if (tile) kept.delete(index);
    else {
      const wide = Math.min(tileWidth, width - column * tileWidth);
      tile = unpack(index, wide * Math.min(tileHeight, height - row * tileHeight));
    }
    // Last in the order: the one that was not used for longest goes first.
    kept.set(index, tile);
    if (kept.size > most) kept.delete(kept.keys().next().value as number);
    return tile;
  };

  return (window) => {
    const pixels = new Float32Array(window.width * window.height);
    const [right, top] = [window.x + window.width, window.y + window.height];
    for (let row = Math.floor(window.y / tileHeight); row * tileHeight < top; row++)
      for (let column = Math.floor(window.x / tileWidth); column * tileWidth < right; column++) {
        const tile = tileAt(column, row);
        const [left, bottom] = [column * tileWidth, row * tileHeight];
        const wide = Math.min(tileWidth, width - left);
        const [from, to] = [Math.max(window.x, left), Math.min(right, left + tileWidth)];
        for (let y = Math.max(window.y, bottom); y < Math.min(top, bottom + tileHeight); y++) {
          const start = (y - bottom) * wide - left;
          pixels.set(tile.subarray(start + from, start + to), (y - window.y) * window.width + from - window.x);
        }
      }
    return pixels;
  };
}

/** @returns what unpacks the tile of a number, of so many pixels */
function tileReader(file: FitsFile, { header, dataAt }: FitsPart): (index: number, pixels: number) => Float32Array {
  const { path } = file;
  const [rowBytes, rows] = [header.number("NAXIS1", 0), header.number("NAXIS2", 0)];
  const heapAt = dataAt + header.number("THEAP", rowBytes * rows);
  const heapBytes = header.number("PCOUNT", 0);
  const columns = columnsOf(header);
  const packedColumn = columns.get("COMPRESSED_DATA");
  const others = ["GZIP_COMPRESSED_DATA", "UNCOMPRESSED_DATA"] as const;
  const bitpix = header.number("ZBITPIX", 0);
  const scale = scaling(header, bitpix);
  const plain = decoderOf(path, bitpix);
  const decode = codecOf(path, header, bitpix);
  const [scales, zeros, blanks] = [columns.get("ZSCALE"), columns.get("ZZERO"), columns.get("ZBLANK")];
  const isQuantised = bitpix < 0 && (scales !== undefined || header.has("ZSCALE"));
  const dither = ditherOf(header);

  return (index, pixels) => {
    if (index >= rows) throw notRead(path, `it has ${rows} tiles, which do not cover it`);
    const row = Buffer.alloc(rowBytes);
    file.read(row, dataAt + index * rowBytes);
    const result = new Float32Array(pixels);
    const damaged = () => notRead(path, `its tile ${index + 1} is damaged`);
    const take = (column: Column | undefined): Buffer | undefined => {
      if (!column) return undefined;
      const is64 = column.type === "Q";
      const length = is64 ? Number(row.readBigInt64BE(column.at)) : row.readInt32BE(column.at);
      const place = is64 ? Number(row.readBigInt64BE(column.at + 8)) : row.readInt32BE(column.at + 4);
      if (length <= 0) return undefined;
      // Before so much memory is asked for.
      if (place < 0 || place + length > heapBytes) throw damaged();
      const bytes = Buffer.from(new ArrayBuffer(length));
      file.read(bytes, heapAt + place);
      return bytes;
    };
    const complete = <T extends ArrayLike<number>>(numbers: T | undefined): T => {
      if (numbers?.length !== pixels) throw damaged();
      return numbers;
    };
    const packed = take(packedColumn);
    if (!packed) {
      // Tiles that did not suffer quantising, or did not shrink.
      for (const name of others) {
        const column = columns.get(name);
        const bytes = take(column && { ...column });
        if (!bytes) continue;
        const raw = name === "GZIP_COMPRESSED_DATA" ? ownBuffer(unzipped(bytes, damaged)) : bytes;
        scale(complete(plain.decode(raw)), result, 0);
        return result;
      }
      throw damaged();
    }
    const stored = complete(decode(packed, pixels, damaged, isQuantised));
    if (!isQuantised) {
      scale(stored, result, 0);
      return result;
    }
    const numberAt = (column: Column | undefined, keyword: string, otherwise: number) =>
      column === undefined
        ? header.number(keyword, otherwise)
        : column.type === "D"
          ? row.readDoubleBE(column.at)
          : column.type === "E"
            ? row.readFloatBE(column.at)
            : row.readInt32BE(column.at);
    const values = { scale: numberAt(scales, "ZSCALE", 1), zero: numberAt(zeros, "ZZERO", 0) };
    const blank = numberAt(blanks, "ZBLANK", nullPixel);
    dither(stored, result, { ...values, blank, index });
    return result;
  };
}

function columnsOf(header: FitsHeader): Map<string, Column> {
  const columns = new Map<string, Column>();
  const widths: Record<string, number> = { L: 1, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, P: 8, Q: 16 };
  let at = 0;
  for (let i = 1; i <= header.number("TFIELDS", 0); i++) {
    const [, repeat = "", type = "B"] = /^\s*(\d*)([A-Z])/.exec(header.text(`TFORM${i}`) ?? "") ?? [];
    columns.set((header.text(`TTYPE${i}`) ?? "").toUpperCase(), { at, type });
    at += (repeat === "" ? 1 : Number(repeat)) * (widths[type] ?? 1);
  }
  return columns;
}

type Codec = (
  bytes: Buffer,
  pixels: number,
  damaged: () => Error,
  isQuantised: boolean,
) => ArrayLike<number> | undefined;

/** @throws Fault "fits" for one that is not read */
function codecOf(path: string, header: FitsHeader, bitpix: number): Codec {
  const name = header.text("ZCMPTYPE") ?? "";
  const setting = (wanted: string, otherwise: number) => {
    for (let i = 1; header.has(`ZNAME${i}`); i++)
      if (header.text(`ZNAME${i}`) === wanted) return header.number(`ZVAL${i}`, otherwise);
    return otherwise;
  };
  // Some writers store short integers in four bytes each: the length tells.
  const decoder = (isQuantised: boolean, length: number, pixels: number): { bytes: number; decode: Decoder } =>
    decoderOf(path, isQuantised ? 32 : bitpix < 0 ? bitpix : 8 * Math.max(1, Math.floor(length / pixels)));
  switch (name) {
    case "RICE_1":
    case "RICE_ONE": {
      const coding = { blockSize: setting("BLOCKSIZE", 32), pixelBytes: setting("BYTEPIX", 4) };
      return (bytes, pixels) => decodeRice(bytes, pixels, coding);
    }
    case "GZIP_1":
      return (bytes, pixels, damaged, isQuantised) => {
        const raw = unzipped(bytes, damaged);
        return decoder(isQuantised, raw.length, pixels).decode(ownBuffer(raw));
      };
    case "GZIP_2":
      return (bytes, pixels, damaged, isQuantised) => {
        const raw = unzipped(bytes, damaged);
        const { bytes: width, decode } = decoder(isQuantised, raw.length, pixels);
        return decode(unshuffled(raw, width));
      };
    case "NOCOMPRESS":
      return (bytes, pixels, _, isQuantised) => decoder(isQuantised, bytes.length, pixels).decode(bytes);
    default:
      throw notRead(
        path,
        `it is compressed by ${name || "no method it names"}; read are RICE_1, GZIP_1, GZIP_2 (unpack it with funpack)`,
      );
  }
}

function unzipped(bytes: Buffer, damaged: () => Error): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    throw damaged();
  }
}

function ownBuffer(bytes: Uint8Array): Buffer {
  const own = Buffer.from(new ArrayBuffer(bytes.length));
  own.set(bytes);
  return own;
}

/** GZIP_2 has the first bytes of all pixels, then the second ones... */
function unshuffled(bytes: Buffer, width: number): Buffer {
  const pixels = Math.floor(bytes.length / width);
  const result = Buffer.from(new ArrayBuffer(pixels * width));
  for (let byte = 0; byte < width; byte++)
    for (let i = 0; i < pixels; i++) result[i * width + byte] = bytes[byte * pixels + i] as number;
  return result;
}

const randomCount = 10_000;

/** The standard's own (its appendix I): every reader subtracts what the writer added. */
function ditherNumbers(): Float32Array {
  let seed = 1;
  return Float32Array.from({ length: randomCount }, () => {
    seed = (16807 * seed) % 2147483647;
    return seed / 2147483647;
  });
}

let random: Float32Array | undefined;

function ditherOf(header: FitsHeader) {
  const method = header.text("ZQUANTIZ") ?? "NO_DITHER";
  const isDithered = method.startsWith("SUBTRACTIVE_DITHER");
  const keepsZeros = method === "SUBTRACTIVE_DITHER_2";
  const first = header.number("ZDITHER0", 1) - 1;
  return (
    stored: ArrayLike<number>,
    target: Float32Array,
    { scale, zero, blank, index }: { scale: number; zero: number; blank: number; index: number },
  ): void => {
    random ??= ditherNumbers();
    let seed = (index + first) % randomCount;
    let next = Math.floor((random[seed] as number) * 500);
    for (let i = 0; i < target.length; i++) {
      const value = stored[i] as number;
      const shift = isDithered ? 0.5 - (random[next] as number) : 0;
      if (value === blank) target[i] = Number.NaN;
      else if (keepsZeros && value === zeroPixel) target[i] = 0;
      else target[i] = (value + shift) * scale + zero;
      if (++next < randomCount) continue;
      seed = (seed + 1) % randomCount;
      next = Math.floor((random[seed] as number) * 500);
    }
  };
}
