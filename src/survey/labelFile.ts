/**
 * The file of a survey's labels, surveys/<name>.labels/log.jsonl: one act a line, only ever added to.
 *
 * A write that was cut off (kill -9, a full disk) leaves a last line without its end: it is never read as a label, and is
 * cut off before the next write.
 */

import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { Fault, fileFault } from "../fault.ts";
import { syncFolder } from "../wholeFile.ts";
import { type Act, LabelIndex } from "./labelIndex.ts";

/** Enough to notice that what was read is no longer what stands there. */
const rememberedBytes = 256;
const newline = 0x0a;
/** Read at a time: a million labels are 200 MB, and no text may have more than 512 MB. */
const pieceBytes = 4 * 2 ** 20;

export class LabelFile {
  readonly path: string;
  readonly #pieceBytes: number;
  index = new LabelIndex();
  /** Whole lines that were read: bytes, and how many lines. */
  #read = 0;
  #lines = 0;
  #inode = 0;
  /** The last bytes that were read. */
  #tail = Buffer.alloc(0);

  /** @param pieces how many bytes are read at a time, but for a line that is longer */
  constructor(path: string, pieces = pieceBytes) {
    this.path = path;
    this.#pieceBytes = pieces;
  }

  /**
   * Reads what was added since.
   * @throws Fault "damaged-labels" that names a line which is no act
   */
  async refresh(): Promise<void> {
    let file: FileHandle;
    try {
      file = await open(this.path, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw fileFault(error, "read", this.path);
      this.#forget();
      return;
    }
    try {
      await this.#readFrom(file);
    } finally {
      await file.close();
    }
  }

  /**
   * Adds acts at the end, but those whose keys are there; when it returns they are on the disk. Only for who holds the lock.
   * @throws Fault for a full disk and the like; then none of them is there
   */
  async append(acts: readonly Act[]): Promise<void> {
    try {
      const file = await open(this.path, "a+");
      try {
        // A process that slept while it held the lock wakes to whole lines of who took over.
        await this.#readFrom(file);
        const { size } = await file.stat();
        // What a write left that was cut off.
        if (size > this.#read) await file.truncate(this.#read);
        const fresh = acts.filter(({ key }) => !this.index.find(key));
        try {
          await file.appendFile(fresh.map((each) => `${JSON.stringify(each)}\n`).join(""));
          await file.sync();
        } catch (error) {
          await file.truncate(this.#read).catch(() => {});
          throw error;
        }
        if (this.#read === 0) await syncFolder(dirname(this.path));
        await this.#readFrom(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw fileFault(error, "write", this.path);
    }
  }

  async #readFrom(file: FileHandle): Promise<void> {
    const { size, ino } = await file.stat();
    if (ino !== this.#inode || size < this.#read || !(await this.#stillThere(file))) this.#forget();
    this.#inode = ino;
    let bytes = Buffer.alloc(0);
    for (let atOnce = this.#pieceBytes; this.#read < size; ) {
      const most = Math.min(atOnce, size - this.#read);
      if (bytes.length < most) bytes = Buffer.alloc(most);
      const { bytesRead } = await file.read(bytes, 0, most, this.#read);
      const end = bytes.subarray(0, bytesRead).lastIndexOf(newline) + 1;
      if (end > 0) this.#take(bytes.subarray(0, end));
      // A last line without its end, or a file that was cut off meanwhile.
      else if (this.#read + bytesRead >= size || bytesRead === 0) return;
      else atOnce *= 2;
    }
  }

  /** All of them or none. @param piece whole lines */
  #take(piece: Buffer): void {
    const lines = piece.toString("utf8", 0, piece.length - 1).split("\n");
    const acts = lines.map((line, i) => this.#parsed(line, this.#lines + i + 1));
    for (const each of acts) this.index.add(each);
    this.#lines += lines.length;
    this.#read += piece.length;
    const tail = Buffer.concat([this.#tail, piece.subarray(-rememberedBytes)]);
    this.#tail = Buffer.from(tail.subarray(-rememberedBytes));
  }

  /** A writer whose fsync failed takes back what it wrote, which may have been read before. */
  async #stillThere(file: FileHandle): Promise<boolean> {
    const { length } = this.#tail;
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0, length, this.#read - length);
    return bytes.equals(this.#tail);
  }

  #parsed(line: string, number: number): Act {
    let act: unknown;
    try {
      act = JSON.parse(line);
    } catch {}
    if (isAct(act)) return act;
    throw new Fault(
      "damaged-labels",
      `line ${number} of ${this.path} is no label: mend that line or take it out (the other lines are kept)`,
    );
  }

  #forget(): void {
    this.index = new LabelIndex();
    this.#read = 0;
    this.#lines = 0;
    this.#tail = Buffer.alloc(0);
  }
}

/** By hand: a schema takes three times as long, and there may be a million of them. */
function isAct(content: unknown): content is Act {
  if (typeof content !== "object" || content === null) return false;
  const { at, by, key, undoes, task, id, value } = content as Record<string, unknown>;
  if (typeof at !== "string" || typeof by !== "string" || typeof key !== "string") return false;
  if (undoes !== undefined) return typeof undoes === "string";
  return typeof task === "string" && typeof id === "string" && isValue(value);
}

function isValue(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "number") return true;
  return typeof value === "object" && Object.values(value).every((answer) => typeof answer === "string");
}
