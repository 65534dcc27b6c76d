/** MNIST (LeCun+ 1998), as its four IDX files; and MNIST-M (Ganin+ 2016), as folders of pictures with lists of labels. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../../exists.ts";
import { Fault, fileFault } from "../../fault.ts";
import { readIdx } from "./idx.ts";
import type { PublicObject, PublicSet } from "./publicSet.ts";

const columns = ["digit", "published_split"];

/** @param folder holds train-images-idx3-ubyte and its labels, t10k-... of the test, or one pair of them, packed or not */
export async function mnistSet(folder: string): Promise<PublicSet> {
  const parts: { split: string; size: number; pictures: Uint8Array; labels: Uint8Array }[] = [];
  for (const [start, split] of [
    ["train", "train"],
    ["t10k", "test"],
  ] as const) {
    const images = await found(folder, `${start}-images`, "3");
    const labels = await found(folder, `${start}-labels`, "1");
    if (images === undefined && labels === undefined) continue;
    if (images === undefined || labels === undefined)
      throw new Fault(
        "no-set",
        `${folder} has ${start}-${images ? "images" : "labels"} without ${start}-${images ? "labels" : "images"}`,
      );
    const [pictures, digits] = [await readIdx(images, 3), await readIdx(labels, 1)];
    const [count = 0, rows = 0, width = 0] = pictures.shape;
    if (rows !== width)
      throw new Fault("idx", `${images} has pictures of ${rows} x ${width}, and squares were expected`);
    if (count !== digits.bytes.length)
      throw new Fault("idx", `${images} has ${count} pictures, and ${labels} ${digits.bytes.length} labels`);
    const odd = digits.bytes.findIndex((digit) => digit > 9);
    if (odd >= 0)
      throw new Fault("idx", `${labels}: label ${odd + 1} is ${digits.bytes[odd]}, and 0 to 9 were expected`);
    parts.push({ split, size: rows, pictures: pictures.bytes, labels: digits.bytes });
  }
  if (parts.length === 0)
    throw new Fault(
      "no-set",
      `${folder} has no train-images-idx3-ubyte or t10k-images-idx3-ubyte (or the same with .gz)`,
    );
  return {
    columns,
    label: "digit",
    count: parts.reduce((sum, { labels }) => sum + labels.length, 0),
    *objects(): Iterable<PublicObject> {
      for (const { split, size, pictures, labels } of parts)
        for (const [i, digit] of labels.entries())
          yield {
            id: `mnist-${split}-${String(i).padStart(5, "0")}`,
            picture: { size, grey: pictures.subarray(i * size * size, (i + 1) * size * size) },
            values: [digit, split],
          };
    },
  };
}

/** Some mirrors write a dot before idx, some have unpacked the files. */
async function found(folder: string, start: string, sides: string): Promise<string | undefined> {
  for (const joint of ["-", "."])
    for (const end of ["", ".gz"]) {
      const path = join(folder, `${start}${joint}idx${sides}-ubyte${end}`);
      if (await exists(path)) return path;
    }
  return undefined;
}

/** @param folder holds mnist_m_train and mnist_m_train_labels.txt ("00000000.png 5"), the same of the test, or one of them */
export async function mnistMSet(folder: string): Promise<PublicSet> {
  const objects: PublicObject[] = [];
  for (const split of ["train", "test"]) {
    const list = join(folder, `mnist_m_${split}_labels.txt`);
    if (!(await exists(list))) continue;
    const pictures = join(folder, `mnist_m_${split}`);
    const present = new Set(
      await readdir(pictures).catch((error) => {
        throw fileFault(error, "read", pictures);
      }),
    );
    const lines = (await readFile(list, "utf8")).trimEnd().split(/\r?\n/);
    for (const [i, line] of lines.entries()) {
      const [, name, digit] = /^(\S+)\s+(\d)\s*$/.exec(line) ?? [];
      if (name === undefined || digit === undefined)
        throw new Fault(
          "label-list",
          `${list}: line ${i + 1} is "${line.slice(0, 60)}", and "00000000.png 5" was expected`,
        );
      if (!present.has(name))
        throw new Fault("label-list", `${list}: line ${i + 1} names ${name}, which is not in ${pictures}`);
      objects.push({
        id: `mnist-m-${split}-${name.replace(/\.\w+$/, "")}`,
        picture: { file: join(pictures, name) },
        values: [Number(digit), split],
      });
    }
    if (lines.length !== present.size)
      throw new Fault(
        "label-list",
        `${pictures} holds ${present.size} pictures, and ${list} has ${lines.length} labels`,
      );
  }
  if (objects.length === 0)
    throw new Fault("no-set", `${folder} has no mnist_m_train_labels.txt or mnist_m_test_labels.txt`);
  return { columns, label: "digit", count: objects.length, objects: () => objects };
}
