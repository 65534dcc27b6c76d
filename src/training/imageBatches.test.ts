import { fork } from "node:child_process";
import { rmSync } from "node:fs";
import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { decodeImage } from "../sky/image.ts";
import { giveBack, takeThreads } from "./decodeThreads.ts";
import { type BatchOptions, imageBatches } from "./imageBatches.ts";

const size = 24;
const bytes = size * size * 3;
let folder: string;
let images: string[];

async function drawImage(path: string, seed: number): Promise<void> {
  const stream = randomStream(seed, "image");
  const pixels = Uint8Array.from({ length: 40 * 40 * 3 }, () => stream.below(256));
  await sharp(pixels, { raw: { width: 40, height: 40, channels: 3 } })
    .jpeg()
    .toFile(path);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-batches-"));
  images = Array.from({ length: 60 }, (_, i) => join(folder, `${i}.jpg`));
  await Promise.all(images.map(drawImage));
});

/** Batches of 7 over all images, shuffled, the last one shorter. */
const batches = Array.from({ length: 9 }, (_, b) =>
  Array.from({ length: Math.min(7, 60 - b * 7) }, (_, i) => ((b * 7 + i) * 37) % 60),
);

async function collect(options: Partial<BatchOptions>): Promise<{ order: number[]; pixels: Buffer }> {
  const order: number[] = [];
  const parts: Buffer[] = [];
  for await (const batch of imageBatches({ images, size, batches, ...options })) {
    order.push(...batch.indices);
    parts.push(Buffer.from(batch.pixels));
  }
  return { order, pixels: Buffer.concat(parts) };
}

test("one worker and three give the same batches, which hold each image where it was asked for", async () => {
  const one = await collect({ workers: 1, ahead: 1 });
  const three = await collect({ workers: 3 });
  expect(one.order).toEqual(batches.flat());
  expect(three.order).toEqual(one.order);
  expect(three.pixels.equals(one.pixels)).toBe(true);
  for (const [place, index] of one.order.entries())
    expect(one.pixels.subarray(place * bytes, (place + 1) * bytes)).toEqual(
      Buffer.from(await decodeImage(images[index] ?? "", size)),
    );
});

test("images decoded at sizes of their own give their middles, with a cache and without", async () => {
  const sizeOf = (index: number) => (index % 2 === 0 ? 24 : 40);
  const cachePath = join(folder, "sizes");
  const { order, pixels } = await collect({ sizeOf });
  for (const [place, index] of order.entries())
    expect(pixels.subarray(place * bytes, (place + 1) * bytes)).toEqual(
      Buffer.from(await decodeImage(images[index] ?? "", sizeOf(index), size)),
    );
  await collect({ cachePath });
  for (let time = 0; time < 2; time++) expect((await collect({ sizeOf, cachePath })).pixels.equals(pixels)).toBe(true);
});

test("decoding and its reader in turns give the same batches", async () => {
  const together = await collect({});
  for (const ahead of [1, 2, 4]) expect(await collect({ inTurns: true, ahead })).toEqual(together);
});

test("images that fit into memory are read once, and come back the same", async () => {
  const copies = await Promise.all(
    images.map(async (path, i) => {
      const copy = join(folder, `once-${i}.jpg`);
      await copyFile(path, copy);
      return copy;
    }),
  );
  const epochs = function* () {
    yield* batches;
    // Whatever is asked for from here on must come from memory, but for what was prepared ahead.
    for (const copy of copies) rmSync(copy);
    yield* batches;
  };
  const twice = await collect({ images: copies, batches: epochs(), keptBytes: 60 * bytes, ahead: 1 });
  const { pixels } = await collect({});
  expect(twice.pixels.equals(Buffer.concat([pixels, pixels]))).toBe(true);
});

test("no batches, no images", async () => {
  expect((await collect({ batches: [] })).order).toEqual([]);
});

test.each([
  ["a missing image", undefined, /does not exist/],
  ["a truncated image", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), /image/],
  ["a text file", "not an image", /not a JPEG, PNG, WebP or TIFF image/],
])("%s ends the batches with its name, and the workers leave", async (_, content, reason) => {
  const bad = join(folder, "bad.jpg");
  if (content) await writeFile(bad, content);
  else await rm(bad, { force: true });
  const failing = collect({ images: [...images.slice(0, 59), bad] });
  await expect(failing).rejects.toThrow(reason);
  await expect(failing).rejects.toThrow(bad);
  await expect(failing).rejects.toMatchObject({ code: "image" });
});

