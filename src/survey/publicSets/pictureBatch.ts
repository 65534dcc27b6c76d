/** One pickled batch of pictures in the form CIFAR-10 began (MiraBest, FR-DEEP): data, labels, filenames. No code in it is run. */

import { readFile, stat } from "node:fs/promises";
import { Fault, fileFault } from "../../fault.ts";
import { unpickle } from "../../nn/pickle.ts";
import { NumpyArray, numbersOf, numpyMeaning } from "./numpyPickle.ts";

export interface PictureBatch {
  /** Side of the pictures. */
  size: number;
  /** Each [size, size], 0 to 255. */
  pictures: Uint8Array[];
  labels: number[];
  /** As many, where the batch has them. */
  names: string[] | undefined;
}

const largestBatch = 2 ** 30;

/** @throws Fault "picture-batch" or "dangerous-pickle", naming the file and what is wrong in it */
export async function readPictureBatch(path: string): Promise<PictureBatch> {
  const size = await stat(path).then(
    (found) => found.size,
    (error) => {
      throw fileFault(error, "read", path);
    },
  );
  const fail = (problem: string): never => {
    throw new Fault("picture-batch", `${path} is not a pickled batch of pictures: ${problem}`);
  };
  if (size > largestBatch) return fail(`it is longer than ${largestBatch} bytes`);
  return pictureBatch(await readFile(path), path, fail);
}

/** @param fail throws */
export function pictureBatch(bytes: Uint8Array, path: string, fail: (problem: string) => never): PictureBatch {
  if (bytes.length === 0) return fail("it is empty");
  if (bytes[0] !== 0x80)
    return fail(
      bytes[0] === 0x1f && bytes[1] === 0x8b
        ? "it is a gzip archive: unpack it first"
        : "a pickle of protocol 2 or later begins with the byte 0x80",
    );
  const content = unpickle(bytes, numpyMeaning(path, fail), fail);
  if (!(content instanceof Map)) return fail("it holds no dictionary");
  const entries = new Map([...content].map(([key, value]) => [textOf(key), value]));
  const data = entries.get("data");
  const isStack = data instanceof NumpyArray && data.shape.length >= 2;
  if (!isStack)
    return fail(`its "data" is no array of pictures (it has ${[...entries.keys()].join(", ") || "nothing"})`);
  if (data.type !== "u1") return fail(`its "data" are of type ${data.type}, and 8-bit numbers (u1) were expected`);
  const [count = 0, ...rest] = data.shape;
  const pixels = rest.reduce((a, b) => a * b, 1);
  const size = Math.sqrt(pixels);
  if (!Number.isInteger(size) || size < 8)
    return fail(`its pictures have ${pixels} numbers, and a square of one band was expected`);
  const labels = labelsOf(entries.get("labels") ?? entries.get("fine_labels"), fail);
  if (labels.length !== count) return fail(`it has ${count} pictures and ${labels.length} labels`);
  const given = entries.get("filenames");
  const names = Array.isArray(given) ? given.map(textOf) : undefined;
  if (names && names.length !== count) return fail(`it has ${count} pictures and ${names.length} file names`);
  return {
    size,
    pictures: Array.from({ length: count }, (_, i) => data.bytes.subarray(i * pixels, (i + 1) * pixels)),
    labels,
    names,
  };
}

function labelsOf(value: unknown, fail: (problem: string) => never): number[] {
  if (value === undefined) return fail('it has no "labels"');
  const labels = value instanceof NumpyArray ? numbersOf(value) : value;
  if (!Array.isArray(labels)) return fail('its "labels" are no list of whole numbers');
  const odd = labels.findIndex((label) => !Number.isSafeInteger(label) || label < 0);
  if (odd >= 0) return fail(`its label ${odd + 1} is ${String(labels[odd])}, and a whole number from 0 was expected`);
  return labels as number[];
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value);
}
