/** Trains a network on a source and a target, or goes without adaptation, and says what it reaches on either: for reproductions. */

import type { Configuration } from "../methods/sidda/configuration.ts";
import { prepareAdaptation } from "../methods/sidda/prepareAdaptation.ts";
import { type DomainMeasures, readDomains } from "../methods/sidda/results.ts";
import { startRun } from "../methods/startRun.ts";
import { openSurvey } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { endOf } from "../training/job.ts";
import { openRun, updateRun } from "../training/run.ts";

/** On held-out objects. */
export interface Side {
  accuracy: number;
  calibration: number;
  brier: number;
  /** Mean over the classes that are there. */
  balanced: number;
}

export interface Sides {
  source: Side;
  target: Side;
}

/** @throws what `signal` was aborted with; Fault where either survey lacks what is needed */
export async function adaptedSides(
  workspace: Workspace,
  { source, target, options }: { source: string; target: string; options: Partial<Configuration> },
  report: (share: number) => void,
  signal?: AbortSignal,
): Promise<Sides> {
  const prepared = await prepareAdaptation(await openSurvey(workspace, source), await openSurvey(workspace, target), {
    label: "class",
    options,
  });
  const run = await updateRun(prepared, { reproduction: "sidda" });
  const job = startRun(workspace, run, (message) => {
    if (message.kind === "metric") report(message.metric.step / message.steps);
  });
  await endOf(job, signal);
  signal?.throwIfAborted();
  const results = await readDomains(await openRun(workspace, run.id));
  return { source: sideOf(results.source.measures), target: sideOf(results.target.measures) };
}

function sideOf(measures: DomainMeasures | undefined): Side {
  return {
    accuracy: measures?.accuracy ?? Number.NaN,
    calibration: measures?.expectedCalibrationError ?? Number.NaN,
    brier: measures?.brierScore ?? Number.NaN,
    balanced: measures?.balancedAccuracy ?? Number.NaN,
  };
}
