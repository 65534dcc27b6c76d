/** The evaluation of `evaluate.ts` on a survey, with a person made of one of its columns. */

import { Fault } from "../../fault.ts";
import type { Survey } from "../../survey/survey.ts";
import { anomalySpace } from "./anomalySpace.ts";
import { type Evaluation, type EvaluationOptions, evaluateWays } from "./evaluate.ts";
import { parseInterest, simulatedPerson } from "./interest.ts";

export interface SurveyEvaluation extends Evaluation {
  run: string;
  interest: string;
  /** Whether the person gives scores between 0 and 5, by the column's fraction. */
  isGraded: boolean;
  /** Objects that have a representation, but nothing in the column. */
  leftOut: number;
}

/** @throws Fault "interest", "no-column", "no-representations", "usage" */
export async function evaluateSurvey(
  survey: Survey,
  interest: string,
  { run, ...options }: EvaluationOptions & { run?: string },
): Promise<SurveyEvaluation> {
  const person = await simulatedPerson(survey, parseInterest(interest));
  const space = await anomalySpace(survey, run);
  const { dimension } = space;
  const rows = space.ids.flatMap((id, row) => (person.scores.has(id) ? [row] : []));
  if (rows.length === 0)
    throw new Fault("interest", `no object that has a representation of run "${space.run}" has a value in that column`);
  const vectors = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    vectors.set(space.vectors.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  const ids = rows.map((row) => space.ids[row] as string);
  const evaluation = await evaluateWays(
    {
      space: { vectors, dimension },
      scores: ids.map((id) => person.scores.get(id) as number),
      isInteresting: ids.map((id) => person.interesting.has(id)),
    },
    options,
  );
  const leftOut = space.ids.length - rows.length;
  return { run: space.run, interest, isGraded: person.isGraded, leftOut, ...evaluation };
}
