/** How a file becomes papers: one reader a format. */

import type { CheckedPaper } from "../paper.ts";
import type { Passage } from "../pdf/passages.ts";

/** One record of a file: where it begins (line 1 is the first), and what it is or why it is none. */
export type ReadRecord = {
  line: number;
  /** Of a paper whose text the file has, its body. */
  passages?: readonly Passage[];
} & CheckedPaper;

/** Takes what whoever brings the file should know of how it was read; nothing is lost by it. */
export type Remark = (text: string) => void;

/** Streams: memory does not grow with the file. */
export type Reader = (path: string, remark?: Remark) => AsyncIterable<ReadRecord>;
