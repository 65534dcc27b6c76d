/** Research in steps: plan, search, read, refine, and an answer from all that was found, by the checks of any other answer. */

import type { Workspace } from "../../../survey/workspace.ts";
import { parseQuery } from "../../query/parseQuery.ts";
import { both } from "../../query/query.ts";
import { yearWords } from "../../query/yearWords.ts";
import type { Library } from "../../search.ts";
import type { Answer } from "../answer.ts";
import { answerSigns, judged, type Verdict, verdictOf } from "../answerability.ts";
import { type AskOptions, answerFrom, grouped, needQuestion } from "../ask.ts";
import { choose } from "../choose.ts";
import { covered, type Evidence, type GatherOptions, gather, type Passage } from "../evidence.ts";
import type { Group } from "../group.ts";
import { handling, type QuestionType, questionType } from "../questionType.ts";
import { plannedBy, refinedBy } from "./asModelPlans.ts";
import { type Budget, Purse, type Spent } from "./budget.ts";
import { facetsOf } from "./facets.ts";
import { type Part, partsOf } from "./parts.ts";
import { passageKey, union } from "./union.ts";

export interface Step {
  kind: "plan" | "search" | "read" | "refine" | "answer";
  /** A whole sentence. */
  says: string;
  /** What was searched. */
  question?: string;
  /** Papers it found, and how many of them no step before had. */
  papers?: number;
  fresh?: number;
  /** Since the research began. */
  seconds: number;
}

export interface Researched extends Answer {
  steps: Step[];
  budget: Spent;
}

export interface ResearchOptions extends AskOptions {
  budget?: Partial<Budget>;
  /** Each as it is done. */
  onStep?: (step: Step) => void;
}

export const usualBudget: Budget = { calls: 24, seconds: 120 };
const mostRounds = 2;
/** Of the calls, for writing: quotes, outline, and of each of up to four sections the text and its check. */
const writingCalls = 10;
const quotesPerPart = 3;

/**
 * Works with no language model: then a question is taken apart by its wording, and sides of it are found on the library's map and in
 * what papers share.
 * @throws Fault as `ask`
 */
export async function research(
  workspace: Workspace,
  library: Library,
  written: string,
  { budget, onStep, model, condition: within, ...options }: ResearchOptions = {},
): Promise<Researched> {
  const question = needQuestion(written);
  const type = questionType(question);
  const purse = new Purse({ ...usualBudget, ...budget });
  const paying = model && purse.paying(model);
  const keep = model ? Math.min(writingCalls, Math.floor(purse.left / 2)) : 0;
  const { signal } = options;
  const steps: Step[] = [];
  const step = (made: Omit<Step, "seconds">) => {
    const done = { ...made, seconds: Number(purse.seconds.toFixed(2)) };
    steps.push(done);
    onStep?.(done);
  };
  const { text, condition } = parseQuery(question);
  const years = condition ? undefined : yearWords(text, new Date().getFullYear());
  const [plain, narrowed] = [years?.rest ?? text, both(condition ?? years?.condition, within)];
  const seen = new Set<string>();
  const asked: string[] = [];
  const found: { part: Part; evidence: Evidence }[] = [];
  const look = async (part: Part, type: QuestionType, options: GatherOptions = {}) => {
    const evidence = await gather(workspace, library, part.question, type, { ...options, signal });
    const fresh = evidence.papers.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    asked.push(part.question);
    step({
      kind: "search",
      says: `Searched "${part.question}" (${part.why}): ${evidence.papers.length} papers, ${fresh.length} of them new.`,
      question: part.question,
      papers: evidence.papers.length,
      fresh: fresh.length,
    });
    return evidence;
  };
  const searchAll = async (parts: readonly Part[]) => {
    const before = seen.size;
    for (const part of parts) {
      if (asked.includes(part.question) || !purse.take({ keep })) continue;
      // A part has no fields of its own, and its years are the question's.
      found.push({ part, evidence: await look(part, "single paper", { condition: narrowed, plainYears: true }) });
    }
    return seen.size - before;
  };

  let parts = partsOf(plain);
  if (paying) {
    const planned = await plannedBy(paying, library, plain, signal);
    if (planned.parts.length > 0) parts = planned.parts;
    step({ kind: "plan", says: planSays(parts, planned.parts.length > 0 ? paying.name : undefined, planned.problem) });
  } else step({ kind: "plan", says: planSays(parts) });
  purse.take();
  const main = await look({ question, why: "the question as it was asked" }, type, { condition: within });
  await searchAll(parts);
  let evidence = union(
    main,
    found.map(({ evidence }) => evidence),
  );
  step(readingOf(evidence, found));
  for (let round = 0; round < mostRounds && purse.left > keep; round++) {
    const further =
      paying && purse.left > keep + 1 ? await refinedBy(paying, library, evidence, asked, signal) : undefined;
    // A language model that finds nothing missing is believed; one that fails is not.
    const sides =
      further && (further.parts.length > 0 || !further.problem)
        ? further.parts
        : await facetsOf(workspace, library, evidence);
    const next = sides.filter((part) => !asked.includes(part.question));
    step({
      kind: "refine",
      says:
        next.length === 0
          ? "Nothing further to search was seen."
          : `Further to search: ${next.map(({ question }) => `"${question}"`).join("; ")}.`,
    });
    if (next.length === 0 || (await searchAll(next)) === 0) break;
    evidence = union(
      main,
      found.map((each) => each.evidence),
    );
    step(readingOf(evidence, found));
  }

  // Words that are searched for beside the question's own would make it answered by what they find.
  const own = found.filter(({ part }) => part.heading === undefined && parts.includes(part));
  const verdict = verdictFor(
    library,
    main,
    evidence,
    own.map(({ evidence }) => evidence),
  );
  const groups = verdict === "refused" ? [] : groupsOf(library, main, found, paying !== undefined);
  const judgement = judged(verdict, answerSigns(library, main), type);
  const answer = await answerFrom({ question, type, evidence, groups, ...judgement }, { ...options, model: paying });
  step({
    kind: "answer",
    says: `Answered from ${answer.papers.length} of ${evidence.papers.length} papers: ${answer.footer}.`,
  });
  const budgeted = purse.spent();
  const cut = budgeted.isSpent
    ? [
        `the budget of ${budgeted.calls} calls and ${budgeted.seconds} s cut the research short: raise --budget or --seconds for more`,
      ]
    : [];
  return { ...answer, remarks: [...answer.remarks, ...cut], steps, budget: budgeted };
}

