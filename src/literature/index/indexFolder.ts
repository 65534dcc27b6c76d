/**
 * Where the index lies: `library-index/` in the workspace, a card that names a generation, and that generation's files.
 * It can always be made again from the library.
 */

import { mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { exists } from "../../exists.ts";
import { fileFault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { textIfThere } from "../../textIfThere.ts";
import { writeWhole } from "../../wholeFile.ts";

/** Raised when what is in an index changes: one of an earlier format is made anew. */
export const indexFormat = 4;

const cardSchema = z.object({
  format: z.literal(indexFormat),
  generation: z.int(),
  papers: z.int(),
  /** The version of the library's table that it shows. */
  libraryVersion: z.int(),
  encoder: z.object({ name: z.string(), fingerprint: z.string(), dimension: z.int() }),
});

export type IndexCard = z.infer<typeof cardSchema>;

export const indexPath = (workspace: Workspace) => join(workspace.path, "library-index");
export const generationPath = (workspace: Workspace, generation: number) =>
  join(indexPath(workspace), String(generation));

/** @returns undefined where there is none, or one that this Almagest cannot read: it is then made anew */
export async function readIndexCard(workspace: Workspace): Promise<IndexCard | undefined> {
  try {
    return cardSchema.safeParse(JSON.parse(await readFile(join(indexPath(workspace), "index.json"), "utf8"))).data;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileFault(error, "read", join(indexPath(workspace), "index.json"));
  }
}

/** @returns what is known of an index that an earlier Almagest made, and this one makes anew; undefined where there is none such */
export async function earlierIndex(workspace: Workspace): Promise<{ encoder: string | undefined } | undefined> {
  const text = await textIfThere(join(indexPath(workspace), "index.json"));
  if (text === undefined) return undefined;
  try {
    const card = earlierSchema.safeParse(JSON.parse(text)).data;
    return card && card.format < indexFormat ? { encoder: card.encoder?.name } : undefined;
  } catch {
    return undefined;
  }
}

const earlierSchema = z.object({ format: z.int(), encoder: z.object({ name: z.string() }).optional() });

const behindPath = (workspace: Workspace) => join(indexPath(workspace), "behind");

/** Before the library is written to: whoever searches is told that the index does not show all of it. */
export async function markBehind(workspace: Workspace): Promise<void> {
  await mkdir(indexPath(workspace), { recursive: true });
  await writeWhole(behindPath(workspace), "");
}

/** Whether papers were imported that the index does not show, by an import that was stopped or left the index alone. */
export async function isBehind(workspace: Workspace): Promise<boolean> {
  return exists(behindPath(workspace));
}

/** When the index shows the library as it is. */
export async function markCurrent(workspace: Workspace): Promise<void> {
  await rm(behindPath(workspace), { force: true });
}

/** Makes a generation the one that is read. The one before it stays: a reader may just be opening it. */
export async function adoptGeneration(
  workspace: Workspace,
  card: IndexCard,
  before: IndexCard | undefined,
): Promise<void> {
  await writeWhole(join(indexPath(workspace), "index.json"), `${JSON.stringify(card)}\n`);
  await removeOthers(workspace, [card.generation, before?.generation]);
}

/** Takes away what is of no generation in `kept`: older ones, and what a killed process began. */
export async function removeOthers(workspace: Workspace, kept: readonly (number | undefined)[]): Promise<void> {
  await mkdir(indexPath(workspace), { recursive: true });
  for (const name of await readdir(indexPath(workspace)))
    if (/^\d+$/.test(name) && !kept.includes(Number(name)))
      await rm(join(indexPath(workspace), name), { recursive: true, force: true });
}

type Numbers = Uint8Array | Int8Array | Int16Array | Int32Array | Uint32Array | Float32Array;

/** A file of numbers that grows. */
export async function numbersFile(path: string) {
  const file = await open(path, "w");
  let entries = 0;
  return {
    get entries() {
      return entries;
    },
    async append(numbers: Numbers) {
      try {
        await file.writeFile(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
      } catch (error) {
        throw fileFault(error, "write", path);
      }
      entries += numbers.length;
    },
    async close() {
      await file.sync();
      await file.close();
    },
  };
}

export async function writeNumbers(path: string, numbers: Numbers): Promise<void> {
  const file = await numbersFile(path);
  await file.append(numbers);
  await file.close();
}

/** The whole file, aligned as any array of numbers needs it. */
export async function readNumbers<T extends Numbers>(path: string, type: new (buffer: ArrayBuffer) => T): Promise<T> {
  const bytes = new Uint8Array((await stat(path)).size);
  await readInto(path, bytes);
  return new type(bytes.buffer);
}

/** @throws Error where the file is not as long as `bytes` */
export async function readInto(path: string, bytes: Uint8Array | Int8Array): Promise<void> {
  const file = await open(path);
  try {
    if ((await file.stat()).size !== bytes.length) throw new Error(`${path} is not ${bytes.length} bytes long`);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, at, Math.min(bytes.length - at, 1 << 28), at);
      if (bytesRead === 0) throw new Error(`${path} ended early`);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}
