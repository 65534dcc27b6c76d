/** An answer that a language model writes: it picks quotes, orders them, and writes from them; each sentence is then checked. */

import { namesIn } from "../names.ts";
import { stemsOf } from "../words.ts";
import { type AnswerSentence, citationOf } from "./answer.ts";
import { check } from "./check.ts";
import { type CitedSentence, citedSentences } from "./citedText.ts";
import { entailments } from "./entailments.ts";
import type { Evidence, Passage } from "./evidence.ts";
import type { Group } from "./group.ts";
import { innerObjects } from "./jsonIn.ts";
import { opaqueKeys } from "./keys.ts";
import type { LanguageModel } from "./languageModel.ts";
import { outlinePrompt, quotesPrompt, sectionPrompt } from "./prompts.ts";

export interface Written {
  /** Checked; none that its quotes do not support. */
  sentences: AnswerSentence[];
  removed: number;
  /** Why it is not whole, or what was done otherwise than asked. */
  remarks: string[];
  /** The model found nothing in the papers that answers. */
  foundNothing: boolean;
}

export interface WriteOptions {
  signal?: AbortSignal;
  /** Each as soon as it is checked. */
  onSentence?: (sentence: AnswerSentence) => void;
}

const papersShown = 12;
const mostQuotes = 12;

/** @param otherwise the quotes, grouped, of the answer without a model: taken where the model's are no use */
export async function write(
  model: LanguageModel,
  evidence: Evidence,
  otherwise: readonly Group[],
  { signal, onSentence }: WriteOptions = {},
): Promise<Written> {
  const done: Written = { sentences: [], removed: 0, remarks: [], foundNothing: false };
  const add = (sentence: AnswerSentence) => {
    done.sentences.push(sentence);
    onSentence?.(sentence);
  };
  const picked = await pickQuotes(model, evidence, signal);
  if (picked.foundNothing) return { ...done, foundNothing: true };
  let groups = [...otherwise];
  if (picked.problem) done.remarks.push(picked.problem);
  if (picked.isGone) {
    for (const { heading, passages } of groups) for (const passage of passages) add(quotedSentence(passage, heading));
    return done;
  }
  if (picked.passages.length > 0) groups = await outlined(model, evidence.question, picked.passages, signal);
  let isGone = false;
  for (const { heading, passages } of groups) {
    const before = done.sentences.length;
    if (!isGone) {
      const section = await writeSection(model, evidence, heading, passages, signal);
      for (const sentence of section.sentences) add(sentence);
      done.removed += section.removed;
      if (section.problem) {
        isGone = true;
        done.remarks.push(`${section.problem}: the answer is partial, and the rest is quoted`);
      }
    }
    if (done.sentences.length === before) for (const passage of passages) add(quotedSentence(passage, heading));
  }
  return done;
}

function quotedSentence(passage: Passage, heading: string): AnswerSentence {
  return { sentence: passage.text, citations: [citationOf(passage)], status: "quoted", heading };
}

interface Picked {
  passages: Passage[];
  problem: string | null;
  foundNothing: boolean;
  isGone: boolean;
}

/** What it quotes must stand in the paper; the whole sentence round it is taken, so that no "not" is cut off. */
async function pickQuotes(model: LanguageModel, evidence: Evidence, signal?: AbortSignal): Promise<Picked> {
  const papers = evidence.papers.slice(0, papersShown);
  const readable = papers.map((paper) => ({
    paper,
    passages: evidence.passages.filter((passage) => passage.paper.id === paper.id),
  }));
  const texts = readable.map(({ passages }) => passages.map(({ text }) => text).join(" "));
  const keys = opaqueKeys(papers.length, texts);
  const { text, problem } = await model.reply(
    quotesPrompt(
      evidence.question,
      texts.map((shown, i) => ({ key: keys[i] as string, text: shown })),
    ),
    { signal },
  );
  const chosen = new Set<Passage>();
  let refused = 0;
  for (const { key, quote } of innerObjects(text)) {
    if (typeof quote !== "string") continue;
    const passages = readable[keys.indexOf(String(key))]?.passages ?? [];
    const found = passages.filter((passage) => overlaps(passage.text, quote));
    if (found.length === 0) refused++;
    for (const passage of found) if (chosen.size < mostQuotes) chosen.add(passage);
  }
  const saysNothing = problem === null && /"quotes"\s*:\s*\[\s*\]/.test(text);
  const isGone = problem !== null && chosen.size === 0;
  return {
    passages: [...chosen],
    foundNothing: saysNothing && chosen.size === 0,
    isGone,
    problem: problem
      ? `${problem}: ${isGone ? "the papers are quoted instead" : "the answer stands on the quotes that came"}`
      : chosen.size > 0 || saysNothing
        ? refused > 0
          ? `${refused} quotes of the language model are in no paper, and were dropped`
          : null
        : "the language model picked no quote that is in a paper: those found by search are used",
  };
}

