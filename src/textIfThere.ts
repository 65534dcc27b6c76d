/** A file's text, where the file may not be there. */

import { readFile } from "node:fs/promises";
import { fileFault } from "./fault.ts";

/** @returns undefined where there is no such file @throws Fault that names one which cannot be read */
export async function textIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileFault(error, "read", path);
  }
}