test("a reader who leaves in the middle of a batch leaves no worker behind", async () => {
  const ports = () => process.getActiveResourcesInfo().filter((each) => each === "MessagePort").length;
  const before = ports();
  for (let i = 0; i < 5; i++) {
    for await (const _ of imageBatches({ images, size, batches, workers: 2 })) {
      expect(ports()).toBeGreaterThan(before);
      break;
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(ports()).toBeLessThanOrEqual(before);
});

test("a thread is used again after a list of batches, one that was left early and one with a bad image too", async () => {
  const threads: Worker[] = [];
  const whole = await collect({ workers: 1 });
  const take = () => {
    const [thread] = takeThreads(1);
    if (thread) threads.push(thread);
    if (thread) giveBack(thread);
  };
  take();
  for await (const _ of imageBatches({ images, size, batches, workers: 1 })) break;
  take();
  await expect(collect({ images: [join(folder, "none.jpg")], batches: [[0]], workers: 1 })).rejects.toThrow("none.jpg");
  take();
  expect(await collect({ workers: 1 })).toEqual(whole);
  take();
  expect(new Set(threads).size).toBe(1);
});

test("threads that wait for more keep no process from its end, and end it as it would have ended", async () => {
  const built = new URL("../../dist/src/training/imageBatches.js", import.meta.url).href;
  const script = join(folder, "ends.mjs");
  const program = (last: string) =>
    writeFile(
      script,
      `import { imageBatches } from ${JSON.stringify(built)};
       const { images, size, batches } = JSON.parse(process.argv[2]);
       for await (const _ of imageBatches({ images, size, batches }));
       ${last}`,
    );
  const ended = async () => {
    const child = fork(script, [JSON.stringify({ images, size, batches })], { stdio: "pipe" });
    return new Promise((resolve) => child.once("close", (code, signal) => resolve(signal ?? code)));
  };
  await program("");
  expect(await ended()).toBe(0);
  await program("process.exit(7);");
  expect(await ended()).toBe(7);
});

test("a second pass reads the cache, and decodes an image again when its file was replaced", async () => {
  const cachePath = await mkdtemp(join(folder, "cache-"));
  const fresh = await collect({ cachePath });
  expect((await readdir(cachePath)).length).toBe(1);
  expect((await collect({ cachePath })).pixels.equals(fresh.pixels)).toBe(true);

  await drawImage(images[5] ?? "", 1234);
  const again = await collect({ cachePath });
  expect(again.pixels.equals(fresh.pixels)).toBe(false);
  expect(again.pixels.equals((await collect({})).pixels)).toBe(true);
});

test("a cache with damaged bytes is not believed", async () => {
  const cachePath = await mkdtemp(join(folder, "cache-"));
  const fresh = await collect({ cachePath });
  const [name = ""] = await readdir(cachePath);
  const stream = randomStream(3, "damage");
  const junk = Uint8Array.from({ length: 60 * (bytes + 16) }, () => stream.below(256));
  for (const damaged of [junk, junk.map(() => 0), junk.subarray(0, 999)]) {
    await writeFile(join(cachePath, name), damaged);
    expect((await collect({ cachePath })).pixels.equals(fresh.pixels)).toBe(true);
  }
});

test("a fill of the cache that is killed at any moment leaves nothing wrong behind", async () => {
  const cachePath = await mkdtemp(join(folder, "cache-"));
  const built = new URL("../../dist/src/training/imageBatches.js", import.meta.url).href;
  const script = join(folder, "fill.mjs");
  await writeFile(
    script,
    `import { imageBatches } from ${JSON.stringify(built)};
     const { images, size, batches, cachePath } = JSON.parse(process.argv[2]);
     for await (const _ of imageBatches({ images, size, batches, cachePath })) process.send?.("batch");`,
  );
  const stream = randomStream(11, "kill");
  const argument = JSON.stringify({ images, size, batches, cachePath });
  const fresh = (await collect({})).pixels;
  let killed = 0;
  for (let kill = 0; kill < 5; kill++) {
    await rm(cachePath, { recursive: true, force: true });
    const child = fork(fileURLToPath(new URL(`file://${script}`)), [argument]);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    // The first message says that it is filling.
    await Promise.race([new Promise((resolve) => child.once("message", resolve)), ended]);
    await new Promise((resolve) => setTimeout(resolve, stream.below(12)));
    child.kill("SIGKILL");
    await ended;
    if (child.signalCode === "SIGKILL") killed++;
    expect((await collect({ cachePath })).pixels.equals(fresh)).toBe(true);
  }
  expect(killed).toBeGreaterThan(0);
});
