/** How well answers cite, and when the library says that it cannot answer: by rules, over questions whose papers are known. */

import type { Workspace } from "../../survey/workspace.ts";
import type { Citation } from "../answer/answer.ts";
import { ask } from "../answer/ask.ts";
import { check } from "../answer/check.ts";
import { citedSources, isExactQuote } from "../answer/citedSource.ts";
import type { Library } from "../search.ts";
import { type Estimate, estimates, type Measures } from "./measures.ts";
import type { Question } from "./questions.ts";

export interface AnswersMeasured {
  /** Questions whose papers the library has: one, or of a question for several two. */
  inside: { questions: number; measures: Record<string, Estimate> };
  /** The others. */
  outside: { questions: number; measures: Record<string, Estimate> };
}

export const answersCaveat =
  "support is judged by rules and not by a reader; offline every sentence is a quote, so its precision is 1 by construction";

/**
 * By question:
 * "citation precision": of its citations, those whose quote is in the paper and by the rules supports the sentence;
 * "citation recall": of its sentences, those with such a citation; "exact quotes"; "duplicate references";
 * "refused", "partial", "as if complete"; "cites a known paper": of answered ones, at least one of the question's own.
 */
export async function evaluateAnswers(
  workspace: Workspace,
  library: Library,
  questions: readonly Question[],
  onProgress: (done: number) => void = () => {},
): Promise<AnswersMeasured> {
  const measured = { inside: [] as Measures[], outside: [] as Measures[] };
  const cites = { inside: [] as Measures[], outside: [] as Measures[] };
  for (const [i, { question, kind, relevant }] of questions.entries()) {
    const present = relevant.filter((id) => library.index.termNumber(`i${id}`) !== undefined);
    const where = present.length >= (kind === "single" ? 1 : 2) ? "inside" : "outside";
    const answer = await ask(workspace, library, question);
    const ids = answer.papers.map(({ id }) => id);
    measured[where].push({
      refused: Number(answer.verdict === "refused"),
      partial: Number(answer.verdict === "partial"),
      "as if complete": Number(answer.verdict === "answered"),
      "duplicate references": ids.length - new Set(ids).size,
    });
    if (answer.answer.length > 0) {
      const sources = await citedSources(
        workspace,
        answer.answer.flatMap(({ citations }) => citations),
      );
      const isExact = (citation: Citation) => isExactQuote(citation, sources(citation));
      const all = answer.answer.flatMap(({ sentence, citations }) =>
        citations.map((citation) => ({
          isExact: isExact(citation),
          isGood: isExact(citation) && /^(?:quoted|supported)$/.test(check(sentence, [citation.quote]).status),
        })),
      );
      const supported = answer.answer.filter(({ sentence, citations }) =>
        /^(?:quoted|supported)$/.test(
          check(
            sentence,
            citations.filter(isExact).map(({ quote }) => quote),
          ).status,
        ),
      );
      cites[where].push({
        "citation precision": all.filter(({ isGood }) => isGood).length / Math.max(1, all.length),
        "citation recall": supported.length / answer.answer.length,
        "exact quotes": all.filter((each) => each.isExact).length / Math.max(1, all.length),
        "cites a known paper": Number(ids.some((id) => relevant.includes(id))),
      });
    }
    onProgress(i + 1);
  }
  const of = (where: "inside" | "outside") => ({
    questions: measured[where].length,
    measures: { ...estimates(measured[where]), ...estimates(cites[where]) },
  });
  return { inside: of("inside"), outside: of("outside") };
}
