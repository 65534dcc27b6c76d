/** Files of a simulated survey: pictures that are whole or not there, and a catalogue that is not written over another's. */

import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Fault, fileFault, usage } from "../fault.ts";
import { textIfThere } from "../textIfThere.ts";
import { sharp } from "./sharp.ts";

/**
 * @param prefix what every id of the simulation begins with
 * @returns where its catalogue goes; the folder of pictures is made
 * @throws Fault where another catalogue would be overwritten, or the folder cannot be made
 */
export async function simulationFolder(folder: string, prefix: string): Promise<{ catalogue: string; images: string }> {
  const [images, catalogue] = [join(folder, "images"), join(folder, "catalog.csv")];
  await mkdir(images, { recursive: true }).catch((error) => {
    throw fileFault(error, "make the folder", images);
  });
  const text = await textIfThere(catalogue);
  const [, first = ""] = text?.split("\n") ?? [];
  if (text !== undefined && !first.startsWith(prefix))
    throw new Fault(
      "not-simulated",
      `${catalogue} is the catalogue of something else and would be overwritten: choose another folder`,
    );
  return { catalogue, images };
}

/** @param bytes [size, size] of grey, or [size, size, 3] of red, green and blue */
export async function writePixels(path: string, bytes: Uint8Array, size: number): Promise<void> {
  const channels = bytes.length === size * size ? 1 : 3;
  const png = await sharp(bytes, { raw: { width: size, height: size, channels } })
    .png({ compressionLevel: 3 })
    .toBuffer();
  // As in simulateWorker: the old picture or the new one, whole. Waiting for the disk each time would take 30 ms.
  const partial = join(dirname(path), `.${basename(path)}.part`);
  await writeFile(partial, png)
    .then(() => rename(partial, path))
    .catch((error) => {
      throw fileFault(error, "write", path);
    });
}

/** @throws Fault for counts and sizes that no simulation takes */
export function checkPictures({ count, size }: { count: number; size: number }, from: number, to: number): void {
  if (!Number.isInteger(size) || size < from || size > to)
    throw usage(`pictures are ${from} to ${to} pixels wide, not ${size}`);
  if (!Number.isInteger(count) || count < 1) throw usage(`at least 1 picture must be simulated, not ${count}`);
}
