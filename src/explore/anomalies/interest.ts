/** What would interest a simulated person: a column of the survey and a comparison, `merger_fraction > 0.4`. */

import { exitCodes, Fault } from "../../fault.ts";
import { surveyNumbers } from "../../survey/numbers.ts";
import { columnKinds, type Survey, surveyLabels, surveyObjects } from "../../survey/survey.ts";

const comparisons = {
  ">=": (a: number, b: number) => a >= b,
  "<=": (a: number, b: number) => a <= b,
  "!=": (a: number, b: number) => a !== b,
  ">": (a: number, b: number) => a > b,
  "<": (a: number, b: number) => a < b,
  "=": (a: number, b: number) => a === b,
};

export interface InterestRule {
  column: string;
  comparison: keyof typeof comparisons;
  value: string;
}

/** @throws Fault "interest" that shows what is expected */
export function parseInterest(text: string): InterestRule {
  const found = /^\s*([^<>=!\s][^<>=!]*?)\s*(>=|<=|!=|>|<|=)\s*([^<>=!]*[^<>=!\s])\s*$/.exec(text);
  if (!found)
    throw fault(
      `--interest "${text}" is no comparison: write a column, one of > >= < <= = !=, and a value, such as "odd > 0.4"`,
    );
  const [, column, comparison, value] = found as unknown as [string, string, InterestRule["comparison"], string];
  return { column, comparison, value };
}

export interface SimulatedPerson {
  /** By id, the score the person gives, 0 to 5; objects without a value in the column are not among them. */
  scores: Map<string, number>;
  interesting: Set<string>;
  /** Whether a score is 5 times the column's fraction, rounded, and not only 0 or 5. */
  isGraded: boolean;
}

/**
 * The person who finds interesting what obeys the rule. Where the column holds fractions and "more" or "less" is asked for, the
 * score follows the fraction, as in Walmsley+ 2022; otherwise it is 5 or 0.
 * @throws Fault "no-column", "interest"
 */
export async function simulatedPerson(survey: Survey, rule: InterestRule): Promise<SimulatedPerson> {
  const { column, comparison, value } = rule;
  const { ids } = await surveyObjects(survey);
  if ((await columnKinds(survey)).get(column) === "text") {
    if (comparison !== "=" && comparison !== "!=")
      throw fault(`--interest: column "${column}" holds text, which is = or != something, not ${comparison}`);
    const labels = await surveyLabels(survey, column);
    return person(ids, labels, (label) => (label === value) === (comparison === "="));
  }
  const number = Number(value);
  const numbers = await surveyNumbers(survey, column);
  if (!Number.isFinite(number)) throw fault(`--interest: column "${column}" holds numbers, and "${value}" is none`);
  const obeys = (each: number) => comparisons[comparison](each, number);
  const known = numbers.filter((each) => each !== null);
  const areFractions = known.every((each) => each >= 0 && each <= 1) && known.some((each) => each > 0 && each < 1);
  if (!areFractions || comparison === "=" || comparison === "!=") return person(ids, numbers, obeys);
  const isMore = comparison.startsWith(">");
  return person(ids, numbers, obeys, (each) => Math.round(5 * (isMore ? each : 1 - each)));
}

function person<T>(
  ids: readonly string[],
  values: readonly (T | null)[],
  obeys: (value: T) => boolean,
  graded?: (value: T) => number,
): SimulatedPerson {
  const scores = new Map<string, number>();
  const interesting = new Set<string>();
  ids.forEach((id, i) => {
    const value = values[i];
    if (value === null || value === undefined) return;
    if (obeys(value)) interesting.add(id);
    scores.set(id, graded ? graded(value) : obeys(value) ? 5 : 0);
  });
  return { scores, interesting, isGraded: graded !== undefined };
}

function fault(message: string): Fault {
  return new Fault("interest", message, { exitCode: exitCodes.usage });
}
