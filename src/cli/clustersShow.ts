/** almagest clusters show: one cluster's members and what they have in common. */

import { Command } from "commander";
import { clusterOf, memberIds, readClustering } from "../explore/clusters/clustering.ts";
import { numberText } from "../numberText.ts";
import { galaxiesById } from "../survey/galaxies.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { artefactText } from "./clustersPrinted.ts";
import { examples } from "./help.ts";
import { globalOptions, wholeNumber } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";
import { runAsked } from "./runAsked.ts";

export const clustersShow = new Command("show")
  .description("Show one cluster: its members, its middle and edge, what it has more of than the rest")
  .argument("<survey>")
  .requiredOption("--cluster <n>", "its number", wholeNumber)
  .option("--clustering <id>", "of which clustering (default: the newest that found something)")
  .addHelpText(
    "after",
    examples("almagest clusters show gz2 --cluster 3", "almagest clusters show gz2 --cluster 3 --json"),
  )
  .action(async (name: string, options: { cluster: number; clustering?: string }, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const survey = await openSurvey(await openWorkspace(folder), name);
    const clustering = await readClustering(survey.workspace, name, options.clustering, runAsked(survey, command));
    const cluster = clusterOf(clustering, options.cluster);
    const members = memberIds(clustering, cluster.cluster);
    if (json) return printJson({ survey: name, clustering: clustering.id, run: clustering.run, ...cluster, members });
    printLine(
      `cluster ${cluster.cluster} of clustering ${clustering.id} by ${clustering.run}${cluster.name ? `: "${cluster.name}"` : ""}`,
    );
    printLine(`${cluster.size} of ${clustering.ids.length} objects (${(100 * cluster.share).toFixed(1)} %)`);
    printLine(
      `isolation ${numberText(cluster.isolation, 2)}, persistence ${numberText(cluster.persistence, 2)}, interest ${numberText(cluster.interest, 2)}`,
    );
    if (cluster.stability !== null)
      printLine(`stability ${numberText(cluster.stability, 2)} (0.6 and more comes back when a fifth is left out)`);
    if (cluster.surprise) {
      const { distance, answer, members, predicted } = cluster.surprise;
      printLine(
        `surprise ${numberText(distance, 2)}: how far its votes lie from those of its nearest neighbours outside; most in ` +
          `${answer}, ${numberText(members, 2)} where they would have ${numberText(predicted, 2)}`,
      );
    }
    if (cluster.artefact)
      printLine(
        `artefact ${numberText(cluster.artefact.score, 2)} (${artefactText(cluster.artefact)}); 0.5 and more: look twice`,
      );
    for (const [title, traits] of [
      ["more than the rest", cluster.traits],
      ["tag", cluster.tags],
    ] as const) {
      if (traits.length === 0) continue;
      printLine();
      printTable(
        [title, "members", "of", "share", "95 %", "of all", "times"],
        traits.map(({ what, hits, of, purity, interval, base, enrichment }) => [
          what,
          hits,
          of ?? cluster.size,
          numberText(purity, 2),
          interval.map((end) => numberText(end, 2)).join(" to "),
          numberText(base, 2),
          numberText(enrichment, 1),
        ]),
      );
    }
    for (const [title, ids] of [
      ["middle", cluster.medoids],
      ["edge", cluster.border],
    ] as const) {
      printLine();
      const shown = await galaxiesById(survey, ids.slice(0, 10), []);
      printTable(
        [title, "image"],
        shown.map(({ id, image }) => [id, image]),
      );
    }
  });
