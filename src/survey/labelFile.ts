/**
 * The file of a survey's labels, surveys/<name>.labels/log.jsonl: one act a line, only ever added to.
 *
 * A write that was cut off (kill -9, a full disk) leaves a last line without its end: it is never read as a label, and is
 * cut off before the next write.
 */

import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { Fault, fileFault } from "../fault.ts";
import { syncFolder } from "../wholeFile.ts";
import { type Act, LabelIndex } from "./labelIndex.ts";

const common = { at: z.string(), by: z.string(), key: z.string() };
const act = z.union([
  z.strictObject({ ...common, undoes: z.string() }),
  z.strictObject({
    ...common,
    task: z.string(),
    id: z.string(),
    value: z.union([z.string(), z.number(), z.record(z.string(), z.string()), z.null()]),
  }),
]);

/** Enough to notice that what was read is no longer what stands there. */
const rememberedBytes = 256;
const newline = 0x0a;

export class LabelFile {
  readonly path: string;
  index = new LabelIndex();
  /** Whole lines that were read: bytes, and how many lines. */
  #read = 0;
  #lines = 0;
  #inode = 0;
  /** The last bytes that were read. */
  #tail = Buffer.alloc(0);

  constructor(path: string) {
    this.path = path;
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
   * Adds acts at the end; when it returns they are on the disk. Only for who holds the lock.
   * @throws Fault for a full disk and the like; then none of them is there
   */
  async append(acts: readonly Act[]): Promise<void> {
    const lines = acts.map((each) => `${JSON.stringify(each)}\n`).join("");
    try {
      const file = await open(this.path, "a+");
      try {
        const { size } = await file.stat();
        // What a write left that was cut off.
        if (size > this.#read) await file.truncate(this.#read);
        try {
          await file.appendFile(lines);
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
    if (size === this.#read) return;
    const bytes = Buffer.alloc(size - this.#read);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, this.#read);
    const end = bytes.subarray(0, bytesRead).lastIndexOf(newline) + 1;
    if (end === 0) return;
    for (const line of bytes.toString("utf8", 0, end - 1).split("\n")) {
      this.#lines++;
      this.index.add(this.#parsed(line));
    }
    this.#read += end;
    this.#tail = Buffer.from(bytes.subarray(Math.max(0, end - rememberedBytes), end));
  }

  /** A writer whose fsync failed takes back what it wrote, which may have been read before. */
  async #stillThere(file: FileHandle): Promise<boolean> {
    const { length } = this.#tail;
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0, length, this.#read - length);
    return bytes.equals(this.#tail);
  }

  #parsed(line: string): Act {
    try {
      return act.parse(JSON.parse(line));
    } catch (cause) {
      throw new Fault(
        "damaged-labels",
        `line ${this.#lines} of ${this.path} is no label: mend that line or take it out (the other lines are kept)`,
        { cause },
      );
    }
  }

  #forget(): void {
    this.index = new LabelIndex();
    this.#read = 0;
    this.#lines = 0;
    this.#tail = Buffer.alloc(0);
  }
}
