/** Brings the library's index up to date with the library, and the vectors of other encoders that are kept beside it. */

import { exitCodes, Fault } from "../fault.ts";
import type { Workspace } from "../survey/workspace.ts";
import { encoderFrom, findEncoder, shippedEncoder, sourceOf } from "./encoder/findEncoder.ts";
import type { TextEncoder } from "./encoder/textEncoder.ts";
import { renewStems } from "./fullTexts.ts";
import { buildIndex, type IndexReport } from "./index/buildIndex.ts";
import { earlierIndex, readIndexCard } from "./index/indexFolder.ts";
import { rememberEncoder, updateVectors, usedEncoder, type VectorsReport, vectorsThere } from "./index/ownVectors.ts";
import { withLibraryLock } from "./libraryTable.ts";

export interface LibraryIndexReport extends IndexReport {
  /** Of the encoder from elsewhere that search uses, where there is one. */
  vectors?: VectorsReport | { encoder: string; problem: string };
  /** There where an earlier Almagest had made the index, and all of it was made anew. */
  isRemade?: true;
}

/** @returns what to say of an index that was made anew */
export function remadeNote({ encoder }: Pick<IndexReport, "encoder">): string {
  const own =
    encoder === shippedEncoder
      ? ""
      : `; train "${encoder}" again too: almagest papers index --encoder ${encoder} --train`;
  return `the index was by an earlier Almagest, which read words otherwise: all of it was made anew${own}`;
}

export interface IndexOptions {
  /** A name, a folder with an ONNX text encoder, or the base of an OpenAI-compatible API; otherwise the one that search uses. */
  encoder?: string;
  /** Of a server, which model. */
  encoderModel?: string;
  remake?: boolean;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * The index always has vectors of the encoder that ships or of one trained here, which need nobody; those of a folder or a server
 * lie beside, and search uses the ones that were last asked for.
 * @throws Fault "no-library", "no-encoder", "other-encoder", and what an encoder from elsewhere throws where it was named
 */
export async function indexLibrary(workspace: Workspace, options: IndexOptions = {}): Promise<LibraryIndexReport> {
  const { encoder: name, encoderModel, remake, onProgress, signal } = options;
  const source = name === undefined ? undefined : await sourceOf(name, encoderModel);
  const there = await vectorsThere(workspace);
  const beside = source ? undefined : there.find((card) => card.name === (name ?? ""));
  const kept = name === undefined ? await usedEncoder(workspace) : undefined;
  const card = beside ?? there.find((each) => each.name === kept);
  // Before anything is written: an encoder that is not there is a mistake of whoever named it.
  let other: TextEncoder | undefined;
  let problem = "";
  if (source) other = await encoderFrom(source);
  else if (card)
    other = await encoderFrom(card.source, card.dimension).catch((error: unknown) => {
      if (beside || !(error instanceof Fault)) throw error;
      problem = error.message;
      return undefined;
    });
  const before = await readIndexCard(workspace);
  const earlier = await earlierIndex(workspace);
  const isOther = source !== undefined || card !== undefined;
  const last = before?.encoder.name ?? earlier?.encoder;
  const base = isOther ? last : (name ?? last);
  const clash =
    source && other && there.find((each) => each.name === other?.name && each.fingerprint !== other?.fingerprint);
  if ((clash && !remake) || (source && other?.name === (base ?? shippedEncoder)))
    throw new Fault(
      "other-encoder",
      `another text encoder is called "${other?.name}" already${clash ? ": take the new one in its place with --remake" : ": name its folder otherwise"}`,
      { exitCode: exitCodes.usage },
    );
  const encoder = await findEncoder(workspace, base ?? shippedEncoder);
  return withLibraryLock(workspace, async () => {
    // Before the index is: stopped here, it is still seen to be an earlier one.
    if (earlier) await renewStems(workspace);
    const built = await buildIndex(workspace, encoder, isOther ? { signal } : { remake, onProgress, signal });
    const report: LibraryIndexReport = earlier ? { ...built, isRemade: true } : built;
    if (!isOther) {
      if (name !== undefined) await rememberEncoder(workspace, undefined);
      return report;
    }
    const from = source ?? card?.source;
    if (other && from)
      try {
        const vectors = await updateVectors(workspace, other, from, { remake, onProgress, signal });
        await rememberEncoder(workspace, other.name);
        return { ...report, vectors };
      } catch (error) {
        if (name !== undefined || !(error instanceof Fault) || error.code === "interrupted") throw error;
        problem = error.message;
      }
    return { ...report, vectors: { encoder: card?.name ?? "", problem } };
  });
}
