/** IDX, the format of MNIST (LeCun+ 1998): a magic number, the sides, and bytes. */

import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { Fault, fileFault } from "../../fault.ts";

export interface IdxBytes {
  shape: number[];
  bytes: Uint8Array;
}

/** As many bytes as MNIST's largest relatives have, five times over. */
const longest = 2 ** 30;

/** @param path may end in .gz @throws Fault "idx" that names the file and what is wrong in it */
export async function readIdx(path: string, sides: number): Promise<IdxBytes> {
  const raw = await readFile(path).catch((error) => {
    throw fileFault(error, "read", path);
  });
  const fail = (problem: string): never => {
    throw new Fault("idx", `${path} is not an IDX file: ${problem}`);
  };
  if (!(raw[0] === 0x1f && raw[1] === 0x8b)) return idxBytes(raw, sides, fail);
  let unpacked: Uint8Array;
  try {
    unpacked = gunzipSync(raw, { maxOutputLength: longest });
  } catch {
    return fail("it is a gzip archive that is damaged or cut off");
  }
  return idxBytes(unpacked, sides, fail);
}

/** @param sides how many the array must have @param fail throws */
export function idxBytes(raw: Uint8Array, sides: number, fail: (problem: string) => never): IdxBytes {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  if (raw.length < 4) return fail(`it has ${raw.length} bytes`);
  const magic = view.getUint32(0);
  const expected = 0x0800 + sides;
  if (magic !== expected)
    return fail(
      `it begins with 0x${magic.toString(16).padStart(8, "0")}, and 0x${expected.toString(16).padStart(8, "0")} (bytes, ${sides} sides) was expected`,
    );
  const start = 4 + 4 * sides;
  if (raw.length < start) return fail(`it ends at byte ${raw.length}, within its header`);
  const shape = Array.from({ length: sides }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((product, side) => product * side, 1);
  if (raw.length - start !== count)
    return fail(`its header says ${shape.join(" x ")} = ${count} bytes, and ${raw.length - start} follow`);
  return { shape, bytes: raw.subarray(start) };
}
