/** A map as it travels to the page: a header's length (uint32), the header (JSON, padded to 4 bytes), x and y by turns (float32); little-endian. */

import type { StoredMap } from "../explore/umap/storedMap.ts";

export function mapBytes({ run, ids, places }: StoredMap): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify({ run, ids });
  const length = Buffer.byteLength(json);
  const padded = Math.ceil(length / 4) * 4;
  const bytes = Buffer.alloc(4 + padded + places.byteLength, " ");
  bytes.writeUInt32LE(padded, 0);
  bytes.write(json, 4);
  for (const [i, value] of places.entries()) bytes.writeFloatLE(value, 4 + padded + 4 * i);
  return new Uint8Array(bytes);
}
