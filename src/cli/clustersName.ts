/** almagest clusters name: what a person calls a cluster. */

import { Command } from "commander";
import { nameCluster, readClustering } from "../explore/clusters/clustering.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, wholeNumber } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { runAsked } from "./runAsked.ts";

export const clustersName = new Command("name")
  .description("Give a cluster a name, or take it away with an empty one")
  .argument("<survey>")
  .requiredOption("--cluster <n>", "its number", wholeNumber)
  .requiredOption("--name <text>", "what to call it")
  .option("--clustering <id>", "of which clustering (default: the newest that found something)")
  .addHelpText("after", examples('almagest clusters name gz2 --cluster 3 --name "edge-on with dust lane"'))
  .action(async (survey: string, options: { cluster: number; name: string; clustering?: string }, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const name = options.name.trim();
    const opened = await openSurvey(await openWorkspace(folder), survey);
    const { workspace } = opened;
    const { id } = await readClustering(workspace, survey, options.clustering, runAsked(opened, command));
    await nameCluster(workspace, { survey, id }, options.cluster, name || null);
    if (json) printJson({ survey, clustering: id, cluster: options.cluster, name: name || null });
    else printLine(`cluster ${options.cluster} of clustering ${id} is ${name ? `called "${name}"` : "without a name"}`);
  });
