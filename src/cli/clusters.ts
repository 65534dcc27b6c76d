/** almagest clusters: groups nobody named. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { writeClusterSheets } from "../explore/clusters/clusterSheets.ts";
import { clusterSurvey } from "../explore/clusters/clusterSurvey.ts";
import { writeClusterTable } from "../explore/clusters/clusterTable.ts";
import { hiddenClasses, shuffledClusters } from "../explore/clusters/hiddenClasses.ts";
import { rowsAt } from "../explore/hdbscan/points.ts";
import { findTag, type Tag } from "../explore/tags.ts";
import { varianceSvg } from "../explore/varianceCurve.ts";
import { exitCodes, Fault } from "../fault.ts";
import type { Filter } from "../survey/galaxies.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import { checkTablePath } from "../survey/tableFile.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writtenFilter } from "../survey/writtenFilter.ts";
import { writeWhole } from "../wholeFile.ts";
import { chosenRun } from "./chosenRun.ts";
import { clustersLabel } from "./clustersLabel.ts";
import { clustersName } from "./clustersName.ts";
import { hintFor, printClusters, printTruths, ranked, summary } from "./clustersPrinted.ts";
import { clustersSelect } from "./clustersSelect.ts";
import { clustersShow } from "./clustersShow.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, numberFrom, repeatable } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  run?: string;
  minSize: number;
  minSamples?: number;
  selection: string;
  components: number;
  where?: Filter[];
  inside?: string;
  beyond?: string;
  stability: number;
  truth?: string[];
  seed: number;
  sample?: number;
  out?: string;
  plot?: string;
  sheets?: string;
}

export const clusters = new Command("clusters")
  .description(
    "Find groups of alike objects, the most interesting first: rare classes and odd kinds; groups of broken cutouts are " +
      "scored as artefacts, and come last",
  )
  .argument("<survey>")
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .option("--min-size <n>", "objects that a group has at least", numberFrom(2, 1_000_000), 15)
  .option(
    "--min-samples <n>",
    "alike objects that make a place dense; more: fewer groups, more left out (default: as --min-size, and where that " +
      "finds nothing 5, 3 and 1 are tried, which is said)",
    numberFrom(1, 1000),
  )
  .option("--selection <how>", "leaf: many small groups; eom: few broad ones", "leaf")
  .option("--components <n>", "principal components to cluster in", numberFrom(1, 1000), 40)
  .option(
    "--where <condition>",
    'only objects such as "ring > 0.5"; may be given several times',
    repeatable(writtenFilter),
  )
  .option(
    "--inside <cluster>",
    "only members of this cluster of the run's newest clustering that found something; or <clustering>/<cluster>",
  )
  .option("--beyond <axes>", "take away first what fractions explain: votes, or a run that predicted them")
  .option(
    "--stability <n>",
    "cluster n subsamples of 80 % too, and say how well each group comes back",
    numberFrom(0, 1000),
    0,
  )
  .option(
    "--truth <condition>",
    'how well does the best group find this class, such as "ring > 0.5" or the tag "#ring"? may be given several times',
    repeatable(checkedTruth),
  )
  .option(
    "--sample <n>",
    "cluster n objects drawn at chance, and let the others join them (default: 100000 where there are more than 200000)",
    numberFrom(2, 1e9),
  )
  .option("--seed <n>", "of subsamples and samples", numberFrom(0, 2 ** 32 - 1), 1)
  .option("--out <file>", "write each object's cluster to a .csv, .tsv, .parquet, .fits or .vot table")
  .option("--sheets <folder>", "write a picture of each cluster's middle and, below it, its edge")
  .option("--plot <file.svg>", "draw how much of the variance the first components hold")
  .addCommand(clustersShow)
  .addCommand(clustersName)
  .addCommand(clustersLabel)
  .addCommand(clustersSelect)
  .addHelpText(
    "after",
    examples(
      "almagest clusters gz2 --run gz2-4k2j9a --min-size 15",
      'almagest clusters gz2 --where "featured_fraction > 0.5" --min-size 8 --min-samples 3 --stability 10',
      "almagest clusters gz2 --inside 0 --min-size 5",
      'almagest clusters gz2 --truth "merger_fraction > 0.4" --truth "#ring" --out clusters.parquet',
      "almagest clusters show gz2 --cluster 3",
      'almagest clusters name gz2 --cluster 3 --name "edge-on with dust lane"',
      "almagest clusters label gz2 --cluster 3 --column kind",
      "almagest clusters select gz2 --cluster 3",
    ),
  )
  .action(async (name: string, options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const selection = options.selection;
    if (selection !== "leaf" && selection !== "eom")
      throw new Fault("usage", `--selection is leaf or eom, not ${selection}`, { exitCode: exitCodes.usage });
    if (options.out !== undefined) await checkTablePath(options.out);
    const survey = await openSurvey(await openWorkspace(folder), name);
    const run = chosenRun(survey, options.run, { quiet });
    const hidden = await Promise.all((options.truth ?? []).map((text) => truthFrom(survey, text)));
    const progress = startProgress({ quiet });
    const report = (fraction: number | null, text: string) => progress.report(fraction, text);
    const { clustering, tried, truths, shuffled, sheets } = await interruptible(async (signal) => {
      const request = {
        ...options,
        run,
        selection: selection as "leaf" | "eom",
        filters: options.where ?? [],
        inside: options.inside === undefined ? undefined : insideOf(options.inside),
        subsamples: options.stability,
      };
      const found = await clusterSurvey(survey, request, report, signal);
      const { clustering, tried } = found;
      const sheets =
        options.sheets === undefined
          ? undefined
          : await writeClusterSheets(survey, clustering, options.sheets, { signal, onProgress: report });
      if (!options.truth) return { clustering, tried, truths: [], shuffled: undefined, sheets };
      const truths = await hiddenClasses(survey, found, hidden, {
        signal,
        onProgress: (fraction) => report(fraction, "dealing hidden classes out anew, to know chance"),
      });
      const { sample, values } = found;
      const shuffled = await shuffledClusters(
        sample ? rowsAt(values, clustering.parameters.components, sample) : values,
        sample?.length ?? found.labels.length,
        {
          minClusterSize: options.minSize,
          minSamples: clustering.parameters.minSamples,
          selection,
          signal,
          onProgress: (fraction) => report(fraction, "clustering shuffled components"),
        },
        options.seed,
      );
      return { clustering, tried, truths, shuffled, sheets };
    }).finally(() => progress.end());
    if (options.out !== undefined) await writeClusterTable(survey, clustering, options.out);
    const { variance, shares } = clustering.parameters;
    if (options.plot !== undefined)
      await writeWhole(
        options.plot,
        varianceSvg(shares, `${name}: variance of ${run}, ${(100 * variance).toFixed(0)} %`),
      );
    const hint = hintFor(clustering, tried, options);
    if (json)
      return printJson({
        ...summary(clustering),
        tried,
        ...(hint === undefined ? {} : { hint }),
        ...(options.truth ? { truths, shuffled } : {}),
        ...(options.out ? { file: options.out } : {}),
        ...(sheets ? { sheets } : {}),
      });
    printClusters(clustering, hint);
    if (options.truth) printTruths(truths, shuffled);
    if (options.plot !== undefined) printLine(`\ncurve of variance: ${options.plot}`);
    if (sheets)
      printLine(
        `\n${options.sheets}: ${counted(sheets.length, "picture")}, each a cluster's middle above and its edge below`,
      );
    if (options.out) printLine(`\n${options.out}: ${clustering.ids.length} rows`);
    const [best] = ranked(clustering);
    if (best) remark(`\nLook at one: almagest clusters show ${name} --cluster ${best.cluster}`, { quiet });
  });

/** "3" of the last clustering of the run, or "c-m2x0/3". */
function insideOf(text: string): { clustering?: string; cluster: number } {
  const [, clustering, cluster] = /^(?:(c-[0-9a-z]+)\/)?(\d{1,9})$/.exec(text) ?? [];
  if (cluster === undefined)
    throw new Fault("usage", `--inside ${text}: it is a cluster's number, or <clustering>/<number>`, {
      exitCode: exitCodes.usage,
    });
  return { clustering, cluster: Number(cluster) };
}

function checkedTruth(text: string): string {
  if (!text.startsWith("#")) writtenFilter(text);
  return text;
}

async function truthFrom(survey: Survey, text: string): Promise<Tag> {
  return text.startsWith("#") ? findTag(survey, text) : { name: text, conditions: [writtenFilter(text)] };
}
