/** A ranking ordered again by what a re-ranker says of its first papers; its score is one more part of the sum. */

import type { Found, Hit, Library } from "../library.ts";
import type { Reranker } from "./reranker.ts";

const share = 0.5;

/**
 * Papers that the re-ranker did not read keep their score without it, halved like the others': they come after those that fit.
 * @param found with as many hits as the re-ranker reads, or more
 */
export async function reranked(
  library: Library,
  found: Found,
  reranker: Reranker,
  question: string,
  signal?: AbortSignal,
): Promise<Found> {
  const without = (problem: string): Found => ({
    ...found,
    remarks: [...found.remarks, `not ranked again by ${reranker.name}: ${problem}`],
  });
  if (!library.texts) return without("the papers' texts are not at hand");
  const shown = found.hits.slice(0, reranker.papers);
  const texts = await library.texts(shown.map(({ id }) => id));
  const { scores, problem } = await reranker.score(
    question,
    shown.map(({ id, title }) => texts.get(id) ?? { title, abstract: "" }),
    signal,
  );
  const given = scores.filter((score) => score !== null);
  if (given.length < Math.min(2, shown.length)) return without(problem ?? "it gave no scores");
  const [low, high] = [Math.min(...given), Math.max(...given)];
  const hits = found.hits.map((hit, i): Hit => {
    const score = scores[i] ?? null;
    const value = score === null ? 0 : high > low ? (score - low) / (high - low) : 1;
    const parts = hit.why.parts.map((part) => ({
      ...part,
      weight: part.weight * (1 - share),
      contribution: part.contribution * (1 - share),
    }));
    parts.push({
      name: "rerank",
      value,
      weight: share,
      contribution: share * value,
      why: score === null ? `not read by ${reranker.name}` : `${score.toFixed(2)} by ${reranker.name}`,
    });
    const sum = parts.reduce((total, { contribution }) => total + contribution, 0);
    return { ...hit, score: sum, why: { ...hit.why, parts } };
  });
  hits.sort((a, b) => b.score - a.score);
  const remarks = problem ? [`ranked again by ${reranker.name} in part: ${problem}`] : [];
  return { ...found, hits, remarks: [...found.remarks, ...remarks] };
}
