/** What reads a question and a paper together and says how well they fit: slower than a search, so it sees the first papers only. */

export interface Reranker {
  readonly name: string;
  /** How many of the first papers it is shown. */
  readonly papers: number;
  /**
   * Never throws for what it was asked of: where it gives no scores, a problem says why in one sentence.
   * @returns a score for each text, the higher the better, null for one that it left out
   */
  score(question: string, texts: readonly RankedText[], signal?: AbortSignal): Promise<Scored>;
}

export interface RankedText {
  title: string;
  abstract: string;
}

export interface Scored {
  scores: readonly (number | null)[];
  problem: string | null;
}
