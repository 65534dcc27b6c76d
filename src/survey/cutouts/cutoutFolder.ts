/** A folder of cutouts that is done: catalog.csv, left-out.csv, and cutouts.json that says what was cut and how. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { exists } from "../../exists.ts";
import { exitCodes, Fault, fileFault } from "../../fault.ts";
import { parseFormatted } from "../../formattedJson.ts";
import { cutoutsAsked, cutoutsLook, openCutoutPlan } from "./cutoutPlan.ts";

const doneFormat = 1;
const doneFile = z.object({
  format: z.literal(doneFormat),
  plan: z.string(),
  asked: cutoutsAsked,
  look: cutoutsLook,
  objects: z.number(),
  cut: z.number(),
  partly: z.number(),
  leftOut: z.number(),
  at: z.string(),
});
/** cutouts.json of the folder: what was merged there, and how the pictures were made. */
export type CutoutsDone = z.infer<typeof doneFile>;

export const donePath = (folder: string) => join(folder, "cutouts.json");
export const catalogPath = (folder: string) => join(folder, "catalog.csv");
export const leftOutPath = (folder: string) => join(folder, "left-out.csv");

export async function readDone(folder: string): Promise<CutoutsDone | undefined> {
  const file = donePath(folder);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw fileFault(error, "read", file);
  }
  return parseFormatted(text, {
    schema: doneFile,
    format: doneFormat,
    newer: () => new Fault("newer-cutouts", `${file} was written by a newer Almagest: update Almagest`),
    damaged: (cause) =>
      new Fault("damaged-cutouts", `${file} is damaged: choose another --out, or delete it`, { cause }),
  });
}

export const doneText = (done: Omit<CutoutsDone, "format">) =>
  `${JSON.stringify({ format: doneFormat, ...done } satisfies CutoutsDone, null, 1)}\n`;

/** @throws Fault "exists" for a folder whose catalog.csv is not ours */
export async function requireOurs(folder: string): Promise<void> {
  if ((await exists(catalogPath(folder))) && !(await readDone(folder)) && !(await openCutoutPlan(folder)))
    throw new Fault(
      "exists",
      `${catalogPath(folder)} is there already, and not of these cutouts: choose another --out`,
      { exitCode: exitCodes.usage },
    );
}
