/**
 * Vectors of one more encoder beside the index: `library-vectors/<encoder>/`, a card and a file of records that only grows, each a
 * paper's hash, its text's hash, a scale and the bytes. Killed at any moment, what was encoded stays; nothing is encoded twice.
 */

import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Fault, fileFault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { writeWhole } from "../../wholeFile.ts";
import type { EncoderSource } from "../encoder/findEncoder.ts";
import { type TextEncoder, textOf } from "../encoder/textEncoder.ts";
import { asIndexed } from "../instructions.ts";
import { needLibrary, papersById } from "../libraryTable.ts";
import { dotProducts, paddedWidth } from "./dotProducts.ts";
import type { LibraryIndex } from "./libraryIndex.ts";
import { quantised } from "./quantised.ts";

const cardSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  fingerprint: z.string(),
  dimension: z.int().min(1),
  /** Where the encoder is found again. */
  source: z.union([z.object({ folder: z.string() }), z.object({ url: z.string(), model: z.string() })]),
});

export type VectorsCard = z.infer<typeof cardSchema>;

const hashBytes = 20;
const headBytes = 2 * hashBytes + 4;
/** Encoded, and on the disk, at once. */
const papersAtOnce = 256;

const root = (workspace: Workspace) => join(workspace.path, "library-vectors");
const folderOf = (workspace: Workspace, { name, fingerprint }: { name: string; fingerprint: string }) =>
  join(
    root(workspace),
    `${name.replace(/[^\w.-]+/g, "_").slice(0, 60)}-${createHash("sha1").update(fingerprint).digest("hex").slice(0, 8)}`,
  );

