/** A published set as a survey: its pictures as files of the workspace where they are none yet, a catalogue, and the import. */

import { mkdir, rm } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { csvCell } from "../../csvCell.ts";
import { exitCodes, Fault, fileFault } from "../../fault.ts";
import { writePixels } from "../../sky/simulatedFiles.ts";
import { writeWhole } from "../../wholeFile.ts";
import { type ImportOptions, type ImportReport, importCatalogue } from "../importCatalogue.ts";
import type { Workspace } from "../workspace.ts";
import { galaxy10Set } from "./galaxy10.ts";
import { mnistMSet, mnistSet } from "./mnist.ts";
import type { PublicSet } from "./publicSet.ts";
import { frDeepSet, mirabestSet } from "./radioBatches.ts";
import { radioGalaxyZooSet } from "./radioGalaxyZoo.ts";

/** By the name that --format takes. */
export const publicSets = {
  mirabest: mirabestSet,
  frdeep: frDeepSet,
  rgz: radioGalaxyZooSet,
  galaxy10: galaxy10Set,
  mnist: mnistSet,
  "mnist-m": mnistMSet,
} as const satisfies Record<string, (folder: string) => Promise<PublicSet>>;
export type PublicSetName = keyof typeof publicSets;
export const publicSetNames = Object.keys(publicSets) as PublicSetName[];

/**
 * Everything is read and checked before anything is written; the catalogue is written after all pictures, and imported last.
 * @param folder as the set's publishers pack it
 * @throws Fault that names the file and what is wrong in it
 */
export async function importPublicSet(
  workspace: Workspace,
  name: string,
  { folder, format }: { folder: string; format: PublicSetName },
  { onProgress = () => {}, signal, skipBad }: Pick<ImportOptions, "onProgress" | "signal" | "skipBad"> = {},
): Promise<ImportReport> {
  const set = await publicSets[format](folder);
  if (set.count === 0)
    throw new Fault("empty-catalogue", `${folder} holds no pictures of ${format}: its files are empty`);
  const own = join(workspace.path, "imported", name);
  const images = join(own, "images");
  // Undefined where it was there: what a survey imported before has stays.
  const made = await mkdir(images, { recursive: true }).catch((error) => {
    throw fileFault(error, "make the folder", images);
  });
  try {
    return await importPictures();
  } catch (error) {
    if (made !== undefined) await rm(made === images ? images : own, { recursive: true, force: true });
    throw error;
  }

  async function importPictures(): Promise<ImportReport> {
    const lines = [["id_str", "file_loc", ...set.columns].map(csvCell).join(",")];
    let done = 0;
    for await (const { id, picture, values } of set.objects()) {
      if (signal?.aborted)
        throw new Fault("interrupted", "interrupted: no survey was imported", { exitCode: exitCodes.interrupted });
      let file: string;
      if ("file" in picture) file = resolve(picture.file);
      else {
        file = join(images, `${String(done).padStart(6, "0")}.png`);
        await writePixels(file, "rgb" in picture ? picture.rgb : picture.grey, picture.size);
        file = relative(own, file);
      }
      lines.push([id, file, ...values].map(csvCell).join(","));
      done++;
      if (done % 50 === 0 || done === set.count) onProgress(done, set.count);
    }
    const catalogue = join(own, "catalog.csv");
    await writeWhole(catalogue, `${lines.join("\n")}\n`);
    return importCatalogue(workspace, name, catalogue, {
      label: { column: set.label, merge: {} },
      skipBad,
      signal,
      onProgress,
    });
  }
}
