/** A worker thread of `imageBatches`: fills places in shared memory with decoded images. */

import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import sharp from "sharp";
import { Fault } from "../fault.ts";
import { decodeImage } from "../sky/image.ts";

export interface WorkerSetup {
  images: string[];
  size: number;
  ring: SharedArrayBuffer;
  /** File of decoded images, or undefined to decode every time. */
  cacheFile: string | undefined;
}

/** Images and the places of the ring they go to. */
export interface Task {
  batch: number;
  images: number[];
  places: number[];
}

export type Reply = { batch: number; count: number } | { batch: number; fault: { code: string; message: string } };

/** Says which file, in which state, a record of the cache was decoded from. */
const tagBytes = 16;

export function recordBytes(size: number): number {
  return tagBytes + size * size * 3;
}

if (parentPort) await work(parentPort, workerData as WorkerSetup);

async function work(
  port: NonNullable<typeof parentPort>,
  { images, size, ring, cacheFile }: WorkerSetup,
): Promise<void> {
  // Workers are the parallelism; libvips' own threads would only get in the way of the training step.
  sharp.concurrency(1);
  sharp.cache(false);
  const bytes = size * size * 3;
  const memory = new Uint8Array(ring);
  const cache = cacheFile === undefined ? undefined : await open(cacheFile, "r+");
  let chain = Promise.resolve();
  port.on("message", (task: Task) => {
    chain = chain.then(async () => {
      try {
        for (const [i, image] of task.images.entries()) {
          const pixels = await readImage(images[image] ?? "", image);
          memory.set(pixels, (task.places[i] ?? 0) * bytes);
        }
        port.postMessage({ batch: task.batch, count: task.images.length } satisfies Reply);
      } catch (error) {
        const code = error instanceof Fault ? error.code : "image";
        const message = error instanceof Error ? error.message : String(error);
        port.postMessage({ batch: task.batch, fault: { code, message } } satisfies Reply);
      }
    });
  });

  async function readImage(path: string, index: number): Promise<Uint8Array> {
    if (!cache) return decodeImage(path, size);
    const tag = await tagOf(path);
    const position = index * recordBytes(size);
    if (tag) {
      const record = await readRecord(cache, position);
      if (record && tag.equals(record.subarray(0, tagBytes))) return record.subarray(tagBytes);
    }
    const pixels = await decodeImage(path, size);
    // The tag after the pixels: a kill in between leaves a record that does not count.
    if (tag) await store(cache, position, pixels, tag);
    return pixels;
  }

  async function readRecord(file: FileHandle, position: number): Promise<Buffer | undefined> {
    const record = Buffer.allocUnsafe(recordBytes(size));
    const { bytesRead } = await file.read(record, 0, record.length, position);
    return bytesRead === record.length ? record : undefined;
  }
}

async function store(file: FileHandle, position: number, pixels: Uint8Array, tag: Buffer): Promise<void> {
  try {
    await file.write(Buffer.alloc(tagBytes), 0, tagBytes, position);
    await file.write(pixels, 0, pixels.length, position + tagBytes);
    await file.write(tag, 0, tagBytes, position);
  } catch {
    // A full disk costs the cache, not the training.
  }
}

async function tagOf(path: string): Promise<Buffer | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (!found) return undefined;
  return createHash("sha256").update(`${path}\n${found.size}\n${found.mtimeNs}`).digest().subarray(0, tagBytes);
}
