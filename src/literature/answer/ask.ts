/** Ask the library: an answer of quotes alone, or, with a language model, one that is written and checked. */

import { exitCodes, Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { inverseFrequency } from "../index/bm25.ts";
import { kinds } from "../index/terms.ts";
import type { Library } from "../search.ts";
import { type Answer, type AnswerSentence, citationOf, citedPaper, footerOf } from "./answer.ts";
import { answerSigns, verdictOf, verdictText } from "./answerability.ts";
import { choose } from "./choose.ts";
import { type Evidence, gather, type Passage } from "./evidence.ts";
import { group } from "./group.ts";
import { handling, type QuestionType, questionType } from "./questionType.ts";

const nearestShown = 5;
const longestQuestion = 2000;

/**
 * Offline: quotes only, nothing concluded.
 * @throws Fault "question" where there is none; "query" that points at what is wrong in its fields
 */
export async function ask(workspace: Workspace, library: Library, written: string): Promise<Answer> {
  const question = written.trim();
  if (question === "" || question.length > longestQuestion)
    throw new Fault("question", `write a question, of ${longestQuestion} characters at most`, {
      exitCode: exitCodes.usage,
    });
  const type = questionType(question);
  const evidence = await gather(workspace, library, question, type);
  const verdict = evidence.passages.length === 0 ? "refused" : verdictOf(answerSigns(library, evidence));
  const chosen = verdict === "refused" ? [] : choose(evidence.passages, handling[type]);
  const sentences = chosen.length === 0 ? [] : quoted(library, chosen);
  return assembled({ question, type, evidence, sentences, verdict });
}

function quoted({ index }: Library, chosen: readonly Passage[]): AnswerSentence[] {
  const tells = (stem: string) => {
    const term = index.termNumber(kinds.word + stem);
    return inverseFrequency(index.papers, term === undefined ? 0 : index.having(term).papers.length);
  };
  return group(chosen, tells).flatMap(({ heading, passages }) =>
    passages.map((passage) => ({
      sentence: passage.text,
      citations: [citationOf(passage)],
      status: "quoted" as const,
      heading,
    })),
  );
}

interface Made {
  question: string;
  type: QuestionType;
  evidence: Evidence;
  sentences: AnswerSentence[];
  verdict: Answer["verdict"];
}

function assembled({ question, type, evidence, sentences, verdict }: Made): Answer {
  const cited = new Set(sentences.flatMap(({ citations }) => citations.map(({ id }) => id)));
  const papers =
    sentences.length > 0 ? evidence.papers.filter(({ id }) => cited.has(id)) : evidence.papers.slice(0, nearestShown);
  const counts = {
    sentences: sentences.length,
    quoted: sentences.filter(({ status }) => status === "quoted").length,
    supported: sentences.filter(({ status }) => status === "supported").length,
    marked: sentences.filter(({ status }) => status === "weak").length,
    removed: 0,
    withheld: evidence.withheld,
  };
  return {
    question,
    type,
    verdict,
    refused: verdict === "refused",
    says:
      verdict === "refused"
        ? `${verdictText.refused}${papers.length > 0 ? " The nearest are listed." : ""}`
        : `${verdictText[verdict]} What follows is quoted word for word; nothing is concluded from it.`,
    answer: sentences,
    stance: null,
    papers: papers.map(citedPaper),
    advice: verdict === "answered" ? [] : adviceFor(evidence),
    counts,
    footer: footerOf(counts),
    writtenBy: null,
    remarks: [],
  };
}

function adviceFor({ stems, papers }: Evidence): string[] {
  if (stems.size === 0) return ["Ask with words that papers use: this question has none that tell papers apart."];
  if (papers.length === 0)
    return ["No paper has any word of the question: import papers on it, or ask in other words."];
  return ["Import papers on this topic, or ask about one thing at a time."];
}
