/** The clustering that a command about one of its clusters means. */

import type { Command } from "commander";
import { lastClustering, readClustering } from "../explore/clusters/clustering.ts";
import { Fault, usage } from "../fault.ts";
import { representedBy } from "../survey/representations.ts";
import type { Survey } from "../survey/survey.ts";

/**
 * @param clustering its id; left out, the newest that found something, of the run that --run names before or after the command
 * @throws Fault "no-clustering", "no-representations"; "usage" where the two are not of each other
 */
export async function askedClustering(
  survey: Survey,
  clustering: string | undefined,
  command: Command,
): Promise<string> {
  const { name } = survey.card;
  const { run: wanted } = command.optsWithGlobals<{ run?: string }>();
  if (wanted === undefined) return (await readClustering(survey.workspace, name, clustering)).id;
  const run = representedBy(survey, wanted);
  if (clustering !== undefined) {
    const stored = await readClustering(survey.workspace, name, clustering);
    if (stored.run !== run)
      throw usage(`clustering ${clustering} is by ${stored.run}, not by ${run}: leave out one of the two`);
    return clustering;
  }
  const last = await lastClustering(survey.workspace, name, run);
  if (last) return last.id;
  throw new Fault(
    "no-clustering",
    `survey "${name}" has not been clustered by ${run}: almagest clusters ${name} --run ${run}`,
  );
}
