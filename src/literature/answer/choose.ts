/** Which sentences are quoted: by maximal marginal relevance (Carbonell & Goldstein 1998), few of any one paper. */

import { dot, type Passage } from "./evidence.ts";
import type { Handling } from "./questionType.ts";

/** Of the best score, below which a sentence only fills the page; and how many may be quoted that are no nearer to it than this. */
const leastOfBest = 0.45;
const fewest = 3;

export function choose(passages: readonly Passage[], handling: Handling): Passage[] {
  const best = Math.max(0, ...passages.map(({ score }) => score));
  const left = passages
    .filter(({ score, text }) => score >= leastOfBest * best && text.length >= 20)
    // Not by the order in which they were found: what one abstract holds must not move another's quote.
    .sort((a, b) => b.score - a.score || compareText(a.paper.id, b.paper.id) || a.start - b.start)
    .slice(0, 100);
  const chosen: Passage[] = [];
  const perPaper = new Map<string, number>();
  const isAllowed = ({ paper }: Passage) =>
    (perPaper.get(paper.id) ?? 0) < handling.perPaper && (perPaper.has(paper.id) || perPaper.size < handling.papers);
  while (chosen.length < handling.quotes) {
    let [next, most] = [-1, Number.NEGATIVE_INFINITY];
    for (const [i, passage] of left.entries()) {
      if (!isAllowed(passage) || (chosen.length >= fewest && passage.score < handling.least * best)) continue;
      const nearest = Math.max(0, ...chosen.map(({ vector }) => dot(vector, passage.vector)));
      const worth = handling.relevance * (passage.score / (best || 1)) - (1 - handling.relevance) * nearest;
      if (worth > most) [next, most] = [i, worth];
    }
    if (next < 0) break;
    const [passage] = left.splice(next, 1) as [Passage];
    chosen.push(passage);
    perPaper.set(passage.paper.id, (perPaper.get(passage.paper.id) ?? 0) + 1);
  }
  if (handling.order === "year") chosen.sort((a, b) => (a.paper.year ?? 0) - (b.paper.year ?? 0));
  return chosen;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
