/** The process that prepares the demonstration: see `demonstration`. */

import { openWorkspace } from "../../survey/workspace.ts";
import { runAsJob } from "../../training/job.ts";
import { prepareDemonstration } from "./demonstration.ts";

runAsJob<{ workspace: string }>(async ({ workspace }, send, stop) => {
  await prepareDemonstration(await openWorkspace(workspace), (text, fraction) => send({ text, fraction }), stop);
});
