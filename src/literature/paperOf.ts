/** A paper's number in the index, by its id. */

import { exitCodes, Fault } from "../fault.ts";
import type { LibraryIndex } from "./index/libraryIndex.ts";
import { kinds } from "./index/terms.ts";

/** @throws Fault "no-paper" */
export function paperOf(index: LibraryIndex, id: string): number {
  const term = index.termNumber(kinds.id + id);
  const [paper] = term === undefined ? [] : index.having(term).papers;
  if (paper === undefined)
    throw new Fault("no-paper", `the library has no paper "${id}"`, { exitCode: exitCodes.usage });
  return paper;
}
