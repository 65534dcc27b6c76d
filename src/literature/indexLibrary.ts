/** Brings the library's index up to date with the library. */

import type { Workspace } from "../survey/workspace.ts";
import { findEncoder, shippedEncoder } from "./encoder/findEncoder.ts";
import { buildIndex, type IndexReport } from "./index/buildIndex.ts";
import { readIndexCard } from "./index/indexFolder.ts";
import { withLibraryLock } from "./libraryTable.ts";

/**
 * @param options.encoder otherwise the one it was indexed with, or the shipped one
 * @throws Fault "no-library", "no-encoder", "other-encoder"
 */
export async function indexLibrary(
  workspace: Workspace,
  options: {
    encoder?: string;
    remake?: boolean;
    onProgress?: (done: number, total: number) => void;
    signal?: AbortSignal;
  } = {},
): Promise<IndexReport> {
  const before = await readIndexCard(workspace);
  const encoder = await findEncoder(workspace, options.encoder ?? before?.encoder.name ?? shippedEncoder);
  return withLibraryLock(workspace, () => buildIndex(workspace, encoder, options));
}
