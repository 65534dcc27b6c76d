/**
 * Zip files whose entries are stored as they are, as torch.save writes them: any part of an entry is read without the rest.
 *
 * Our own, for want of a library that does it: fflate 0.8 reads whole files, or streams in which each entry says its
 * length beforehand (torch.save says it behind); yauzl 3.4 reads parts, but a damaged 64-bit offset ends the process
 * by an exception nobody can catch. Layout: PKWARE's APPNOTE 6.3, sections 4.3 and 4.5.3.
 */

import { constants } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { Fault, fileFault } from "../fault.ts";
import { readBytes } from "./readBytes.ts";

export interface StoredZip {
  /** Of the whole file, bytes. */
  readonly size: number;
  /** Bytes of each entry, by name. */
  readonly entries: ReadonlyMap<string, number>;
  /**
   * The bytes from `begin` up to `end` of an entry, in memory of their own.
   * Their CRC is not looked at: torch.save can be told to write none, and who downloads has a SHA-256.
   * @throws Fault where there is no such entry, or it is shorter
   */
  read(entry: string, begin?: number, end?: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

interface Entry {
  size: number;
  /** Of the header before its bytes. */
  offset: number;
  isStored: boolean;
}

type Fail = (problem: string) => never;

/** Reads exactly the bytes asked for, or fails. */
type ReadAt = (start: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;

const signatures = { local: 0x04034b50, entry: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator: 0x07064b50 };
const endLength = 22;
const locatorLength = 20;
const longestComment = 0xffff;
/** About a million entries; a network has hundreds. */
const longestDirectory = 2 ** 27;

/** @throws Fault that names the file: it is cut off, no zip, compressed, encrypted, or states a name twice */
export async function openStoredZip(path: string): Promise<StoredZip> {
  const fail: Fail = (problem) => {
    throw new Fault("zip", `${path} is not a sound zip file: ${problem}`);
  };
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    throw fileFault(error, "read", path);
  }
  try {
    const { size } = await file.stat();
    const readAt: ReadAt = (start, length) => readExactly(file, size, start, length, fail);
    const entries = await readEntries(readAt, size, fail);
    return {
      size,
      entries: new Map([...entries].map(([name, entry]) => [name, entry.size])),
      close: () => file.close(),
      async read(name, begin = 0, end) {
        const entry = entries.get(name) ?? fail(`it has no entry "${name}"`);
        const until = end ?? entry.size;
        if (begin < 0 || begin > until || until > entry.size)
          return fail(`bytes ${begin} to ${until} of "${name}" are wanted, and it has ${entry.size}`);
        return readAt((await contentStart(readAt, name, entry, fail)) + begin, until - begin);
      },
    };
  } catch (error) {
    await file.close();
    throw fileFault(error, "read", path);
  }
}

async function readExactly(
  file: FileHandle,
  size: number,
  start: number,
  length: number,
  fail: Fail,
): Promise<Uint8Array<ArrayBuffer>> {
  if (start + length > size) return fail(`is it cut off? It has ${size} bytes, and should have ${start + length}`);
  if (length > constants.MAX_LENGTH) return fail(`${length} bytes are wanted at once, past Node's limit`);
  const bytes = await readBytes(file, start, length);
  return bytes.length < length ? fail("it became shorter while it was read") : bytes;
}

async function readEntries(readAt: ReadAt, size: number, fail: Fail): Promise<Map<string, Entry>> {
  const directory = await findDirectory(readAt, size, fail);
  if (directory.length > longestDirectory) return fail(`its directory claims ${directory.length} bytes`);
  const bytes = await readAt(directory.start, directory.length);
  const view = new DataView(bytes.buffer);
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let i = 0; i < directory.entries; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== signatures.entry)
      return fail(`its directory has ${i} entries, and claims ${directory.entries}`);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const extraStart = at + 46 + nameLength;
    const next = extraStart + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) return fail("its directory ends in the middle of an entry");
    const name = Buffer.from(bytes.buffer, at + 46, nameLength).toString("utf8");
    const [size, packed, offset] = wide(
      [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)],
      new DataView(bytes.buffer, extraStart, extraLength),
    );
    // Bit 0: encrypted. Method 0: stored.
    const isStored = (view.getUint16(at + 8, true) & 1) === 0 && view.getUint16(at + 10, true) === 0 && packed === size;
    // Two readers could take different ones, and one of them would not be what was checked.
    if (entries.has(name)) return fail(`it has two entries named "${name}"`);
    entries.set(name, { size, offset, isStored });
    at = next;
  }
  return entries;
}

/** Where the directory lies, from the record at the end of the file, which a comment may follow. */
async function findDirectory(
  readAt: ReadAt,
  size: number,
  fail: Fail,
): Promise<{ start: number; length: number; entries: number }> {
  const tailLength = Math.min(size, endLength + longestComment);
  const tailStart = size - tailLength;
  const tail = new DataView((await readAt(tailStart, tailLength)).buffer);
  let at = tailLength - endLength;
  // A signature may stand in the comment too: the comment of the true one fills the file.
  while (
    at >= 0 &&
    (tail.getUint32(at, true) !== signatures.end || at + endLength + tail.getUint16(at + 20, true) !== tailLength)
  )
    at--;
  if (at < 0) return fail("is it cut off? It does not end as a zip file does");
  const entries = tail.getUint16(at + 10, true);
  const length = tail.getUint32(at + 12, true);
  const start = tail.getUint32(at + 16, true);
  if (entries !== 0xffff && length !== 0xffffffff && start !== 0xffffffff) return { start, length, entries };

  // Past 4 GiB or 65,535 entries the numbers stand in a longer record, and a locator before this one says where.
  const locatorStart = tailStart + at - locatorLength;
  if (locatorStart < 0) return fail("its 64-bit record is missing");
  const locator = new DataView((await readAt(locatorStart, locatorLength)).buffer);
  if (locator.getUint32(0, true) !== signatures.locator) return fail("its 64-bit record is missing");
  const long = new DataView((await readAt(u64(locator, 8), 56)).buffer);
  if (long.getUint32(0, true) !== signatures.end64) return fail("its 64-bit record is missing");
  return { start: u64(long, 48), length: u64(long, 40), entries: u64(long, 32) };
}

/** Size, packed size and offset: those that do not fit into 32 bits stand, in this order, in the extra field 1. */
function wide(narrow: [number, number, number], extra: DataView): [number, number, number] {
  let at = 0;
  while (at + 4 <= extra.byteLength && extra.getUint16(at, true) !== 1) at += 4 + extra.getUint16(at + 2, true);
  at += 4;
  const widened = narrow.map((value) => {
    if (value !== 0xffffffff || at + 8 > extra.byteLength) return value;
    at += 8;
    return u64(extra, at - 8);
  });
  return widened as [number, number, number];
}

/** Behind the local header, whose own extra field differs from the directory's: PyTorch pads with it, to align numbers. */
async function contentStart(
  readAt: ReadAt,
  name: string,
  { offset, size, isStored }: Entry,
  fail: Fail,
): Promise<number> {
  if (!isStored) return fail(`"${name}" is compressed or encrypted, and PyTorch stores entries as they are`);
  const header = new DataView((await readAt(offset, 30)).buffer);
  if (header.getUint32(0, true) !== signatures.local) return fail(`"${name}" does not begin where it should`);
  const start = offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  // The whole of it must be there, even when a part is wanted.
  if (size > 0) await readAt(start + size - 1, 1);
  return start;
}

/** Past 2^53 it is rounded, and past the end of every file all the same. */
function u64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
