/** Ask the library: an answer of quotes alone, or, with a language model, one that is written and checked. */

import { exitCodes, Fault } from "../../fault.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { inverseFrequency } from "../index/bm25.ts";
import { kinds } from "../index/terms.ts";
import type { Paper } from "../paper.ts";
import type { Condition } from "../query/query.ts";
import { isOurSummary } from "../sameWork.ts";
import type { Library } from "../search.ts";
import { type Answer, type AnswerSentence, citationOf, citedPaper, footerOf } from "./answer.ts";
import {
  answerSigns,
  judged,
  oneOfSeveralText,
  type Reason,
  type Verdict,
  valueText,
  verdictOf,
  verdictText,
} from "./answerability.ts";
import { choose } from "./choose.ts";
import { claimOf } from "./claim.ts";
import { type Evidence, gather, type Passage } from "./evidence.ts";
import { type Group, group } from "./group.ts";
import type { LanguageModel } from "./languageModel.ts";
import { handling, type QuestionType, questionType } from "./questionType.ts";
import { type Readers, rewrite, translatedWarning } from "./rewrite.ts";
import { readStances } from "./stance.ts";
import { type WriteOptions, type Written, write } from "./written.ts";

const nearestShown = 5;
const longestQuestion = 2000;

export interface AskOptions extends WriteOptions {
  /** Otherwise the answer is quotes, with nothing concluded. */
  model?: LanguageModel;
  /** For whom it is rewritten once it is checked. */
  readers?: Readers;
  /** More that papers must be, beside what the question says. */
  condition?: Condition;
}

/**
 * @throws Fault "question" where there is none; "query" that points at what is wrong in its fields
 */
export async function ask(
  workspace: Workspace,
  library: Library,
  written: string,
  options: AskOptions = {},
): Promise<Answer> {
  const question = needQuestion(written);
  const type = questionType(question);
  const { signal, condition } = options;
  const evidence = await gather(workspace, library, question, type, { signal, condition });
  const signs = answerSigns(library, evidence);
  const verdict = evidence.passages.length === 0 ? "refused" : verdictOf(signs);
  const groups = verdict === "refused" ? [] : grouped(library, choose(evidence.passages, handling[type]));
  return answerFrom({ question, type, evidence, groups, ...judged(verdict, signs, type) }, options);
}

/** @throws Fault "question" */
export function needQuestion(written: string): string {
  const question = written.trim();
  if (question === "" || question.length > longestQuestion)
    throw new Fault("question", `write a question, of ${longestQuestion} characters at most`, {
      exitCode: exitCodes.usage,
    });
  return question;
}

export interface ToAnswer {
  question: string;
  type: QuestionType;
  evidence: Evidence;
  verdict: Verdict;
  reason: Reason;
  /** The quotes of an answer without a language model; none where it is refused. */
  groups: readonly Group[];
}

/** The answer that the evidence allows: its quotes, or what a language model writes from it, each sentence checked. */
export async function answerFrom(found: ToAnswer, { model, readers, ...options }: AskOptions): Promise<Answer> {
  const { groups, evidence } = found;
  let { verdict } = found;
  let made: Written = { sentences: quoted(groups), removed: 0, remarks: [], foundNothing: false };
  if (model && groups.length > 0) {
    made = await write(model, evidence, groups, options);
    if (made.foundNothing) verdict = "refused";
  }
  if (readers?.audience || readers?.language) made = await forReaders(made, readers, model, options.signal);
  return assembled({ ...found, made, verdict, writtenBy: model?.name ?? null });
}

async function forReaders(
  made: Written,
  readers: Readers,
  model: LanguageModel | undefined,
  signal: AbortSignal | undefined,
): Promise<Written> {
  if (!model)
    return {
      ...made,
      remarks: [...made.remarks, "an audience or a language needs a language model: name one with --llm and --model"],
    };
  if (made.sentences.length === 0) return made;
  const { sentences, remarks } = await rewrite(model, made.sentences, readers, signal);
  return { ...made, sentences, remarks: [...made.remarks, ...remarks] };
}

export function grouped({ index }: Library, chosen: readonly Passage[]): Group[] {
  if (chosen.length === 0) return [];
  return group(chosen, (stem) => {
    const term = index.termNumber(kinds.word + stem);
    return inverseFrequency(index.papers, term === undefined ? 0 : index.having(term).papers.length);
  });
}

