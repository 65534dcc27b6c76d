/** Whether a paper's own words support a claim or contradict it: a reading of cue words, no more. */

import type { Citation } from "./answer.ts";

export type PaperStance = "supports" | "contradicts" | "mixed" | "does not address";

export interface Stance {
  /** As a statement; a person may edit it and ask again. */
  claim: string;
  papers: { id: string; stance: PaperStance; citation: Citation | null }[];
  counts: Record<PaperStance, number>;
  /** The same with papers of one group (two of the first three authors shared) counted once. */
  groups: Record<PaperStance, number>;
  /** How to read it. */
  says: string;
}
