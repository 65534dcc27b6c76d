/** Whose representations a command takes: the run that was named, or the last that were stored. */

import { representedBy } from "../survey/representations.ts";
import type { Survey } from "../survey/survey.ts";
import { remark } from "./output.ts";

/**
 * Where none is named and there are several, which was taken is said: the same command answers otherwise after each
 * embedding.
 */
export function chosenRun(survey: Survey, wanted: string | undefined, talk: { quiet: boolean }): string {
  const run = representedBy(survey, wanted);
  const others = survey.card.representations.map((each) => each.run).filter((each) => each !== run);
  if (wanted === undefined && others.length > 0)
    remark(`by ${run}, whose representations were stored last; --run chooses another: ${others.join(", ")}`, talk);
  return run;
}
