/** A bag encoder as one file: .safetensors with a byte a number, a scale a row, and its stems. */

import { createHash } from "node:crypto";
import { Fault } from "../../fault.ts";
import { readSafetensors } from "../../nn/safetensors.ts";
import { writeWhole } from "../../wholeFile.ts";
import { type Bag, bagEncoder } from "./bag.ts";
import type { TextEncoder } from "./textEncoder.ts";

const kind = "almagest-bag-of-stems-1";

export async function writeBag(
  path: string,
  name: string,
  { rows, dimension, vectors }: Bag,
  facts: Readonly<Record<string, string>> = {},
): Promise<void> {
  const stems = [...rows.keys()];
  const bytes = new Int8Array(vectors.length);
  const scales = new Float32Array(stems.length);
  for (let row = 0; row < stems.length; row++) {
    const vector = vectors.subarray(row * dimension, (row + 1) * dimension);
    let largest = 0;
    for (const value of vector) largest = Math.max(largest, Math.abs(value));
    scales[row] = largest / 127;
    if (largest > 0)
      for (let k = 0; k < dimension; k++)
        bytes[row * dimension + k] = Math.round((127 * (vector[k] as number)) / largest);
  }
  const header = JSON.stringify({
    __metadata__: { kind, name, stems: stems.join("\n"), ...facts },
    scales: { dtype: "F32", shape: [stems.length], data_offsets: [0, scales.byteLength] },
    vectors: {
      dtype: "I8",
      shape: [stems.length, dimension],
      data_offsets: [scales.byteLength, scales.byteLength + bytes.byteLength],
    },
  });
  const json = Buffer.from(header + " ".repeat((8 - (Buffer.byteLength(header) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  await writeWhole(path, [length, json, new Uint8Array(scales.buffer), new Uint8Array(bytes.buffer)]);
}

/** @throws Fault that names the file and what is wrong in it */
export async function readBag(path: string): Promise<TextEncoder> {
  const { name, fingerprint, bag } = await readBagFile(path);
  return bagEncoder(name, fingerprint, bag);
}

/** @throws Fault that names the file and what is wrong in it */
export async function readBagFile(path: string): Promise<{ name: string; fingerprint: string; bag: Bag }> {
  const { parameters, metadata } = await readSafetensors(path);
  const [stored, scales] = [parameters.vectors, parameters.scales];
  const stems = metadata.stems?.split("\n") ?? [];
  const [rows, dimension] = stored?.shape ?? [];
  const isSound = rows === stems.length && scales?.shape[0] === rows && stored?.shape.length === 2;
  if (metadata.kind !== kind || !stored || !scales || !dimension || !isSound)
    throw new Fault("encoder", `${path} is no text encoder of Almagest's: make one with almagest papers index --train`);
  const vectors = stored.data as Float32Array;
  const hash = createHash("sha1").update(metadata.stems ?? "");
  hash.update(new Uint8Array(scales.data.buffer, scales.data.byteOffset, scales.data.byteLength));
  hash.update(new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength));
  for (let row = 0; row < stems.length; row++) {
    const scale = scales.data[row] as number;
    for (let k = row * dimension; k < (row + 1) * dimension; k++) vectors[k] = (vectors[k] as number) * scale;
  }
  const bag: Bag = { rows: new Map(stems.map((stem, row) => [stem, row])), dimension, vectors };
  return { name: metadata.name ?? "unnamed", fingerprint: hash.digest("base64url").slice(0, 16), bag };
}
