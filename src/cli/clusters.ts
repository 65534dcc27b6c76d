/** almagest clusters: groups nobody named. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import type { Clustering } from "../explore/clusters/clustering.ts";
import { clusterSurvey, samplesToTry, type Tried } from "../explore/clusters/clusterSurvey.ts";
import { writeClusterTable } from "../explore/clusters/clusterTable.ts";
import {
  type HiddenClass,
  hiddenClasses,
  type ShuffledClusters,
  shuffledClusters,
} from "../explore/clusters/hiddenClasses.ts";
import { exitCodes, Fault } from "../fault.ts";
import { numberText } from "../numberText.ts";
import type { Filter } from "../survey/galaxies.ts";
import { representedBy } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import { checkTablePath } from "../survey/tableFile.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writtenFilter } from "../survey/writtenFilter.ts";
import { clustersLabel } from "./clustersLabel.ts";
import { clustersName } from "./clustersName.ts";
import { clustersSelect } from "./clustersSelect.ts";
import { clustersShow } from "./clustersShow.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, numberFrom, repeatable } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";
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
  truth?: Filter[];
  seed: number;
  out?: string;
}

export const clusters = new Command("clusters")
  .description("Find groups of alike objects, the most interesting first: rare classes, odd kinds, artefacts")
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
  .option("--inside <cluster>", "only members of this cluster of the newest clustering; or <clustering>/<cluster>")
  .option("--beyond <axes>", "take away first what fractions explain: votes, or a run that predicted them")
  .option(
    "--stability <n>",
    "cluster n subsamples of 80 % too, and say how well each group comes back",
    numberFrom(0, 1000),
    0,
  )
  .option(
    "--truth <condition>",
    "how well does the best group find this class? may be given several times",
    repeatable(writtenFilter),
  )
  .option("--seed <n>", "of subsamples and samples", numberFrom(0, 2 ** 32 - 1), 1)
  .option("--out <file>", "write each object's cluster to a .csv, .tsv or .parquet table")
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
      'almagest clusters gz2 --truth "merger_fraction > 0.4" --out clusters.parquet',
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
    const run = representedBy(survey, options.run);
    const progress = startProgress({ quiet });
    const report = (fraction: number | null, text: string) => progress.report(fraction, text);
    const { clustering, tried, truths, shuffled } = await interruptible(async (signal) => {
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
      if (!options.truth) return { clustering, tried, truths: [], shuffled: undefined };
      report(null, "clustering shuffled components");
      return {
        clustering,
        tried,
        truths: await hiddenClasses(survey, found, options.truth),
        shuffled: await shuffledClusters(
          found.values,
          found.labels.length,
          { minClusterSize: options.minSize, minSamples: clustering.parameters.minSamples, selection, signal },
          options.seed,
        ),
      };
    }).finally(() => progress.end());
    if (options.out !== undefined) await writeClusterTable(survey, clustering, options.out);
    const hint = hintFor(clustering, tried, options);
    if (json)
      return printJson({
        ...summary(clustering),
        tried,
        ...(hint === undefined ? {} : { hint }),
        ...(options.truth ? { truths, shuffled } : {}),
        ...(options.out ? { file: options.out } : {}),
      });
    printClusters(clustering, hint);
    if (options.truth) printTruths(truths, shuffled);
    if (options.out) printLine(`\n${options.out}: ${clustering.ids.length} rows`);
    const [best] = ranked(clustering);
    if (best) remark(`\nLook at one: almagest clusters show ${name} --cluster ${best.cluster}`, { quiet });
  });

/** "3" of the newest clustering, or "c-m2x0/3". */
function insideOf(text: string): { clustering?: string; cluster: number } {
  const [, clustering, cluster] = /^(?:(c-[0-9a-z]+)\/)?(\d{1,9})$/.exec(text) ?? [];
  if (cluster === undefined)
    throw new Fault("usage", `--inside ${text}: it is a cluster's number, or <clustering>/<number>`, {
      exitCode: exitCodes.usage,
    });
  return { clustering, cluster: Number(cluster) };
}

