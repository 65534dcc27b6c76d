/** An answer: sentences with the quotes they stand on, and what the reader must know about them. */

import { asIndexed, leftOutNote } from "../instructions.ts";
import type { Paper } from "../paper.ts";
import type { Verdict } from "./answerability.ts";
import type { Passage } from "./evidence.ts";
import type { QuestionType } from "./questionType.ts";
import type { Consensus, PaperStance } from "./stance.ts";

export interface Citation {
  id: string;
  /** Exactly `paper[field].slice(start, end)`; of a full text, the same in its passage. */
  quote: string;
  field: "title" | "abstract" | "text";
  start: number;
  end: number;
  /** Where in the full text: which of its passages, under which heading, and the page where the passage begins. */
  place?: { passage: number; section: string; page: number };
}

/**
 * quoted: the quote itself; supported: every check passed; weak: one did not, and `why` says which;
 * rewritten: in other words of the same language, held by rules to `original`, which was quoted or supported;
 * translated: from `original`, with its numbers, names and denials, and no more vouched for. A weak one that is either stays weak.
 */
export type SentenceStatus = "quoted" | "supported" | "weak" | "rewritten" | "translated";

export interface AnswerSentence {
  sentence: string;
  citations: Citation[];
  status: SentenceStatus;
  /** Of a weak one, what was not in its quotes; of a rewritten one, the same, and of a translated one how little is checked. */
  why?: string;
  /** Of a rewritten or translated one, weak ones too, the sentence that was checked. */
  original?: string;
  /** Of the group it stands in; empty where there are no groups. */
  heading: string;
}

export interface CitedPaper {
  id: string;
  title: string;
  year: number | null;
  authors: string;
  /** What the reader should know of it, such as that it speaks to a language model. */
  note?: string;
}

export interface Answer {
  question: string;
  type: QuestionType;
  /** refused: no sentence; partial: there are some, and `says` says what is missing. */
  verdict: Verdict;
  refused: boolean;
  says: string;
  answer: AnswerSentence[];
  /** Of each paper that was read, where the question is one of yes or no; otherwise none. */
  stance: PaperStance[];
  consensus: Consensus | null;
  /** The papers that are cited, or of a refusal the nearest; each once. */
  papers: CitedPaper[];
  /** What would help, where the answer is not whole. */
  advice: string[];
  counts: {
    sentences: number;
    quoted: number;
    supported: number;
    marked: number;
    rewritten: number;
    translated: number;
    removed: number;
    withheld: number;
  };
  footer: string;
  writtenBy: string | null;
  /** What went wrong on the way; what was there is kept. */
  remarks: string[];
}

export function citationOf({ paper, field, start, end, text, place }: Passage): Citation {
  return { id: paper.id, quote: text, field, start, end, ...(place ? { place } : {}) };
}

export function citedPaper(paper: Paper): CitedPaper {
  const { id, title, year, authors, authorCount } = paper;
  const { leftOut } = asIndexed(paper);
  const more = (authorCount ?? authors.length) - 1;
  return {
    id,
    title,
    year,
    authors: `${authors[0] ?? "no author"}${more > 0 ? ` +${more}` : ""}`,
    ...(leftOut > 0 ? { note: leftOutNote(leftOut) } : {}),
  };
}

/** "9 sentences: 7 supported, 2 marked, 1 removed" */
export function footerOf(counts: Answer["counts"]): string {
  const { sentences, quoted, supported, marked, rewritten, translated, removed, withheld } = counts;
  const parts = [
    quoted > 0 && `${quoted} quoted word for word`,
    supported > 0 && `${supported} supported`,
    marked > 0 && `${marked} marked`,
    rewritten > 0 && `${rewritten} rewritten`,
    translated > 0 && `${translated} translated`,
    removed > 0 && `${removed} removed`,
  ].filter((part) => part !== false);
  const kept = withheld > 0 ? `; ${withheld} passages withheld that give orders to a language model` : "";
  return `${sentences} sentence${sentences === 1 ? "" : "s"}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}${kept}`;
}
