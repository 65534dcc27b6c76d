/** Do these papers answer the question? By how much of it they cover in one place. */

import { kinds } from "../index/terms.ts";
import { asIndexed } from "../instructions.ts";
import type { Library } from "../search.ts";
import type { CitedPaper } from "./answer.ts";
import { covered, type Evidence } from "./evidence.ts";
import { type QuestionType, wantsSeveral } from "./questionType.ts";

export interface AnswerSigns {
  /** Of what the question's words tell, the share in the best one sentence. */
  inSentence: number;
  /** In the best one paper. */
  inPaper: number;
  /** That hardly any paper has. */
  unknown: number;
  /** Of a question that wants a value, in the best one sentence with such a value, its paper's title counted as well; else 0. */
  withValue: number;
  /** The question names objects by number or name, and no paper that was read names any of them. */
  lacksObject: boolean;
  /** How far the best paper's score is before the fifth's; 0 where there are fewer. */
  ahead: number;
}

/** How much nearer the papers lie than papers do was tried as well: it tells nothing that these do not (docs/ask-the-literature.md). */
export function answerSigns({ index }: Library, { stems, heard, papers, passages, scores }: Evidence): AnswerSigns {
  // In a small library a word that one paper has is known.
  const few = Math.max(1, Math.min(3, index.papers / 10_000));
  // What full texts say of a paper counts as its abstract does.
  const inTexts = new Map<string, Set<string>>();
  for (const { field, paper, stems: own } of passages)
    if (field === "text") inTexts.set(paper.id, new Set([...(inTexts.get(paper.id) ?? []), ...own]));
  const isInText = (stem: string) => [...inTexts.values()].some((own) => own.has(stem));
  let unknown = 0;
  for (const [stem, share] of stems) {
    const term = index.termNumber(kinds.word + stem);
    if ((term === undefined || index.having(term).papers.length < few) && !isInText(stem)) unknown += share;
  }
  const most = (values: readonly number[]) => Math.max(0, ...values);
  return {
    inSentence: most(passages.map(({ coverage }) => coverage)),
    withValue: most(passages.map(({ givesValue, withTitle }) => (givesValue ? withTitle : 0))),
    lacksObject: !passages.some(({ namesObject }) => namesObject),
    inPaper: most(
      papers.map((paper) => {
        const { title, abstract } = asIndexed(paper);
        return covered(stems, new Set([...heard(`${title} ${abstract}`), ...(inTexts.get(paper.id) ?? [])]));
      }),
    ),
    unknown,
    ahead: scores.length < 5 ? 0 : (scores[0] as number) - (scores[4] as number),
  };
}

export type Verdict = "answered" | "partial" | "refused";

/**
 * Bounds set on 179 questions whose papers the corpus has and 185 whose papers it lacks: docs/ask-the-literature.md has what they do. Of
 * questions about many papers no sign tells the two apart (of pairs .5 are in order, which is chance: the topic is there, only not the
 * papers that a review chose); of questions about one paper, how far the first is ahead does (.75).
 */
const enough = { ahead: 0.22, covered: 0.6, touched: 0.42, unknown: 0.3, value: 0.8 };
/** Of a library too small for a fifth paper. */
const enoughOfFew = { paper: 0.88, sentence: 0.6 };

export function verdictOf(signs: AnswerSigns): Verdict {
  const { inPaper, inSentence, unknown, ahead, lacksObject } = signs;
  if (lacksObject || inPaper < enough.touched || unknown > enough.unknown) return "refused";
  if (givesValue(signs)) return "answered";
  const standsOut = ahead >= enough.ahead && inPaper >= enough.covered;
  const coversAll = ahead === 0 && inPaper >= enoughOfFew.paper && inSentence >= enoughOfFew.sentence;
  return standsOut || coversAll ? "answered" : "partial";
}

/** usual: by how far the papers fit; value: a sentence gives the value that is asked for; one paper: only one fits, of a question for several. */
export type Reason = "usual" | "value" | "one paper";

/** One paper that stands out is no answer to what many papers are asked: it is said to be one paper's word, and the answer to be partial. */
export function judged(verdict: Verdict, signs: AnswerSigns, type: QuestionType): { verdict: Verdict; reason: Reason } {
  if (verdict !== "answered") return { verdict, reason: "usual" };
  if (givesValue(signs)) return { verdict, reason: "value" };
  const isOne = signs.ahead > 0 && wantsSeveral(type);
  return isOne ? { verdict: "partial", reason: "one paper" } : { verdict, reason: "usual" };
}

/** In the words of the paper that has it. */
function givesValue({ withValue }: AnswerSigns): boolean {
  return withValue >= enough.value;
}

/** Whole sentences for the person who asked. */
export const verdictText: Record<Verdict, string> = {
  answered: "One of these papers fits the question far better than the others do.",
  partial: "These papers touch on the question, but none of them plainly answers all of it.",
  refused: "The papers here do not answer this.",
};

export const valueText = "These papers give a value of what is asked.";

/** @param others how many more papers are quoted */
export function oneOfSeveralText({ id, title, year, authors }: CitedPaper, others: number): string {
  const rest =
    others === 0
      ? ""
      : ` The ${others === 1 ? "other paper quoted touches" : `other ${others} papers quoted touch`} on it, no more.`;
  return `One paper alone fits the question far better than the others do, "${title}" by ${authors} (${year ?? "undated"}, ${id}), and the question wants several: what it says is that paper's word.${rest}`;
}
