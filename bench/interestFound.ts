/** How many of a rare class a simulated person finds, who rates what each way of choosing shows: ours, two forests, chance. */

import { curveText } from "../src/explore/anomalies/curvePlot.ts";
import { evaluateSurvey } from "../src/explore/anomalies/evaluateSurvey.ts";
import { embedSurveyWith } from "../src/methods/zoobot/surveyPredictions.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { openSurvey } from "../src/survey/survey.ts";
import { openWorkspace } from "../src/survey/workspace.ts";
import { talk } from "./peer.ts";

/**
 * @param label the catalogue's column, and which of its classes interests the person
 * @param from the encoder's name; of a run, where the workspace has it
 */
export async function interestFound(
  catalogue: string,
  label: string,
  wanted: string,
  { from, workspace: folder, ratings, seeds }: { from: string; workspace: string; ratings: number; seeds: number },
) {
  const workspace = await openWorkspace(folder, { create: true });
  const name = `interest-${Date.now().toString(36)}`;
  await importCatalogue(workspace, name, catalogue, { label: { column: label, merge: {} } });
  const { objects } = await embedSurveyWith(await openSurvey(workspace, name), from, { threads: 2 });
  talk(`${objects} objects, embedded by ${from}`);
  const { run } = (await openSurvey(workspace, name)).card.representations[0] ?? { run: from };
  const found = await evaluateSurvey(await openSurvey(workspace, name), `${label} = ${wanted}`, {
    run,
    ratings,
    batch: 10,
    seeds,
    onProgress: (done, total) => talk(`${done.toFixed(1)} of ${total} seeds`),
  });
  for (const line of curveText(found)) talk(line);
  const ways = found.ways.map(({ way, lists, foundWhileRating }) => ({
    way,
    found: foundWhileRating.mean,
    deviation: foundWhileRating.deviation,
    top50: lists[0]?.withKnown.mean ?? null,
  }));
  const foundBy = (way: string) => ways.find((row) => row.way === way)?.found ?? Number.NaN;
  const [ours, chance] = [foundBy(ways[0]?.way ?? ""), foundBy(ways.at(-1)?.way ?? "")];
  return { ratio: ours / chance, from, objects, interesting: found.interesting, baseRate: found.baseRate, ways };
}
