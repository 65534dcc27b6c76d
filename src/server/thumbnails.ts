/** Cutouts for the page, made small; nothing outside the folders that images were imported from is served. */

import { createHash } from "node:crypto";
import { mkdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { Fault } from "../fault.ts";
import { thumbnail } from "../sky/image.ts";
import type { Survey } from "../survey/survey.ts";
import { writeWhole } from "../wholeFile.ts";

/** Sides a browser may ask for: each is a file in the cache. */
export const thumbnailSizes = [96, 192, 512] as const;

/** @throws Fault "outside" for an image that is not, links followed, in one of the survey's image folders */
export async function cutout(survey: Survey, image: string, size: number): Promise<{ jpeg: Uint8Array; tag: string }> {
  const path = await realpath(image).catch(() => {
    throw new Fault("image", `the image ${image} is not there any more: was its folder moved? Import the survey again`);
  });
  const roots = await Promise.all(survey.card.imageRoots.map((root) => realpath(root).catch(() => root)));
  if (!roots.some((root) => path.startsWith(root + sep)))
    throw new Fault(
      "outside",
      `the image ${image} lies outside of the folders that survey "${survey.card.name}" was imported from`,
    );
  const { mtimeMs, size: bytes } = await stat(path);
  const tag = createHash("sha256").update(`${path}\n${mtimeMs}\n${bytes}\n${size}`).digest("hex").slice(0, 32);
  const folder = join(survey.workspace.cachePath, "thumbnails", tag.slice(0, 2));
  const file = join(folder, `${tag}.jpg`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return { jpeg: new Uint8Array(kept), tag };
  const jpeg = await thumbnail(path, size);
  await mkdir(folder, { recursive: true });
  // A full disk costs the cache, not the picture.
  await writeWhole(file, jpeg).catch(() => {});
  return { jpeg: new Uint8Array(jpeg), tag };
}
