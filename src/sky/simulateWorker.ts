/** A worker thread of `simulateSurvey`: renders galaxies and writes their pictures. */

import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { drawGalaxy } from "./galaxyModel.ts";
import { encodeJpeg } from "./jpeg.ts";
import { renderGalaxy } from "./renderGalaxy.ts";
import { worksBesideOthers } from "./sharp.ts";
import { seenBy, type Telescope } from "./telescope.ts";

export interface SimulationSetup {
  seed: number;
  size: number;
  folder: string;
  telescope?: Telescope;
}

export function imageName(index: number): string {
  return `${String(index).padStart(6, "0")}.jpg`;
}

/** A stored survey may show the picture that stood there: whoever stops us leaves the old one or the new one whole. */
function place(jpeg: Buffer, folder: string, name: string): void {
  const partial = join(folder, `.${name}.part`);
  // This thread has nothing else to do, and waiting costs a seventh of what a promise's way through the pool does.
  writeFileSync(partial, jpeg);
  renameSync(partial, join(folder, name));
}

if (parentPort) {
  const port = parentPort;
  const { seed, size, folder, telescope }: SimulationSetup = workerData;
  worksBesideOthers();
  port.on("message", async ({ from, to }: { from: number; to: number }) => {
    try {
      for (let index = from; index < to; index++) {
        const drawn = drawGalaxy(seed, index);
        const data = renderGalaxy(telescope ? seenBy(drawn, telescope) : drawn, size);
        place(await encodeJpeg({ width: size, height: size, data }, 92), folder, imageName(index));
      }
      port.postMessage({ done: to - from });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      port.postMessage({ error: { code, message } });
    }
  });
}
