/** JSON lines written one by one into a file that is there only when it is whole. */

import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { fileFault } from "../../fault.ts";

export interface Lines {
  /** Waits where the disk is slower than what is written. */
  add(line: object): void | Promise<void>;
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** @throws Fault "file" where none can be written there */
export async function startLines(path: string): Promise<Lines> {
  const partial = `${path}.part`;
  await open(partial, "w").then(
    (file) => file.close(),
    (error) => {
      throw fileFault(error, "write", path);
    },
  );
  const stream = createWriteStream(partial);
  let failure: unknown;
  const failed = new Promise<void>((resolve) =>
    stream.on("error", (error) => {
      failure = fileFault(error, "write", path);
      resolve();
    }),
  );
  return {
    add(line) {
      if (failure) throw failure;
      if (stream.write(`${JSON.stringify(line)}\n`)) return;
      return Promise.race([new Promise<void>((resolve) => stream.once("drain", resolve)), failed]);
    },
    async finish() {
      await Promise.race([new Promise<void>((resolve) => stream.end(resolve)), failed]);
      if (failure) throw failure;
      await rename(partial, path);
    },
    async abandon() {
      stream.destroy();
      await rm(partial, { force: true });
    },
  };
}
