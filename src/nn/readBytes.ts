/** A part of a file, however long. */

import type { FileHandle } from "node:fs/promises";

/** One call of the operating system reads less than 2 GiB. */
const longestRead = 2 ** 30;

/** @returns fewer bytes than `length` where the file ends before them */
export async function readBytes(file: FileHandle, start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, Math.min(longestRead, length - done), start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
