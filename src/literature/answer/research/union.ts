/** Evidence of several searches as evidence for the one question. */

import { covered, dot, type Evidence, type Passage } from "../evidence.ts";

/**
 * The papers of each in turn, best first; a passage counts by how well it fits the question and the part that found it.
 * @param main of the question itself, whose words and scores are kept
 */
export function union(main: Evidence, parts: readonly Evidence[]): Evidence {
  const all = [main, ...parts];
  const papers = new Map<string, Evidence["papers"][number]>();
  const most = Math.max(...all.map((each) => each.papers.length));
  for (let rank = 0; rank < most; rank++)
    for (const each of all) {
      const paper = each.papers[rank];
      if (paper && !papers.has(paper.id)) papers.set(paper.id, paper);
    }
  const passages = new Map(main.passages.map((passage) => [passageKey(passage), passage]));
  for (const part of parts)
    for (const passage of part.passages) {
      const forQuestion = forWhole(main, passage);
      const score = (forQuestion.score + passage.score) / 2;
      const known = passages.get(passageKey(passage));
      if (!known || score > known.score) passages.set(passageKey(passage), { ...forQuestion, score });
    }
  return {
    ...main,
    papers: [...papers.values()],
    passages: [...passages.values()],
    withheld: new Map(all.flatMap(({ withheld }) => [...withheld])),
    remarks: [...new Set(all.flatMap(({ remarks }) => remarks))],
  };
}

export function passageKey({ paper, field, place, start }: Passage): string {
  return `${paper.id} ${place?.passage ?? field} ${start}`;
}

function forWhole({ stems, vector }: Evidence, passage: Passage): Passage {
  const coverage = covered(stems, passage.stems);
  const cosine = dot(vector, passage.vector);
  return { ...passage, coverage, cosine, score: (coverage + cosine) / 2 };
}