function ranked({ clusters: found }: Clustering) {
  return [...found].sort((a, b) => b.interest - a.interest || a.cluster - b.cluster);
}

function summary(clustering: Clustering) {
  const { ids, labels, probabilities: _, outlierScores: __, clusters: ___, ...rest } = clustering;
  return {
    ...rest,
    objects: ids.length,
    clustered: labels.filter((label) => label >= 0).length,
    clusters: ranked(clustering),
  };
}

/** What was done otherwise than the options say, or what to try where nothing was found. */
function hintFor({ clusters: found, ids }: Clustering, tried: readonly Tried[], options: Options): string | undefined {
  const numbers = tried.map(({ minSamples }) => minSamples);
  if (found.length > 0)
    return tried.length === 1
      ? undefined
      : `--min-samples ${numbers.at(-1)} was taken: ${numbers.slice(0, -1).join(" and ")} found nothing` +
          `${numbers.at(-1) === 1 ? "" : " (smaller ones find more and looser groups)"}`;
  if (ids.length < options.minSize)
    return `${counted(ids.length, "object")} cannot make a group of ${options.minSize}: try a smaller --min-size`;
  const samples =
    options.minSamples === undefined
      ? `--min-samples ${numbers.join(", ")} tried`
      : `--min-samples ${options.minSamples}: left out, ${samplesToTry(options.minSize, ids.length).join(", ")} are tried in turn`;
  return (
    `nothing stands apart (${samples}): try a smaller --min-size than ${options.minSize}, ` +
    `fewer --components than ${options.components}, or --where to look at one kind of galaxy`
  );
}

function printClusters(clustering: Clustering, hint: string | undefined): void {
  const { objects, clustered, clusters: found, id, parameters } = summary(clustering);
  const variance = `${(100 * parameters.variance).toFixed(0)} % of the variance`;
  printLine(
    `clustering ${id}: ${found.length} clusters hold ${clustered} of ${objects} objects (${parameters.components} components, ${variance})`,
  );
  if (parameters.beyond)
    printLine(
      `${parameters.beyond.axes} explained ${(100 * parameters.beyond.removed).toFixed(0)} % of that, which was taken away`,
    );
  if (hint !== undefined) printLine(hint);
  if (found.length === 0) return;
  printLine();
  printTable(
    ["cluster", "size", "interest", "isolation", "persistence", "stability", "middle", "more than the rest"],
    found.map(({ cluster, size, interest, isolation, persistence, stability, name, medoids, traits: [trait] }) => [
      cluster,
      size,
      numberText(interest, 2),
      numberText(isolation, 2),
      numberText(persistence, 2),
      stability === null ? null : numberText(stability, 2),
      medoids[0],
      [
        name && `"${name}"`,
        trait && `${trait.what}: ${(100 * trait.purity).toFixed(0)} %, ${trait.enrichment.toFixed(1)} x`,
      ]
        .filter(Boolean)
        .join("; ") || null,
    ]),
  );
}

function printTruths(truths: readonly HiddenClass[], shuffled: ShuffledClusters | undefined): void {
  printLine();
  printTable(
    ["hidden class", "objects", "base", "cluster", "size", "purity", "95 %", "completeness", "enrichment", "chance"],
    truths.map(({ truth, objects, base, best }) => [
      truth,
      objects,
      numberText(base),
      best?.cluster ?? null,
      best?.size ?? null,
      best ? numberText(best.purity) : null,
      best ? best.interval.map((end) => numberText(end, 2)).join(" to ") : null,
      best ? numberText(best.completeness) : null,
      best ? numberText(best.enrichment, 1) : null,
      best ? numberText(best.chance) : null,
    ]),
  );
  if (shuffled)
    printLine(
      `with every component shuffled: ${shuffled.clusters} clusters hold ${(100 * shuffled.clustered).toFixed(0)} % of the objects`,
    );
}
