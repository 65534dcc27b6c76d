/** MiraBest (Porter & Scaife 2023) and FR-DEEP (Tang+ 2019) as published: a folder of pickled batches of radio galaxies. */

import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { Fault, fileFault } from "../../fault.ts";
import { type PictureBatch, readPictureBatch } from "./pictureBatch.ts";
import type { PublicObject, PublicSet } from "./publicSet.ts";

/** Classes in the order of the labels: three digits, as MiraBest codes them. */
const mirabestCodes = ["100", "102", "104", "110", "112", "200", "201", "210", "300", "310"];
const morphologies = ["standard", "double-double", "wide-angle-tail", "diffuse", "head-tail"];
const frClasses = ["", "FRI", "FRII", "hybrid"];

/** @throws Fault where the folder holds no batches, or one of them is not what it should be */
export async function mirabestSet(folder: string): Promise<PublicSet> {
  const batches = await batchesOf(folder, "MiraBest");
  for (const { file, batch } of batches) {
    checkLabels(batch, file, mirabestCodes.length, "MiraBest");
    batch.names?.forEach((name, i) => {
      const code = mirabestCodes[batch.labels[i] as number];
      const own = /^(\d{3})[_.]/.exec(name)?.[1];
      if (own !== undefined && own !== code)
        throw new Fault(
          "picture-batch",
          `${file}: picture ${i + 1} is labelled ${batch.labels[i]} (class ${code}), but named ${name}: is this another version of MiraBest?`,
        );
    });
  }
  const columns = ["fr_class", "confidence", "morphology", "class_code", "published_split", "published_batch"];
  return setOf(batches, { columns, label: "fr_class" }, (label) => {
    const code = mirabestCodes[label] as string;
    const [fr, sure, shape] = [...code].map(Number) as [number, number, number];
    return [frClasses[fr] as string, sure === 0 ? "confident" : "uncertain", morphologies[shape] as string, code];
  });
}

/** @throws as mirabestSet */
export async function frDeepSet(folder: string): Promise<PublicSet> {
  const batches = await batchesOf(folder, "FR-DEEP");
  for (const { file, batch } of batches) checkLabels(batch, file, 2, "FR-DEEP");
  const columns = ["fr_class", "published_split", "published_batch"];
  return setOf(batches, { columns, label: "fr_class" }, (label) => [label === 0 ? "FRI" : "FRII"]);
}

interface NamedBatch {
  file: string;
  name: string;
  batch: PictureBatch;
}

async function batchesOf(folder: string, set: string): Promise<NamedBatch[]> {
  const names = await readdir(folder).catch((error) => {
    throw fileFault(error, "read", folder);
  });
  const wanted = names.filter((name) => /^(data_batch_\d+|test_batch)(\.pkl|\.pickle)?$/.test(name)).sort(byNumber);
  if (wanted.length === 0)
    throw new Fault(
      "no-batches",
      `${folder} has no files data_batch_1, data_batch_2, ... or test_batch: that is how ${set} is published (unpack batches.tar.gz first)`,
    );
  const read: NamedBatch[] = [];
  for (const name of wanted) {
    const file = join(folder, name);
    read.push({ file, name: basename(name).replace(/\.\w+$/, ""), batch: await readPictureBatch(file) });
  }
  const [first] = read as [NamedBatch];
  const other = read.find(({ batch }) => batch.size !== first.batch.size);
  if (other)
    throw new Fault(
      "picture-batch",
      `${other.file} has pictures of ${other.batch.size} pixels, and ${first.file} of ${first.batch.size}`,
    );
  return read;
}

function byNumber(a: string, b: string): number {
  const number = (name: string) => Number(/\d+/.exec(name)?.[0] ?? Number.POSITIVE_INFINITY);
  return number(a) === number(b) ? 0 : number(a) - number(b);
}

function checkLabels({ labels }: PictureBatch, file: string, classes: number, set: string): void {
  const odd = labels.findIndex((label) => label >= classes);
  if (odd >= 0)
    throw new Fault(
      "picture-batch",
      `${file}: picture ${odd + 1} is labelled ${labels[odd]}, and ${set} has labels 0 to ${classes - 1}`,
    );
}

function setOf(
  batches: readonly NamedBatch[],
  { columns, label }: { columns: readonly string[]; label: string },
  valuesOf: (label: number) => string[],
): PublicSet {
  return {
    columns,
    label,
    count: batches.reduce((sum, { batch }) => sum + batch.pictures.length, 0),
    *objects(): Iterable<PublicObject> {
      const taken = new Set<string>();
      for (const { name, batch } of batches)
        for (const [i, grey] of batch.pictures.entries()) {
          const own = batch.names?.[i]?.replace(/\.(png|jpe?g|fits)$/i, "");
          // Names repeat in some versions; where one does, its place in the batch tells them apart.
          const id = own && !taken.has(own) ? own : `${name}_${String(i).padStart(4, "0")}`;
          taken.add(id);
          yield {
            id,
            picture: { size: batch.size, grey },
            values: [...valuesOf(batch.labels[i] as number), name === "test_batch" ? "test" : "train", name],
          };
        }
    },
  };
}
