/** Objects in the order in which a run is unsure of them: by the entropy of the answers that it predicts, along the decision tree. */

import type { Vector } from "apache-arrow";
import { exitCodes, Fault } from "../fault.ts";
import type { SurveyCard } from "../survey/card.ts";
import { ownColumns } from "../survey/catalogueRows.ts";
import { answerColumn, parentsFirst, restrictTo } from "../survey/decisionTree.ts";
import { predictionColumn } from "../survey/predictions.ts";
import { selectedRows } from "../survey/selection.ts";
import type { Survey } from "../survey/survey.ts";

/** A question that fewer of the volunteers would be asked says nothing of the galaxy. */
const leastAsked = 0.5;

/** As finely as they are told apart: together with a row's place it is a whole number of 52 bits, which sorts fast. */
const levels = 2 ** 20;

/**
 * @param run whose predictions; the last that were stored, where it is left out
 * @returns places in `among`, the least sure first; those without a prediction last, and among equals as they are there
 * @throws Fault "no-predictions"
 */
export async function leastSureFirst(
  survey: Survey,
  run: string | undefined,
  among: readonly string[],
): Promise<Uint32Array> {
  // Before the work of a second that a million objects take.
  const found = predictionsOf(survey, run);
  const places = new Map<string, number>();
  const keys = new Float64Array(among.length);
  // A pair for each to hand to the Map would take as long again.
  for (let place = 0; place < among.length; place++) {
    places.set(among[place] as string, place);
    keys[place] = (levels + 1) * 2 ** 32 + place;
    if (place % 100_000 === 0) await others();
  }
  for await (const { ids, rows, doubtAt } of doubts(survey, found))
    for (const row of rows) {
      const doubt = doubtAt(row);
      const place = Number.isFinite(doubt) ? places.get(String(ids.get(row))) : undefined;
      if (place !== undefined) keys[place] = Math.round((1 - doubt) * levels) * 2 ** 32 + place;
    }
  return Uint32Array.from(keys.sort(), (key) => key % 2 ** 32);
}

/** Lets a server answer others meanwhile. */
const others = () => new Promise((resolve) => setImmediate(resolve));

interface Doubts {
  ids: Vector;
  rows: Iterable<number>;
  /** NaN where there is no prediction. */
  doubtAt(row: number): number;
}

/** By the batch: to wait for each row of a million takes longer than to work it out. */
async function* doubts(survey: Survey, found: SurveyCard["predictions"][number]): AsyncGenerator<Doubts> {
  const plan = planOf(survey.card, found.answers);
  const columns = plan.answers.map((answer) => predictionColumn(found.run, answer));
  const shares = new Float64Array(columns.length);
  for await (const { vectors, rows } of selectedRows(survey, {}, [ownColumns.id, ...columns])) {
    const [ids, ...answers] = vectors as [Vector, ...Vector[]];
    const values = answers.map((vector) => vector.toArray() as ArrayLike<number>);
    const isWhole = answers.every(({ nullCount }) => nullCount === 0);
    const doubtAt = (row: number) => {
      if (!isWhole && answers.some((vector) => !vector.isValid(row))) return Number.NaN;
      for (let a = 0; a < shares.length; a++) shares[a] = Number(values[a]?.[row]);
      return doubtOf(plan, shares);
    };
    yield { ids, rows, doubtAt };
  }
}

function predictionsOf({ card }: Survey, run: string | undefined): SurveyCard["predictions"][number] {
  const shares = card.predictions.filter(({ kind }) => kind === "shares");
  const found = run === undefined ? shares.at(-1) : shares.find((each) => each.run === run);
  if (found) return found;
  throw new Fault(
    "no-predictions",
    `survey "${card.name}" has no predictions ${run === undefined ? "of a class or of votes" : `by run "${run}"`}: make them with almagest predict ${card.name} --run <run>`,
    { exitCode: exitCodes.usage },
  );
}

interface PlannedQuestion {
  /** Where its answers stand among the shares. */
  first: number;
  count: number;
  /** The answers that it is asked after: where they stand, and to which of the questions before it they belong. */
  after: { answer: number; question: number }[];
}

interface Plan {
  answers: string[];
  /** Each after those it is asked after. */
  questions: PlannedQuestion[];
}

/** The questions of the tree that the run answers; classes are the answers to one question. */
function planOf({ tree }: SurveyCard, answers: readonly string[]): Plan {
  const asked = tree ? parentsFirst(restrictTo(tree, new Set(answers))) : [];
  if (asked.length === 0) return { answers: [...answers], questions: [{ first: 0, count: answers.length, after: [] }] };
  const columns = asked.map((question) => question.answers.map((answer) => answerColumn(question, answer)));
  const all = columns.flat();
  return {
    answers: all,
    questions: asked.map(({ askedAfter }, q) => ({
      first: columns.slice(0, q).flat().length,
      count: (columns[q] as string[]).length,
      after: askedAfter.map((parent) => ({
        answer: all.indexOf(parent),
        question: columns.findIndex((each) => each.includes(parent)),
      })),
    })),
  };
}

/**
 * From 0 to 1: the mean of the questions' entropies, each weighted by the share of volunteers that would come to it, which is
 * the product of the shares along its path.
 * @param shares of each answer of the plan
 * @returns NaN where there is no share
 */
function doubtOf({ questions }: Plan, shares: Float64Array): number {
  const asked: number[] = [];
  let [sum, weights] = [0, 0];
  for (const { first, count, after } of questions) {
    const reached = after.reduce((all, { answer, question }) => {
      return all + (asked[question] as number) * (shares[answer] as number);
    }, 0);
    const share = after.length === 0 ? 1 : Math.min(1, reached);
    asked.push(share);
    if (share < leastAsked) continue;
    sum += share * entropy(shares.subarray(first, first + count));
    weights += share;
  }
  return sum / weights;
}

function entropy(shares: Float64Array): number {
  const sum = shares.reduce((a, b) => a + b, 0);
  const nats = shares.reduce((total, share) => (share > 0 ? total - (share / sum) * Math.log(share / sum) : total), 0);
  return Number.isNaN(sum) ? Number.NaN : nats / Math.log(Math.max(2, shares.length));
}
