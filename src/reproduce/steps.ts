/** Work that is kept step by step, so that a reproduction that was stopped goes on where it was. */

import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileFault } from "../fault.ts";
import { writeWhole } from "../wholeFile.ts";

export interface Steps {
  /**
   * What the step gave before, or what it gives now. What it gives must survive JSON.
   * @param settings all that its result depends on: with others it is done anew
   */
  done<T>(name: string, settings: object, work: () => Promise<T>): Promise<T>;
  /** Steps that were done before. */
  skipped: number;
}

/** @param folder of the reproduction, in the workspace */
export async function openSteps(folder: string): Promise<Steps> {
  const path = join(folder, "steps");
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw fileFault(error, "make", path);
  }
  const steps: Steps = {
    skipped: 0,
    async done<T>(name: string, settings: object, work: () => Promise<T>): Promise<T> {
      const key = createHash("sha1").update(JSON.stringify(settings)).digest("hex").slice(0, 12);
      const file = join(path, `${name}-${key}.json`);
      const before = await readFile(file, "utf8").catch(() => undefined);
      if (before !== undefined) {
        try {
          const found = JSON.parse(before) as { result: T };
          steps.skipped++;
          return found.result;
        } catch {
          // A damaged step is done again.
        }
      }
      const result = await work();
      await writeWhole(file, `${JSON.stringify({ result })}\n`);
      return result;
    },
  };
  return steps;
}

/** What a step depends on of a file: its contents. */
export async function fingerprint(...files: string[]): Promise<string> {
  const hash = createHash("sha1");
  for (const file of files) {
    try {
      hash.update(await readFile(file));
    } catch (error) {
      throw fileFault(error, "read", file);
    }
  }
  return hash.digest("hex").slice(0, 12);
}
