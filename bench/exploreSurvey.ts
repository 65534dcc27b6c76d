/** The simulated survey that `bench/explore.ts` looks through: a catalogue, and representations with a real spectrum. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { randomBits, randomStream } from "../src/random.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { writeRepresentations } from "../src/survey/representations.ts";
import { surveyNames } from "../src/survey/survey.ts";
import { openWorkspace, type Workspace } from "../src/survey/workspace.ts";
import { begins, talk } from "./peer.ts";

/** The survey "made" that a folder keeps, with representations of "run"; else a new one. */
export async function simulatedSurvey(
  folder: string,
  ids: readonly string[],
  vectors: Float32Array,
): Promise<Workspace> {
  const workspace = await openWorkspace(folder, { create: true });
  if ((await surveyNames(workspace)).includes("made")) return workspace;
  await sharp({ create: { width: 24, height: 24, channels: 3, background: "teal" } })
    .png()
    .toFile(join(workspace.path, "a.png"));
  const classes = ["spiral", "elliptical", "merger", "edge-on"];
  const catalogue = join(workspace.path, "catalogue.csv");
  // Of no column may a group of vectors know the value.
  const lines = ids.map((id, i) => {
    const drawn = randomBits(7, i);
    return `${id},a.png,${drawn % 100},${classes[(drawn >>> 8) % 4]},${((drawn >>> 10) / 2 ** 22).toFixed(6)}`;
  });
  await writeFile(catalogue, ["id_str,file_loc,size,class,redshift", ...lines].join("\n"));
  begins("importing a survey");
  await importCatalogue(workspace, "made", catalogue, { label: { column: "class", merge: {} } });
  talk("imported");
  begins("storing its vectors");
  await writeRepresentations(workspace, "made", "run", ids, vectors, vectors.length / ids.length);
  talk("vectors are stored");
  return workspace;
}

/**
 * Points of groups, with a spectrum as representations have it: variances fall off as (i + 1)^-1.2, and some objects lie further
 * out. Normal numbers are drawn once, and each point takes them from another place.
 */
export function spectral(count: number, width: number, groups: number): Float32Array {
  const stream = randomStream(1, "bench", "spectral");
  const pool = Float32Array.from({ length: 1 << 22 }, () => stream.normal());
  const scale = Float32Array.from({ length: width }, (_, i) => (i + 1) ** -0.6);
  const centres = Float32Array.from({ length: groups * width }, () => stream.normal());
  const values = new Float32Array(count * width);
  for (let point = 0; point < count; point++) {
    const group = stream.below(groups);
    const from = stream.below(pool.length - width);
    const spread = Math.exp(0.3 * stream.normal());
    for (let i = 0; i < width; i++)
      values[point * width + i] =
        1 + (scale[i] as number) * ((centres[group * width + i] as number) + spread * (pool[from + i] as number));
  }
  return values;
}
