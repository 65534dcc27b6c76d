/** The process that works out what to rate next: see `createAnomalies`. */

import { openSurvey } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { answerQuestions } from "../training/standby.ts";
import type { AnomaliesQuestion } from "./anomalies.ts";
import { warmAnomalies } from "./warmAnomalies.ts";

const propose = warmAnomalies();
let workspace: Workspace | undefined;

answerQuestions<AnomaliesQuestion>(async ({ workspace: path, survey, options }) => {
  // The same one each time: it remembers the log of labels as far as it was read.
  if (workspace?.path !== path) workspace = await openWorkspace(path);
  return propose(await openSurvey(workspace, survey), options);
});