function planSays(parts: readonly Part[], planner?: string, problem: string | null = null): string {
  const failed = problem ? ` (the language model gave no plan: ${problem})` : "";
  if (parts.length === 0) return `The question is of one piece: it is searched as it is, then its sides${failed}.`;
  const by = planner === undefined ? "by its wording" : `by ${planner}`;
  return `Taken apart ${by} into ${parts.length}: ${parts.map(({ question }) => `"${question}"`).join("; ")}${failed}.`;
}

/** What was read, and which of the question's parts no sentence says much of. */
function readingOf(
  { papers, passages, stems }: Evidence,
  found: readonly { part: Part; evidence: Evidence }[],
): Omit<Step, "seconds"> {
  const best = Math.max(0, ...passages.map((passage) => covered(stems, passage.stems)));
  const thin = found.filter(({ evidence }) => Math.max(0, ...evidence.passages.map(({ coverage }) => coverage)) < 0.5);
  const lacking =
    thin.length > 0 ? `; little is said of ${thin.map(({ part }) => `"${part.question}"`).join(", ")}` : "";
  return {
    kind: "read",
    says: `Read ${passages.length} sentences of ${papers.length} papers: the best one has ${Math.round(100 * best)} % of what the question's words tell${lacking}.`,
    papers: papers.length,
  };
}

/**
 * More papers make no question answered that its own search does not answer. Of one in several parts some is answered where a part is: no
 * paper need speak of both sides of a comparison.
 */
function verdictFor(library: Library, main: Evidence, all: Evidence, parts: readonly Evidence[]): Verdict {
  if (all.passages.length === 0) return "refused";
  const own = verdictOf(answerSigns(library, main));
  if (own === "answered") return own;
  return [all, ...parts].some((each) => verdictOf(answerSigns(library, each)) !== "refused") ? "partial" : "refused";
}

/**
 * Quotes of each part under the part, each once.
 * @param isPlanned headings are then the quotes' own words: what a language model asks is no heading
 */
function groupsOf(
  library: Library,
  main: Evidence,
  found: readonly { part: Part; evidence: Evidence }[],
  isPlanned: boolean,
): Group[] {
  const used = new Set<string>();
  // By how well they fit the part, not the whole: they are to answer it.
  const take = (passages: readonly Passage[], quotes: number) => {
    const chosen = choose(
      passages.filter((passage) => !used.has(passageKey(passage))),
      { ...handling["multi paper"], quotes },
    );
    for (const passage of chosen) used.add(passageKey(passage));
    return chosen;
  };
  const first = take(main.passages, found.length > 0 ? 4 : 8);
  const rest = found.map(({ part, evidence }) => ({
    heading: part.heading ?? part.question,
    passages: take(evidence.passages, quotesPerPart),
  }));
  if (isPlanned) return grouped(library, [...first, ...rest.flatMap(({ passages }) => passages)]);
  return [{ heading: "", passages: first }, ...rest].filter(({ passages }) => passages.length > 0);
}