function quoted(groups: readonly Group[]): AnswerSentence[] {
  return groups.flatMap(({ heading, passages }) =>
    passages.map((passage) => ({
      sentence: passage.text,
      citations: [citationOf(passage)],
      status: "quoted" as const,
      heading,
    })),
  );
}

interface Made extends Omit<ToAnswer, "groups"> {
  made: Written;
  writtenBy: string | null;
}

function assembled({ question, type, evidence, made, verdict, reason, writtenBy }: Made): Answer {
  const { sentences, removed, remarks } = made;
  const cited = new Set(sentences.flatMap(({ citations }) => citations.map(({ id }) => id)));
  const papers =
    sentences.length > 0 ? evidence.papers.filter(({ id }) => cited.has(id)) : evidence.papers.slice(0, nearestShown);
  const having = (status: AnswerSentence["status"]) => sentences.filter((each) => each.status === status).length;
  const counts = {
    sentences: sentences.length + removed,
    quoted: having("quoted"),
    supported: having("supported"),
    marked: having("weak"),
    rewritten: having("rewritten"),
    translated: having("translated"),
    removed,
    withheld: [...evidence.withheld.values()].reduce((sum, count) => sum + count, 0),
  };
  const claim = verdict === "refused" ? undefined : claimOf(evidence.question);
  const reading = claim === undefined ? undefined : readStances(evidence, claim);
  const isQuoted = counts.quoted === sentences.length;
  return {
    question,
    type,
    verdict,
    refused: verdict === "refused",
    says:
      verdict === "refused"
        ? `${verdictText.refused}${papers.length > 0 ? " The nearest are listed." : ""}`
        : `${verdictSays({ evidence, verdict, reason }, papers)} ${howMade(sentences)}`,
    answer: sentences,
    stance: reading?.papers ?? [],
    consensus: reading?.consensus ?? null,
    papers: papers.map(citedPaper),
    advice: verdict === "answered" ? [] : adviceFor(evidence),
    counts,
    footer: footerOf(counts),
    writtenBy: isQuoted ? null : writtenBy,
    remarks: [...evidence.remarks, ...remarks, ...summaryRemark(papers)],
  };
}

/** Of an answer that is not refused. */
function verdictSays(
  { evidence, verdict, reason }: Pick<ToAnswer, "evidence" | "verdict" | "reason">,
  cited: readonly Paper[],
): string {
  if (reason === "value") return valueText;
  const best = reason === "one paper" ? evidence.papers.find(({ id }) => id === evidence.best) : undefined;
  return best
    ? oneOfSeveralText(citedPaper(best), cited.filter(({ id }) => id !== best.id).length)
    : verdictText[verdict];
}

/** What the reader of the sentences must know before the first. */
function howMade(sentences: readonly AnswerSentence[]): string {
  if (sentences.every(({ status }) => status === "quoted"))
    return "What follows is quoted word for word; nothing is concluded from it.";
  const other = sentences.filter(({ original }) => original !== undefined);
  const isTranslated = other.some(({ why }) => why?.includes(translatedWarning));
  if (isTranslated)
    return `What follows was checked sentence by sentence against its quotes, and then ${translatedWarning} each.`;
  return other.length > 0
    ? "What follows was checked sentence by sentence against its quotes, and then put in other words by a language model; below each is the sentence that was checked."
    : "What follows was written by a language model and checked sentence by sentence against its quotes.";
}

/** Whoever cites a paper must know when the words are ours and not its authors'. */
function summaryRemark(papers: readonly Paper[]): string[] {
  const count = papers.filter(isOurSummary).length;
  return count === 0
    ? []
    : [
        `${count === papers.length ? "Of these papers" : `Of ${count} of these papers`} the library has a summary by Almagest, not the authors' abstract: quote the paper itself.`,
      ];
}

function adviceFor({ stems, papers }: Evidence): string[] {
  if (stems.size === 0) return ["Ask with words that papers use: this question has none that tell papers apart."];
  if (papers.length === 0)
    return ["No paper has any word of the question: import papers on it, or ask in other words."];
  return ["Import papers on this topic, or ask about one thing at a time."];
}
