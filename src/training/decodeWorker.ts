/** A thread of `imageBatches`: fills places in shared memory with decoded images. */

import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { parentPort } from "node:worker_threads";
import { crc32 } from "node:zlib";
import { Fault } from "../fault.ts";
import { decodeImage } from "../sky/image.ts";
import { worksBesideOthers } from "../sky/sharp.ts";
import { headBytes, recordBytes, tagBytes } from "./decodedRecord.ts";

export interface WorkerSetup {
  size: number;
  /** Side of what is kept of each. */
  middle: number;
  ring: SharedArrayBuffer;
  /** File of decoded images, or undefined to decode every time. */
  cacheFile: string | undefined;
}

/** Images of one batch. Their paths travel with them, so that no worker holds a list of a whole survey. */
export interface Task {
  batch: number;
  images: {
    path: string;
    /** Its place in the cache. */
    index: number;
    /** Its place in the ring. */
    place: number;
    /** Where it is not that of all. */
    size?: number;
  }[];
}

/** One list of batches after another: what it begins with, its tasks, and its end. */
export type ToWorker = { setup: WorkerSetup } | Task | "end" | "leave";

export type Reply =
  | { batch: number; count: number }
  | { batch: number; fault: { code: string; message: string } }
  | "ended";

/** One image decodes while the next one's file is read and checked. */
const imagesAtOnce = 2;

if (parentPort) await work(parentPort);

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  worksBesideOthers();
  const inbox: ToWorker[] = [];
  let isEnded = false;
  let wake = () => {};
  port.on("message", (message: ToWorker) => {
    // What was asked for before it, and is not begun, is not needed any more.
    if (message === "end") isEnded = true;
    inbox.push(message);
    wake();
  });
  let filling: Filling | undefined;
  for (;;) {
    const message = inbox.shift();
    if (message === undefined)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    else if (message === "leave") return port.close();
    else if (message === "end") {
      await filling?.close();
      filling = undefined;
      isEnded = false;
      port.postMessage("ended" satisfies Reply);
    } else if ("setup" in message) filling = await fillingOf(message.setup, () => isEnded);
    else if (filling && !isEnded) port.postMessage(await filling.fill(message));
  }
}

interface Filling {
  fill(task: Task): Promise<Reply>;
  close(): Promise<void>;
}

async function fillingOf({ size, middle, ring, cacheFile }: WorkerSetup, isEnded: () => boolean): Promise<Filling> {
  const bytes = middle * middle * 3;
  const memory = new Uint8Array(ring);
  const cache = cacheFile === undefined ? undefined : await open(cacheFile, "r+");

  async function fill({ batch, images }: Task): Promise<Reply> {
    let next = 0;
    const lane = async () => {
      for (let i = next++; i < images.length && !isEnded(); i = next++) {
        const image = images[i];
        if (image) memory.set(await readImage(image), image.place * bytes);
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: imagesAtOnce }, lane));
    const failed = lanes.find((each) => each.status === "rejected");
    if (!failed) return { batch, count: images.length };
    const { reason } = failed;
    return {
      batch,
      fault: {
        code: reason instanceof Fault ? reason.code : "internal",
        message: reason instanceof Error ? reason.message : String(reason),
      },
    };
  }

  async function readImage({ path, index, size: own = size }: Task["images"][number]): Promise<Uint8Array> {
    if (!cache) return decodeImage(path, own, middle);
    const tag = await tagOf(path);
    const position = index * recordBytes(middle);
    if (tag) {
      const pixels = await readPixels(cache, position, tag, bytes);
      if (pixels) return pixels;
    }
    const pixels = await decodeImage(path, own, middle);
    if (tag) await store(cache, position, tag, pixels);
    return pixels;
  }

  return { fill, close: async () => cache?.close() };
}

/** @returns undefined where the cache does not hold the image as it is now */
async function readPixels(
  file: FileHandle,
  position: number,
  tag: Buffer,
  bytes: number,
): Promise<Uint8Array | undefined> {
  const record = Buffer.allocUnsafe(headBytes + bytes);
  const { bytesRead } = await file.read(record, 0, record.length, position).catch(() => ({ bytesRead: 0 }));
  if (bytesRead < record.length || !tag.equals(record.subarray(0, tagBytes))) return undefined;
  const pixels = record.subarray(headBytes);
  return crc32(pixels) === record.readUInt32LE(tagBytes) ? pixels : undefined;
}

async function store(file: FileHandle, position: number, tag: Buffer, pixels: Uint8Array): Promise<void> {
  const record = Buffer.alloc(headBytes + pixels.length);
  tag.copy(record);
  record.writeUInt32LE(crc32(pixels), tagBytes);
  record.set(pixels, headBytes);
  // One write; if a kill or another process tears it, the checksum fails and the image is decoded again.
  // A full disk costs the cache, not the training.
  await file.write(record, 0, record.length, position).catch(() => undefined);
}

async function tagOf(path: string): Promise<Buffer | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (!found) return undefined;
  return createHash("sha256").update(`${path}\n${found.size}\n${found.mtimeNs}`).digest().subarray(0, tagBytes);
}
