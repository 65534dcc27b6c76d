/** MiraBest's catalogue (Porter & Scaife 2023): radio galaxies of classes FR I and FR II, and how sure the experts were. */

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Fault, fileFault } from "../fault.ts";
import { randomStream, shuffled } from "../random.ts";
import type { Examples } from "../training/examples.ts";

export const classes = ["FRI", "FRII"];

export interface Source {
  id: string;
  /** Absolute path. */
  image: string;
  class: string;
  isConfident: boolean;
  /** Degrees; NaN where the catalogue has none. */
  ra: number;
  dec: number;
}

export const catalogueName = "catalog.csv";
const columns = ["id_str", "file_loc", "fr_class", "confidence"] as const;

/** @param folder with catalog.csv and the images it names @throws Fault that names the file or the column */
export async function readMirabest(folder: string): Promise<Source[]> {
  const path = join(folder, catalogueName);
  const text = await readFile(path, "utf8").catch((error) => {
    throw fileFault(error, "read", path);
  });
  const [head = "", ...rows] = text.trimEnd().split(/\r?\n/);
  const names = head.split(",");
  const places = columns.map((column) => {
    const at = names.indexOf(column);
    if (at < 0) throw new Fault("catalogue", `${path} has no column ${column}: it is not MiraBest's catalogue`);
    return at;
  });
  const [ra, dec] = ["ra_deg", "dec_deg"].map((column) => names.indexOf(column));
  return rows.map((row) => {
    const cells = row.split(",");
    const degrees = (at: number | undefined) => Number.parseFloat(cells[at ?? -1] ?? "");
    const [id = "", file = "", name = "", confidence] = places.map((at) => cells[at]);
    return {
      id,
      image: resolve(folder, file),
      class: name,
      isConfident: confidence === "confident",
      ra: degrees(ra),
      dec: degrees(dec),
    };
  });
}

/** Confident sources of the two classes, parted anew by each seed: 15 % to test, 15 % to validate, as often of either class. */
export function confidentExamples(sources: readonly Source[], seed: number): Examples {
  const kept = sources.filter(({ isConfident, class: name }) => isConfident && classes.includes(name));
  const splits = new Array<Examples["splits"][number]>(kept.length).fill("train");
  for (const name of classes) {
    const own = kept.flatMap((source, i) => (source.class === name ? [i] : []));
    const order = shuffled(own.length, randomStream(seed, "mirabest", name));
    const part = Math.round(own.length * 0.15);
    order.forEach((at, place) => {
      if (place < 2 * part) splits[own[at] as number] = place < part ? "test" : "validation";
    });
  }
  return {
    ids: kept.map(({ id }) => id),
    images: kept.map(({ image }) => image),
    splits,
    targets: kept.map((source) => classes.map((name) => (name === source.class ? 1 : 0))),
  };
}
