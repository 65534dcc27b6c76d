/** A library opened for search: what is asked of it, and what it answers. */

import type { LanguageModel } from "./answer/languageModel.ts";
import type { TextEncoder } from "./encoder/textEncoder.ts";
import type { LibraryIndex } from "./index/libraryIndex.ts";
import type { Paper } from "./paper.ts";
import type { Condition } from "./query/query.ts";
import type { Part } from "./rank.ts";
import type { Reranker } from "./rerank/reranker.ts";

/** An opened library: keep it for many searches. */
export interface Library {
  index: LibraryIndex;
  encoder: TextEncoder;
  /** With the index's own encoder, which needs nobody: for when `encoder` fails. */
  plain?: Library;
  /** What whoever searches should know of it. */
  remarks?: readonly string[];
  /** Papers as they are stored, by id. */
  texts?(ids: readonly string[]): Promise<Map<string, Paper>>;
  /** Papers were imported that the index does not show. */
  isBehind?: boolean;
  close(): Promise<void>;
}

export interface SearchOptions {
  limit: number;
  /** More that papers must be, beside what the query says. */
  condition?: Condition;
  /** Weights of how new and how often cited a paper is, 0 to 1; the rest shares what is left. */
  recent?: number;
  cited?: number;
  /** What words, meaning, names and neighbours count against one another. */
  weights?: typeof defaultWeights;
  /** Neighbours of more answers, and twice their weight: more papers on a topic, less of the one paper. */
  feedback?: boolean;
  /** From 0, the best, to 1, the most unlike one another. */
  diversity?: number;
  /** "Since 2015" in a plain question is left a word like others. */
  plainYears?: boolean;
  /** Writes an abstract that would answer, whose vector is then searched with. */
  hypothesis?: LanguageModel;
  /** Orders the first papers again. */
  reranker?: Reranker;
  signal?: AbortSignal;
  /** The year that is now. */
  now?: number;
}

export interface Hit {
  id: string;
  title: string;
  year: number | null;
  author: string;
  /** 0 to 1: the sum of the parts' contributions. */
  score: number;
  why: { parts: Part[]; filter?: string; understood?: string[] };
}

export interface Found {
  /** How many papers meet the condition, all where there is none. */
  selected: number;
  /** As it was understood. */
  filter: string | null;
  /** What a plain question's words were taken for: "year from 2015, from your words ...". */
  understood: string[];
  /** What could not be done as it was asked, and what was done instead. */
  remarks: string[];
  /** Why there are no hits, where the words asked for are the reason. */
  nothing?: string;
  /** The text encoder that meaning is by. */
  encoder: string;
  hits: Hit[];
}

/** Chosen on questions made of the corpus itself, not on those that we report: see docs/literature.md. */
export const defaultWeights = { words: 0.3, meaning: 0.5, named: 0.1, neighbours: 0.2 };
