/** almagest clusters label: a cluster becomes a class that networks can learn. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { clusterOf, memberIds, readClustering } from "../explore/clusters/clustering.ts";
import { writeLabelColumn } from "../survey/labelColumn.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, wholeNumber } from "./options.ts";
import { printJson, printLine } from "./output.ts";

export const clustersLabel = new Command("label")
  .description("Write a cluster's members as a class of a label column, to filter by and to train on")
  .argument("<survey>")
  .requiredOption("--cluster <n>", "its number", wholeNumber)
  .requiredOption("--column <name>", "the label column; it is made where there is none")
  .option("--class <name>", "the class (default: the cluster's name, else cluster-<n>)")
  .option("--rest <class>", "the class of everything else that was clustered (default: it keeps what it had)")
  .option("--clustering <id>", "of which clustering (default: the newest)")
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
      const { workspace } = await openSurvey(await openWorkspace(folder), name);
      const clustering = await readClustering(workspace, name, options.clustering);
      const cluster = clusterOf(clustering, options.cluster);
      const own = options.class ?? cluster.name ?? `cluster-${cluster.cluster}`;
      const { rest } = options;
      const classes = new Map(rest === undefined ? [] : clustering.ids.map((id) => [id, rest]));
      const members = memberIds(clustering, cluster.cluster);
      for (const id of members) classes.set(id, own);
      await writeLabelColumn(workspace, name, options.column, classes);
      const labelled = { members: members.length, rest: classes.size - members.length };
      if (json)
        printJson({
          survey: name,
          clustering: clustering.id,
          cluster: cluster.cluster,
          column: options.column,
          class: own,
          ...labelled,
        });
      else
        printLine(
          `${options.column}: ${counted(members.length, "object")} labelled "${own}"${rest === undefined ? "" : `, ${labelled.rest} "${rest}"`}`,
        );
    },
  );
