/** almagest clusters label: a cluster becomes a class that networks can learn. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { labelCluster } from "../explore/clusters/labelCluster.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, wholeNumber } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { runAsked } from "./runAsked.ts";

export const clustersLabel = new Command("label")
  .description("Write a cluster's members as a class of a label column, to filter by and to train on")
  .argument("<survey>")
  .requiredOption("--cluster <n>", "its number", wholeNumber)
  .requiredOption("--column <name>", "the label column; it is made where there is none")
  .option("--class <name>", "the class (default: the cluster's name, else cluster-<n>)")
  .option("--rest <class>", "the class of everything else that was clustered (default: it keeps what it had)")
  .option("--clustering <id>", "of which clustering (default: the newest that found something)")
  .addHelpText(
    "after",
    examples(
      "almagest clusters label gz2 --cluster 3 --column kind",
      "almagest clusters label gz2 --cluster 3 --column dusty --class yes --rest no",
    ),
  )
  .action(
    async (
      name: string,
      options: { cluster: number; column: string; class?: string; rest?: string; clustering?: string },
      command: Command,
    ) => {
      const { workspace: folder, json } = globalOptions(command);
      const survey = await openSurvey(await openWorkspace(folder), name);
      const { clustering, own, ...labelled } = await labelCluster(survey, {
        ...options,
        run: runAsked(survey, command),
      });
      if (json)
        printJson({
          survey: name,
          clustering,
          cluster: options.cluster,
          column: options.column,
          class: own,
          ...labelled,
        });
      else
        printLine(
          `${options.column}: ${counted(labelled.members, "object")} of cluster ${options.cluster} of clustering ${clustering} labelled "${own}"${options.rest === undefined ? "" : `, ${labelled.rest} "${options.rest}"`}`,
        );
    },
  );
