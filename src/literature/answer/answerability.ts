/** Do these papers answer the question? By how much of it they cover in one place. */

import { kinds } from "../index/terms.ts";
import type { Library } from "../search.ts";
import { stemsOf } from "../words.ts";
import { covered, type Evidence } from "./evidence.ts";

export interface AnswerSigns {
  /** Of what the question's words tell, the share in the best one sentence. */
  inSentence: number;
  /** In the best one paper. */
  inPaper: number;
  /** That hardly any paper has. */
  unknown: number;
}

/** How much nearer the papers lie than papers do was tried as well: it tells nothing that these do not (docs/ask-the-literature.md). */
export function answerSigns({ index }: Library, { stems, papers, passages }: Evidence): AnswerSigns {
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
    inPaper: most(
      papers.map(({ id, title, abstract }) =>
        covered(stems, new Set([...stemsOf(`${title} ${abstract}`), ...(inTexts.get(id) ?? [])])),
      ),
    ),
    unknown,
  };
}

export type Verdict = "answered" | "partial" | "refused";

/**
 * Four bounds, set on 179 questions whose papers the corpus has, 185 whose papers it lacks and ten absurd ones: docs/ask-the-literature.md
 * has what they do. No sign tells the first two kinds apart well (the best: .67 of pairs), so "answered" is said rarely.
 */
const enough = { paper: 0.88, sentence: 0.6, touched: 0.42, unknown: 0.3 };

export function verdictOf({ inPaper, inSentence, unknown }: AnswerSigns): Verdict {
  if (inPaper < enough.touched || unknown > enough.unknown) return "refused";
  return inPaper >= enough.paper && inSentence >= enough.sentence ? "answered" : "partial";
}

/** Whole sentences for the person who asked. */
export const verdictText: Record<Verdict, string> = {
  answered: "One of these papers speaks of nearly everything the question names.",
  partial: "These papers touch on the question, but none of them plainly answers all of it.",
  refused: "The papers here do not answer this.",
};
