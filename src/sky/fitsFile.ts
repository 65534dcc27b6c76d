/** A FITS file, read in place: which parts it has, and any bytes of it; one packed by gzip is unpacked beside once. */

import {
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Fault, fileFault } from "../fault.ts";
import { blockBytes, dataBytes, type FitsHeader, paddedBytes, parseHeader } from "./fitsHeader.ts";

export interface FitsPart {
  header: FitsHeader;
  /** Where its data begin, bytes from the start of the file. */
  dataAt: number;
}

export interface FitsFile {
  path: string;
  parts: FitsPart[];
  /** Fills `target` from `position` on. @throws Fault "fits" where the file is cut off */
  read(target: Uint8Array, position: number): void;
  close(): void;
}

/** Headers of some megabytes exist; a file without END would be read to its last byte. */
const longestHeader = 16e6;

/** @throws Fault "file" or "fits" that names the file and says what is wrong with it */
export async function openFits(path: string): Promise<FitsFile> {
  let descriptor = opened(path);
  try {
    const magic = Buffer.alloc(3);
    readSync(descriptor, magic, 0, 3, 0);
    if (magic.toString("latin1") === "BZh")
      throw notRead(
        path,
        "it is packed by bzip2, which is not read: unpack it with bunzip2, or pack it with fpack or gzip",
      );
    if (magic[0] === 0x1f && magic[1] === 0x8b) {
      closeSync(descriptor);
      descriptor = await unpacked(path);
    }
    const { size } = fstatSync(descriptor);
    const read = (target: Uint8Array, position: number) => {
      let done = 0;
      while (done < target.length) {
        const count = readSync(descriptor, target, done, target.length - done, position + done);
        if (count === 0) throw notRead(path, `it is cut off: it has ${size} bytes, and its data go on`);
        done += count;
      }
    };
    return { path, parts: partsOf(path, size, read), read, close: () => closeSync(descriptor) };
  } catch (error) {
    try {
      closeSync(descriptor);
    } catch {
      // Closed already, to be unpacked.
    }
    throw fileFault(error, "read", path);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw fileFault(error, "read", path);
  }
}

export function notRead(path: string, why: string): Fault {
  return new Fault("fits", `cannot read ${path}: ${why}`);
}

/** A mosaic may be larger than memory: into a file that has no name any more, so that nothing is left of it after a kill. */
async function unpacked(path: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "almagest-unpacked-"));
  const file = join(folder, "mosaic.fits");
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(file));
    return openSync(file, "r");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith("Z_")) throw notRead(path, "it is packed by gzip, and damaged or cut off");
    throw fileFault(error, "unpack into the temporary folder", path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function partsOf(path: string, size: number, read: (target: Uint8Array, position: number) => void): FitsPart[] {
  const parts: FitsPart[] = [];
  let at = 0;
  while (at + blockBytes <= size) {
    const block = Buffer.alloc(blockBytes);
    read(block, at);
    const start = block.toString("latin1", 0, 9);
    // After the last part anything may follow.
    if (parts.length > 0 && start !== "XTENSION=") break;
    if (parts.length === 0 && start !== "SIMPLE  =") break;
    let text = block.toString("latin1");
    let header = parseHeader(text);
    while (!header && text.length < longestHeader && at + text.length + blockBytes <= size) {
      read(block, at + text.length);
      text += block.toString("latin1");
      header = parseHeader(text);
    }
    if (!header) throw notRead(path, `the header of part ${parts.length} has no END`);
    const dataAt = at + text.length;
    parts.push({ header, dataAt });
    at = dataAt + paddedBytes(dataBytes(header));
  }
  if (parts.length === 0) throw notRead(path, "it is not a FITS file: it does not begin with SIMPLE");
  return parts;
}