/** @returns those whose card can be read */
export async function vectorsThere(workspace: Workspace): Promise<VectorsCard[]> {
  const cards: VectorsCard[] = [];
  for (const folder of (await readdir(root(workspace)).catch(() => [])).sort()) {
    const text = await readFile(join(root(workspace), folder, "card.json"), "utf8").catch(() => "null");
    const card = cardSchema.safeParse(jsonOf(text)).data;
    if (card) cards.push(card);
  }
  return cards;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The encoder that search uses where none is named; undefined where it is the index's own. */
export async function usedEncoder(workspace: Workspace): Promise<string | undefined> {
  const used = jsonOf(await readFile(join(root(workspace), "used.json"), "utf8").catch(() => "null"));
  return z.object({ name: z.string() }).safeParse(used).data?.name;
}

export async function rememberEncoder(workspace: Workspace, name: string | undefined): Promise<void> {
  if (name === undefined && (await usedEncoder(workspace)) === undefined) return;
  await mkdir(root(workspace), { recursive: true });
  await writeWhole(join(root(workspace), "used.json"), `${JSON.stringify(name === undefined ? {} : { name })}\n`);
}

export interface VectorsReport {
  encoder: string;
  papers: number;
  /** By the encoder, now; the others were there. */
  encoded: number;
}

/**
 * Encodes what has no vector yet. Call it while holding the library's lock.
 * @throws Fault of the encoder: what was encoded before it stays
 */
export async function updateVectors(
  workspace: Workspace,
  encoder: TextEncoder,
  source: EncoderSource,
  options: { remake?: boolean; onProgress?: (done: number, total: number) => void; signal?: AbortSignal } = {},
): Promise<VectorsReport> {
  const { name, fingerprint, dimension } = encoder;
  const folder = folderOf(workspace, encoder);
  const path = join(folder, "vectors");
  await mkdir(folder, { recursive: true });
  const card: VectorsCard = { format: 1, name, fingerprint, dimension, source };
  if (options.remake) {
    await writeWhole(path, "");
    for (const old of await vectorsThere(workspace))
      if (old.name === name && old.fingerprint !== fingerprint)
        await rm(folderOf(workspace, old), { recursive: true, force: true });
  }
  await writeWhole(join(folder, "card.json"), `${JSON.stringify(card)}\n`);
  const width = paddedWidth(dimension);
  // What a kill cut short is cut off; only who holds the lock may.
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (wholeLength(size, width) < size) await truncate(path, wholeLength(size, width));
  const kept = await recordsOf(path, width);
  const byText = new Map<string, Buffer>();
  const known = new Set<string>();
  for (const record of kept) {
    known.add(record.toString("latin1", 0, hashBytes));
    byText.set(record.toString("latin1", hashBytes, 2 * hashBytes), record.subarray(2 * hashBytes));
  }
  const table = await needLibrary(workspace);
  const missing: { id: string; hash: string }[] = [];
  let papers = 0;
  for await (const batch of table.query().select(["id", "hash"]))
    for (const row of batch.toArray()) {
      papers++;
      if (!known.has(bytesOf(String(row.hash)))) missing.push({ id: String(row.id), hash: String(row.hash) });
    }
  let [done, encoded] = [papers - missing.length, 0];
  const file = await open(path, "a");
  try {
    for (let at = 0; at < missing.length; at += papersAtOnce) {
      const part = missing.slice(at, at + papersAtOnce);
      const found = await papersById(
        table,
        part.map(({ id }) => id),
      );
      const entries = part.flatMap(({ id, hash }) => {
        const paper = found.get(id);
        if (!paper) return [];
        const read = asIndexed(paper);
        return [{ read, hash: Buffer.from(hash, "base64url"), text: createHash("sha1").update(textOf(read)).digest() }];
      });
      // Only facts changed, such as how often it is cited: its text has a vector.
      const fresh = entries.filter(({ text }) => !byText.has(text.toString("latin1")));
      if (fresh.length > 0) {
        const made = quantised(await encoder.encode(fresh.map(({ read }) => read)), dimension);
        fresh.forEach(({ text }, i) => {
          const tail = Buffer.alloc(4 + width);
          tail.writeFloatLE(made.scales[i] as number);
          tail.set(new Uint8Array(made.bytes.buffer, i * width, width), 4);
          byText.set(text.toString("latin1"), tail);
        });
        encoded += fresh.length;
      }
      await file.writeFile(
        Buffer.concat(entries.flatMap(({ hash, text }) => [hash, text, byText.get(text.toString("latin1")) as Buffer])),
      );
      done += entries.length;
      options.onProgress?.(done, papers);
      if (options.signal?.aborted)
        throw new Fault("interrupted", `interrupted: ${done} of ${papers} papers have vectors, which are kept`, {
          exitCode: 130,
        });
    }
    await file.sync();
  } catch (error) {
    throw error instanceof Fault ? error : fileFault(error, "write", path);
  } finally {
    await file.close();
  }
  return { encoder: name, papers, encoded };
}

function wholeLength(size: number, width: number): number {
  return size - (size % (headBytes + width));
}

async function recordsOf(path: string, width: number): Promise<Buffer[]> {
  const length = headBytes + width;
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  return Array.from({ length: wholeLength(bytes.length, width) / length }, (_, i) =>
    bytes.subarray(i * length, (i + 1) * length),
  );
}

const bytesOf = (hash: string) => Buffer.from(hash, "base64url").toString("latin1");

/**
 * The index with these vectors in place of its own; a paper that has none yet lies at 0, near to nothing.
 * @returns also how many papers have one
 */
export async function withVectors(workspace: Workspace, index: LibraryIndex, card: VectorsCard) {
  const width = paddedWidth(card.dimension);
  const products = dotProducts(index.papers, width);
  const scales = new Float32Array(index.papers);
  const numbers = new Map<string, number>();
  for (let paper = 0; paper < index.papers; paper++) numbers.set(bytesOf(index.hashOf(paper)), paper);
  let covered = 0;
  for (const record of await recordsOf(join(folderOf(workspace, card), "vectors"), width)) {
    const paper = numbers.get(record.toString("latin1", 0, hashBytes));
    if (paper === undefined) continue;
    numbers.delete(record.toString("latin1", 0, hashBytes));
    scales[paper] = record.readFloatLE(2 * hashBytes);
    products.bytes.set(new Int8Array(record.buffer, record.byteOffset + headBytes, width), paper * width);
    covered++;
  }
  const { name, fingerprint, dimension } = card;
  const shown: LibraryIndex = {
    ...index,
    card: { ...index.card, encoder: { name, fingerprint, dimension } },
    vectors: { products, scales },
    vectorOf: (paper) => ({
      bytes: products.bytes.subarray(paper * width, (paper + 1) * width),
      scale: scales[paper] as number,
    }),
  };
  return { index: shown, covered };
}
