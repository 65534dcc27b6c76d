/** The survey a newcomer finds: simulated galaxies, with the predictions and representations of the shipped model. */

import { join } from "node:path";
import { galaxyPrefix, simulateSurvey } from "../../sky/simulateSurvey.ts";
import { importCatalogue } from "../../survey/importCatalogue.ts";
import { writePredictions } from "../../survey/predictions.ts";
import { writeRepresentations } from "../../survey/representations.ts";
import { checkNothingIsLost } from "../../survey/simulatedSurvey.ts";
import { openSurvey, surveyNames, surveyObjects } from "../../survey/survey.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { representationWidth } from "./network.ts";
import { predictImages } from "./predict.ts";
import { readShippedModel, shippedRun } from "./shippedModel.ts";

export const demonstrationName = "demo";

const galaxies = 2000;

export async function needsDemonstration(workspace: Workspace): Promise<boolean> {
  if (!(await surveyNames(workspace)).includes(demonstrationName)) return true;
  const { card } = await openSurvey(workspace, demonstrationName);
  return !card.representations.some(({ run }) => run === shippedRun);
}

/** May be cut off at any moment: what is missing is made the next time. */
export async function prepareDemonstration(
  workspace: Workspace,
  onProgress: (text: string, fraction: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const part = (text: string, from: number, to: number) => (done: number, total: number) =>
    onProgress(`${text}: ${done} of ${total}`, from + ((to - from) * done) / total);
  const folder = join(workspace.path, "simulated", demonstrationName);
  const simulation = { count: galaxies, seed: 2026, size: 128, folder };
  // Somebody may have called a survey of their own so.
  await checkNothingIsLost(workspace, demonstrationName, { ...simulation, prefix: galaxyPrefix(simulation.seed) });
  const { catalogue } = await simulateSurvey({
    ...simulation,
    signal,
    onProgress: part("simulating galaxies", 0, 0.6),
  });
  await importCatalogue(workspace, demonstrationName, catalogue, {
    votes: "gz-decals",
    signal,
    onProgress: part("importing", 0.6, 0.7),
  });
  const { ids, images } = await surveyObjects(await openSurvey(workspace, demonstrationName));
  const model = await readShippedModel();
  const predicted = await predictImages(model, images, {
    signal,
    onProgress: part("predicting", 0.7, 0.98),
  });
  await writePredictions(workspace, demonstrationName, shippedRun, { ids, kind: "shares", ...predicted });
  await writeRepresentations(
    workspace,
    demonstrationName,
    shippedRun,
    ids,
    predicted.representations,
    representationWidth(model),
  );
  onProgress("ready", 1);
}