const shortestQuote = 20;

function overlaps(sentence: string, quote: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, " ").trim();
  const [whole, part] = [plain(sentence), plain(quote)];
  return (
    whole === part ||
    (part.length >= shortestQuote && whole.includes(part)) ||
    (whole.length >= shortestQuote && part.includes(whole))
  );
}

interface Keyed {
  keys: string[];
  byKey: ReadonlyMap<string, Passage[]>;
}

function keyed(passages: readonly Passage[]): Keyed {
  const keys = opaqueKeys(
    passages.length,
    passages.map(({ text }) => text),
  );
  return { keys, byKey: new Map(keys.map((key, i) => [key, [passages[i] as Passage]])) };
}

/** Groups as the model orders them; a heading that says more than its quotes is ours, and quotes it left out come last. */
async function outlined(
  model: LanguageModel,
  question: string,
  passages: readonly Passage[],
  signal?: AbortSignal,
): Promise<Group[]> {
  if (passages.length < 4) return [{ heading: "", passages: [...passages] }];
  const { keys, byKey } = keyed(passages);
  const { text } = await model.reply(
    outlinePrompt(
      question,
      passages.map((passage, i) => ({ key: keys[i] as string, text: passage.text })),
    ),
    { signal },
  );
  const left = new Set(passages);
  const groups: Group[] = [];
  for (const { heading, keys: cited } of innerObjects(text)) {
    if (!Array.isArray(cited) || groups.length === 4) continue;
    const members = cited.flatMap((key) => byKey.get(String(key)) ?? []).filter((passage) => left.delete(passage));
    if (members.length > 0) groups.push({ heading: safeHeading(heading, members), passages: members });
  }
  if (left.size > 0) groups.push({ heading: groups.length > 0 ? "further" : "", passages: [...left] });
  return groups;
}

function safeHeading(heading: unknown, members: readonly Passage[]): string {
  if (typeof heading !== "string" || heading.length > 80) return "";
  const known = new Set(members.flatMap(({ stems }) => [...stems]));
  const isTheirs = [...stemsOf(heading), ...namesIn(heading).flatMap(({ stems }) => stems)].every((stem) =>
    known.has(stem),
  );
  return isTheirs ? heading.trim() : "";
}

interface Section {
  sentences: AnswerSentence[];
  removed: number;
  problem: string | null;
}

async function writeSection(
  model: LanguageModel,
  { question }: Evidence,
  heading: string,
  passages: readonly Passage[],
  signal?: AbortSignal,
): Promise<Section> {
  const { keys, byKey } = keyed(passages);
  const { text, problem } = await model.reply(
    sectionPrompt(
      question,
      heading,
      passages.map((passage, i) => ({ key: keys[i] as string, text: passage.text })),
    ),
    { signal },
  );
  const section: Section = { sentences: [], removed: 0, problem };
  const written = citedSentences(text, problem === null).map((each) => ({
    ...each,
    passages: passagesOf(each, byKey),
  }));
  const pairs = written.map(({ sentence, passages: cited }) => ({ sentence, quotes: cited.map(({ text }) => text) }));
  const verdicts = problem === null ? await entailments(model, pairs, signal) : [];
  written.forEach(({ sentence, passages: cited }, i) => {
    const checked = check(sentence, pairs[i]?.quotes ?? [], verdicts[i]);
    if (checked.status === "unsupported" || /https?:|www\./i.test(sentence)) section.removed++;
    else
      section.sentences.push({
        sentence,
        citations: cited.map(citationOf),
        status: checked.status,
        ...(checked.why ? { why: checked.why } : {}),
        heading,
      });
  });
  return section;
}

/** None where one of the keys is none that was shown: who invents one citation is not believed the others. */
function passagesOf({ keys }: CitedSentence, byKey: ReadonlyMap<string, Passage[]>): Passage[] {
  const found = keys.map((key) => byKey.get(key));
  return found.some((passages) => passages === undefined)
    ? []
    : [...new Set(found.flatMap((passages) => passages ?? []))];
}
