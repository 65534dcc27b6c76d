/** almagest clusters select: a cluster becomes a saved selection. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { saveCluster } from "../explore/clusters/saveCluster.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, wholeNumber } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { runAsked } from "./runAsked.ts";

interface Options {
  cluster: number;
  name?: string;
  by?: string;
  clustering?: string;
  replace?: boolean;
}

export const clustersSelect = new Command("select")
  .description("Save a cluster's members as a selection, to look at, to label and to compare with")
  .argument("<survey>")
  .requiredOption("--cluster <n>", "its number", wholeNumber)
  .option("--name <name>", "of the selection (default: made of the cluster's name, else cluster-<n>)")
  .option("--by <name>", "who saves it")
  .option("--replace", "take the place of another selection of that name")
  .option("--clustering <id>", "of which clustering (default: the newest that found something)")
  .addHelpText(
    "after",
    examples("almagest clusters select gz2 --cluster 3", "almagest clusters select gz2 --cluster 3 --name dusty"),
  )
  .action(async (name: string, { replace = false, ...options }: Options, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const survey = await openSurvey(await openWorkspace(folder), name);
    const { clustering, saved } = await saveCluster(
      survey,
      { ...options, run: runAsked(survey, command) },
      { replaces: replace },
    );
    const { objects } = saved;
    if (json) printJson({ survey: name, clustering, cluster: options.cluster, selection: saved.name, objects });
    else
      printLine(
        `${name}: selection ${saved.name} has the ${counted(objects, "member")} of cluster ${options.cluster} of clustering ${clustering}`,
      );
  });
