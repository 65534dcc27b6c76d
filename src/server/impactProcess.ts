/** The process that reads the library for facilities: of many papers it takes a minute, in which the server must answer. */

import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { answerQuestions } from "../training/standby.ts";
import { type ImpactQuestion, warmImpact } from "./warmImpact.ts";

const answer = warmImpact();
let workspace: Workspace | undefined;

answerQuestions<ImpactQuestion>(async (question, signal) => {
  if (workspace?.path !== question.workspace) workspace = await openWorkspace(question.workspace);
  return answer(workspace, question, signal);
});
