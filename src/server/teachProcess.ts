/** The process that teaches classes: see `teaching`. */

import { type TeachingSpace, teach, teachingSpace } from "../explore/teach/teach.ts";
import { representedBy } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { answerQuestions } from "../training/standby.ts";
import { remembered } from "./remembered.ts";
import type { TeachQuestion } from "./teaching.ts";

/** Components of a survey are worth keeping; of many surveys they would fill the memory. */
const spaces = remembered<TeachingSpace>(2);
let workspace: Workspace | undefined;

answerQuestions<TeachQuestion>(async ({ workspace: path, survey: name, run, request }) => {
  if (workspace?.path !== path) workspace = await openWorkspace(path);
  const survey = await openSurvey(workspace, name);
  const chosen = representedBy(survey, run);
  // A round writes a column, and leaves the representations as they were.
  const key = JSON.stringify([name, survey.card.importedAt, chosen, survey.card.representations]);
  const space = await spaces(key, () => teachingSpace(survey, chosen));
  return teach(survey, space, request);
});
