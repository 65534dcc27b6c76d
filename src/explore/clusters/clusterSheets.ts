/** A contact sheet of each cluster: its middle above, its edge below. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileFault } from "../../fault.ts";
import { contactSheet } from "../../sky/contactSheet.ts";
import { galaxiesById } from "../../survey/galaxies.ts";
import type { Survey } from "../../survey/survey.ts";
import { writeWhole } from "../../wholeFile.ts";
import type { Clustering } from "./clustering.ts";

const side = 96;

/**
 * Writes cluster-0.jpg and so on, each whole; what else is in the folder stays.
 * @param folder made where it is not there yet
 * @returns the files
 * @throws Fault "file" where the folder cannot be made or written to
 */
export async function writeClusterSheets(
  survey: Survey,
  { clusters }: Pick<Clustering, "clusters">,
  folder: string,
  {
    signal,
    onProgress = () => {},
  }: { signal?: AbortSignal; onProgress?: (fraction: number, text: string) => void } = {},
): Promise<string[]> {
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw fileFault(error, "make", folder);
  });
  const digits = String(Math.max(0, clusters.length - 1)).length;
  const files: string[] = [];
  for (const { cluster, medoids, border } of clusters) {
    signal?.throwIfAborted();
    const images = new Map(
      (await galaxiesById(survey, [...medoids, ...border], [])).map((each) => [each.id, each.image]),
    );
    const pathsOf = (ids: readonly string[]) => ids.flatMap((id) => images.get(id) ?? []);
    const path = join(folder, `cluster-${String(cluster).padStart(digits, "0")}.jpg`);
    await writeWhole(path, await contactSheet([pathsOf(medoids), pathsOf(border)], side));
    files.push(path);
    onProgress(files.length / clusters.length, `contact sheet ${files.length} of ${clusters.length}`);
  }
  return files;
}
