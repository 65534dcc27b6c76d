/** Batches of decoded images, prepared ahead by worker threads while the training step runs. */

import { createHash } from "node:crypto";
import { mkdir, open, statfs } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../fault.ts";
import { recordBytes } from "./decodedRecord.ts";
import { giveBack, takeThreads } from "./decodeThreads.ts";
import type { Reply, Task, ToWorker, WorkerSetup } from "./decodeWorker.ts";

export interface BatchOptions {
  /** Absolute paths; the batches name them by index. */
  images: readonly string[];
  /** Side of the decoded images, pixels. */
  size: number;
  /** Of the one with this index, where not all are decoded as wide: `middle` at least. */
  sizeOf?: (index: number) => number;
  /** Side of what is wanted of each: the pixels in its middle. */
  middle?: number;
  /** Indices of each batch. */
  batches: Iterable<readonly number[]>;
  /** Folder to keep decoded images in between epochs and runs; each is decoded again when its file changes. */
  cachePath?: string;
  /** Where the images of all batches take no more than so many bytes, they are decoded once and stay in memory. */
  keptBytes?: number;
  /** Threads: 2 if left out, or 1 where the images are few. */
  workers?: number;
  /** Batches prepared ahead. */
  ahead?: number;
  /**
   * Decode so many batches while their reader waits, then none while it works: where both need all processors, each
   * would wait for the other's threads to be given time.
   */
  inTurns?: boolean;
}

export interface ImageBatch {
  indices: readonly number[];
  /** uint8 [indices.length, middle, middle, 3]; overwritten when the next batch is asked for. */
  pixels: Uint8Array;
}

/**
 * The batches, in order, whatever the number of workers. The first batch is the largest.
 * @throws Fault "image" that names the file which could not be decoded
 */
export async function* imageBatches({
  images,
  size,
  sizeOf,
  middle = size,
  batches,
  cachePath,
  keptBytes = 0,
  workers = workersFor(images.length),
  ahead = 4,
  inTurns = false,
}: BatchOptions): AsyncGenerator<ImageBatch> {
  const queue = batches[Symbol.iterator]();
  const first = queue.next();
  if (first.done) return;
  const slots = ahead + 1;
  const slotImages = first.value.length;
  const bytes = middle * middle * 3;
  const ring = new SharedArrayBuffer(slots * slotImages * bytes);
  const file = cachePath === undefined ? undefined : await cacheFile(cachePath, images, { size, middle, sizeOf });
  const setup: WorkerSetup = { size, middle, ring, cacheFile: file };
  const pool = takeThreads(workers);
  const kept: Uint8Array[] | undefined = images.length * bytes <= keptBytes ? [] : undefined;
  /** Images still to come, by batch. */
  const missing = new Map<number, number>();
  let fault: Error | undefined;
  let wake = () => {};
  const isEnded = (worker: (typeof pool)[number]) =>
    new Promise<boolean>((resolve) => {
      worker.on("message", (reply: Reply) => {
        if (reply === "ended") resolve(true);
        else if ("fault" in reply) fault ??= new Fault(reply.fault.code, reply.fault.message);
        else missing.set(reply.batch, (missing.get(reply.batch) ?? 0) - reply.count);
        wake();
      });
      worker.on("error", (error) => {
        fault ??= error;
        wake();
      });
      worker.on("exit", (code) => {
        fault ??= new Error(`a decoding thread ended by itself (exit code ${code})`);
        wake();
        resolve(false);
      });
      worker.postMessage({ setup } satisfies ToWorker);
    });
  const ended = pool.map(isEnded);
  try {
    const planned: (readonly number[])[] = [];
    let plannedBatches = 0;
    const plan = (indices: readonly number[]) => {
      if (indices.length > slotImages)
        throw new Error(`a batch of ${indices.length} images came after a first one of ${slotImages}`);
      const batch = plannedBatches++;
      const start = (batch % slots) * slotImages;
      planned.push(indices);
      const tasks = pool.map((): Task => ({ batch, images: [] }));
      let count = 0;
      indices.forEach((index, i) => {
        const path = images[index];
        if (path === undefined) throw new Error(`a batch names image ${index} of ${images.length}`);
        if (kept?.[index]) return;
        count++;
        tasks[i % pool.length]?.images.push({ path, index, place: start + i, size: sizeOf?.(index) });
      });
      missing.set(batch, count);
      pool.forEach((worker, w) => {
        const task = tasks[w];
        if (task && task.images.length > 0) worker.postMessage(task satisfies ToWorker);
      });
    };
    plan(first.value);
    const planNext = (count: number) => {
      for (let i = 0; i < count; i++) {
        const next = queue.next();
        if (!next.done) plan(next.value);
      }
    };
    planNext(ahead - 1);
    // Copied out of the ring: ONNX Runtime does not take shared memory.
    const pixels = new Uint8Array(slotImages * bytes);
    let batch = 0;
    for (let indices = planned.shift(); indices; indices = planned.shift(), batch++) {
      const awaited = inTurns ? plannedBatches - 1 : batch;
      const isReady = () => {
        for (let each = batch; each <= awaited; each++) if ((missing.get(each) ?? 0) > 0) return false;
        return true;
      };
      while (!isReady() && !fault) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (fault) throw fault;
      missing.delete(batch);
      const start = (batch % slots) * slotImages * bytes;
      pixels.set(new Uint8Array(ring, start, indices.length * bytes));
      if (kept)
        indices.forEach((index, i) => {
          const own = pixels.subarray(i * bytes, (i + 1) * bytes);
          const known = kept[index];
          if (known) own.set(known);
          else kept[index] = own.slice();
        });
      if (!inTurns) planNext(1);
      yield { indices, pixels: pixels.subarray(0, indices.length * bytes) };
      if (inTurns && planned.length === 0) planNext(ahead);
    }
  } finally {
    // Asked, not terminated: libvips may be in the middle of an image.
    for (const worker of pool) worker.postMessage("end" satisfies ToWorker);
    const whole = await Promise.all(ended);
    pool.forEach((worker, i) => {
      if (whole[i]) giveBack(worker);
    });
  }
}

/** Fewer are decoded before a second thread has begun. */
export function workersFor(images: number): number {
  return images < 100 ? 1 : 2;
}

/** One file a list of images and size: records of a fixed length, found by the image's index. */
async function cacheFile(
  folder: string,
  images: readonly string[],
  { size, middle, sizeOf }: Pick<BatchOptions, "size" | "sizeOf"> & { middle: number },
): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  // Not where it would fill the disk: decoding again is slow, a full disk is worse.
  if (images.length * recordBytes(middle) > (bavail * bsize) / 2) return undefined;
  const hash = createHash("sha256").update(`averaged ${size} ${middle}\n`);
  images.forEach((image, i) => {
    hash.update(`${image}\n`);
    if (sizeOf) hash.update(`${sizeOf(i)}\n`);
  });
  const path = join(folder, `decoded-${middle}-${hash.digest("hex").slice(0, 16)}.bin`);
  await (await open(path, "a")).close();
  return path;
}
