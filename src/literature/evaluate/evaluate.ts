/** How well the library answers questions whose papers are known. */

import type { Library } from "../search.ts";
import { search } from "../search.ts";
import { type Estimate, estimates, measuresOf } from "./measures.ts";
import type { Question } from "./questions.ts";

export interface KindMeasured {
  questions: number;
  measures: Record<string, Estimate>;
}

export interface Evaluation {
  single: KindMeasured;
  multi: KindMeasured;
  /** Questions none of whose papers is in the library: they are left out. */
  outside: number;
}

/** Recall is of the relevant papers that the library has. */
export async function evaluate(
  library: Library,
  questions: readonly Question[],
  options: { feedback?: boolean; onProgress?: (done: number) => void } = {},
): Promise<Evaluation> {
  const { index } = library;
  const measured = { single: [], multi: [] } as Record<Question["kind"], ReturnType<typeof measuresOf>[]>;
  let outside = 0;
  for (const [i, { question, kind, relevant }] of questions.entries()) {
    const present = relevant.filter((id) => index.termNumber(`i${id}`) !== undefined);
    if (present.length === 0) outside++;
    else {
      // Nothing in it is syntax: it is a person's question, whatever it holds.
      const { hits } = await search(library, question, { limit: 100, feedback: options.feedback });
      measured[kind].push(
        measuresOf(
          hits.map(({ id }) => id),
          present,
        ),
      );
    }
    options.onProgress?.(i + 1);
  }
  const of = (kind: Question["kind"]) => ({ questions: measured[kind].length, measures: estimates(measured[kind]) });
  return { single: of("single"), multi: of("multi"), outside };
}

/** Pathfinder's own, from its logs of July 2024: 350,000 papers, other questions, so compare orders and gaps and not values. */
export const pathfinderFigures = [
  { system: "bag of words", "single success@10": 0.46, "single mrr": 0.29, "multi recall@50": 0.147 },
  { system: "semantic", "single success@10": 0.704, "single mrr": 0.498, "multi recall@50": 0.234 },
  { system: "HyDE and re-ranking", "single success@10": 0.84, "single mrr": 0.735, "multi recall@50": 0.291 },
] as const;
export const pathfinderCaveat =
  "Pathfinder searched 350,000 papers and was asked other questions: compare orders and gaps, never values";
