/** A worker thread of `simulateSurvey`: renders galaxies and writes their pictures. */

import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import sharp from "sharp";
import { drawGalaxy } from "./galaxyModel.ts";
import { renderGalaxy } from "./renderGalaxy.ts";

export interface SimulationSetup {
  seed: number;
  size: number;
  folder: string;
}

export function imageName(index: number): string {
  return `${String(index).padStart(6, "0")}.jpg`;
}

/** A stored survey may show the picture that stood there: whoever stops us leaves the old one or the new one whole. */
async function place(jpeg: Buffer, folder: string, name: string): Promise<void> {
  const partial = join(folder, `.${name}.part`);
  await writeFile(partial, jpeg);
  await rename(partial, join(folder, name));
}

if (parentPort) {
  const port = parentPort;
  const { seed, size, folder }: SimulationSetup = workerData;
  sharp.concurrency(1);
  port.on("message", async ({ from, to }: { from: number; to: number }) => {
    try {
      // The next galaxy is rendered while the one before is encoded and written.
      let written = Promise.resolve();
      for (let index = from; index < to; index++) {
        const pixels = renderGalaxy(drawGalaxy(seed, index), size);
        await written;
        written = sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
          .jpeg({ quality: 92 })
          .toBuffer()
          .then((jpeg) => place(jpeg, folder, imageName(index)));
      }
      await written;
      port.postMessage({ done: to - from });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      port.postMessage({ error: { code, message } });
    }
  });
}
