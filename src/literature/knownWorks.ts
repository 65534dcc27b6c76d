/** What a library has, as an import needs it: found by key, told apart by hash. About 150 bytes a paper, for libraries of millions. */

import type { Table } from "@lancedb/lancedb";
import { keyTable } from "./keyTable.ts";
import { scanPapers } from "./libraryTable.ts";
import { type Paper, paperHash } from "./paper.ts";
import { workKeys } from "./sameWork.ts";

export interface KnownWorks {
  /**
   * @returns whether the paper is there as it is, under its own id; and ids of those that share a key with it, which `isSameWork`
   * has to confirm
   */
  find(paper: Paper): { isThere: boolean; alike: string[] };
  add(paper: Paper): void;
  /** A paper that is there, with what it says now. */
  renew(paper: Paper): void;
}

/** @param table of the library; none yet where it is left out */
export async function knownWorks(table: Table | undefined): Promise<KnownWorks> {
  const byKey = keyTable();
  const ids: string[] = [];
  // Of a hash 53 bits: two of one paper's are the same once in 10 ** 15.
  let hashes = new Float64Array(1024);
  const keep = (number: number, paper: Paper, hash: string) => {
    if (number >= hashes.length) {
      const longer = new Float64Array(2 * hashes.length);
      longer.set(hashes);
      hashes = longer;
    }
    hashes[number] = hashNumber(hash);
    for (const key of workKeys(paper)) byKey.add(key, number);
  };
  const add = (paper: Paper, hash: string) => keep(ids.push(paper.id) - 1, paper, hash);
  if (table) for await (const papers of scanPapers(table)) for (const { paper, hash } of papers) add(paper, hash);
  return {
    find(paper) {
      const numbers = new Set(
        workKeys(paper)
          .map((key) => byKey.get(key))
          .filter((number) => number !== undefined),
      );
      const own = [...numbers].find((number) => ids[number] === paper.id);
      return {
        isThere: own !== undefined && hashes[own] === hashNumber(paperHash(paper)),
        alike: [...numbers].map((number) => ids[number] as string),
      };
    },
    add: (paper) => add(paper, paperHash(paper)),
    renew: (paper) => keep(byKey.get(`id:${paper.id}`) as number, paper, paperHash(paper)),
  };
}

function hashNumber(hash: string): number {
  return Number(Buffer.from(hash, "base64url").readBigUInt64BE(0) >> 11n);
}
