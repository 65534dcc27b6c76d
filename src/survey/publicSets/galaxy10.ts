/** Galaxy10 (Leung & Bovy 2019): ten classes of Galaxy Zoo's galaxies in one HDF5 file, of SDSS or of DECaLS. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset } from "h5wasm/node";
import { Fault, fileFault } from "../../fault.ts";
import { type Hdf5File, openHdf5, said } from "./hdf5File.ts";
import type { PublicObject, PublicSet } from "./publicSet.ts";

/** By the width of their pictures, in the order of their numbers. */
const editions: Readonly<Record<number, { name: string; classes: readonly string[] }>> = {
  69: {
    name: "sdss",
    classes: [
      "face-on disk, no spiral",
      "smooth, round",
      "smooth, in-between",
      "smooth, cigar-shaped",
      "edge-on disk, rounded bulge",
      "edge-on disk, boxy bulge",
      "edge-on disk, no bulge",
      "face-on disk, tight spiral",
      "face-on disk, medium spiral",
      "face-on disk, loose spiral",
    ],
  },
  256: {
    name: "decals",
    classes: [
      "disturbed",
      "merging",
      "round smooth",
      "in-between round smooth",
      "cigar-shaped smooth",
      "barred spiral",
      "unbarred tight spiral",
      "unbarred loose spiral",
      "edge-on without bulge",
      "edge-on with bulge",
    ],
  },
};

/** Degrees, and arcseconds a pixel; the first edition has none of them. */
const measured = ["ra", "dec", "redshift", "pxscale"];
/** Pictures lie in blocks that are unpacked whole: to read one by one would unpack each block hundreds of times. */
const bytesAtOnce = 2 ** 26;

/** @param folder holds Galaxy10_DECals.h5 or Galaxy10.h5 */
export async function galaxy10Set(folder: string): Promise<PublicSet> {
  const files = (
    await readdir(folder).catch((error) => {
      throw fileFault(error, "read", folder);
    })
  ).filter((name) => /\.(h5|hdf5)$/i.test(name));
  const [name] = files;
  if (name === undefined || files.length > 1)
    throw new Fault("no-set", `${folder} has ${files.length} files .h5, and one of Galaxy10 was expected`);
  const path = join(folder, name);
  const file = await openHdf5(path);
  try {
    return setOf(file, path);
  } catch (error) {
    file.close();
    throw error;
  }
}

function setOf(file: Hdf5File, path: string): PublicSet {
  const pictures = file.dataset("images", 4, /^[<|]B$/);
  const [count = 0, rows = 0, width = 0, bands = 0] = pictures.shape ?? [];
  const edition = editions[width];
  if (edition === undefined || rows !== width || bands !== 3)
    throw new Fault(
      "galaxy10",
      `${path} has pictures of ${rows} x ${width} x ${bands}, and Galaxy10's are 256 x 256 x 3 (DECaLS) or 69 x 69 x 3 (SDSS)`,
    );
  const answers = numbers(file, path, "ans", count);
  const odd = answers.findIndex((answer) => edition.classes[answer] === undefined);
  if (odd >= 0) throw new Fault("galaxy10", `${path}: label ${odd + 1} is ${answers[odd]}, and 0 to 9 were expected`);
  const columns = measured.filter((each) => file.names.includes(each));
  const values = columns.map((each) => numbers(file, path, each, count));
  return {
    columns: ["class", ...columns],
    label: "class",
    count,
    *objects(): Iterable<PublicObject> {
      try {
        for (const { index, rgb } of picturesOf(pictures, path, { count, width }))
          yield {
            id: `galaxy10-${edition.name}-${String(index).padStart(5, "0")}`,
            picture: { size: width, rgb },
            values: [
              edition.classes[answers[index] as number] as string,
              ...values.map((column) => (Number.isFinite(column[index]) ? (column[index] as number) : "")),
            ],
          };
      } finally {
        file.close();
      }
    },
  };
}

function numbers(file: Hdf5File, path: string, name: string, count: number): number[] {
  const found = file.dataset(name, 1);
  const [length] = found.shape ?? [];
  if (length !== count) throw new Fault("galaxy10", `${path} has ${count} pictures and ${length} values of "${name}"`);
  return Array.from(said(path, () => found.value) as ArrayLike<number | bigint>, Number);
}

function* picturesOf(
  pictures: Dataset,
  path: string,
  { count, width }: { count: number; width: number },
): Iterable<{ index: number; rgb: Uint8Array }> {
  const bytes = width * width * 3;
  const atOnce = Math.max(1, Math.floor(bytesAtOnce / bytes));
  for (let from = 0; from < count; from += atOnce) {
    const to = Math.min(count, from + atOnce);
    const block = said(path, () => pictures.slice([[from, to], [], [], []])) as Uint8Array;
    for (let index = from; index < to; index++)
      yield { index, rgb: block.subarray((index - from) * bytes, (index - from + 1) * bytes) };
  }
}
