/** What almagest clusters prints: the clusters in a table, what to try where there are none, and how hidden classes fared. */

import { counted } from "../counted.ts";
import type { Cluster, Clustering, Trait } from "../explore/clusters/clustering.ts";
import { samplesToTry, type Tried } from "../explore/clusters/clusterSurvey.ts";
import type { HiddenClass, ShuffledClusters } from "../explore/clusters/hiddenClasses.ts";
import { varianceText } from "../explore/varianceCurve.ts";
import { numberText } from "../numberText.ts";
import { printLine, printTable } from "./output.ts";

interface Asked {
  minSize: number;
  minSamples?: number;
  components: number;
}

/** The most interesting first. */
export function ranked({ clusters: found }: Clustering) {
  return [...found].sort((a, b) => b.interest - a.interest || a.cluster - b.cluster);
}

export function summary(clustering: Clustering) {
  const { ids, labels, probabilities: _, outlierScores: __, clusters: ___, ...rest } = clustering;
  return {
    ...rest,
    objects: ids.length,
    clustered: labels.filter((label) => label >= 0).length,
    clusters: ranked(clustering),
  };
}

/** What was done otherwise than the options say, or what to try where nothing was found. */
export function hintFor(
  { clusters: found, ids, parameters }: Clustering,
  tried: readonly Tried[],
  options: Asked,
): string | undefined {
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
      : `--min-samples ${options.minSamples}: left out, ${samplesToTry(options.minSize, parameters.sample ?? ids.length).join(", ")} are tried in turn`;
  return (
    `nothing stands apart (${samples}): try a smaller --min-size than ${options.minSize}, ` +
    `fewer --components than ${options.components}, or --where to look at one kind of galaxy`
  );
}

export function printClusters(clustering: Clustering, hint: string | undefined): void {
  const { objects, clustered, clusters: found, id, run, parameters } = summary(clustering);
  const variance = `${(100 * parameters.variance).toFixed(0)} % of the variance`;
  printLine(
    `clustering ${id} by ${run}: ${found.length} clusters hold ${clustered} of ${objects} objects (${parameters.components} components, ${variance})`,
  );
  const { inside } = parameters;
  if (inside)
    printLine(
      `inside cluster ${inside.cluster}${inside.size === null ? "" : ` (${counted(inside.size, "object")})`} of clustering ${inside.clustering}`,
    );
  if (parameters.sample !== null)
    printLine(
      `${counted(parameters.sample, "object")} drawn at chance were clustered, and the others joined them: sizes that were asked for count among these`,
    );
  if (parameters.beyond)
    printLine(
      `${parameters.beyond.axes} explained ${(100 * parameters.beyond.removed).toFixed(0)} % of that, which was taken away`,
    );
  if (parameters.shares.length > 0) printLine(varianceText(parameters.shares));
  if (hint !== undefined) printLine(hint);
  if (found.length === 0) return;
  printLine();
  printTable(
    [
      "cluster",
      "size",
      "interest",
      "isolation",
      "persistence",
      "stability",
      "surprise",
      "artefact",
      "middle",
      "more than the rest",
    ],
    found.map(({ cluster, name, medoids, traits: [trait], tags: [tag], ...measured }) => [
      cluster,
      measured.size,
      numberText(measured.interest, 2),
      numberText(measured.isolation, 2),
      numberText(measured.persistence, 2),
      measured.stability === null ? null : numberText(measured.stability, 2),
      measured.surprise && numberText(measured.surprise.distance, 2),
      measured.artefact && numberText(measured.artefact.score, 2),
      medoids[0],
      [name && `"${name}"`, trait && traitText(trait, measured.size), tag && traitText(tag, measured.size)]
        .filter(Boolean)
        .join("; ") || null,
    ]),
  );
  const suspects = found.filter(({ artefact }) => artefact && artefact.score >= suspicious);
  if (suspects.length > 0)
    printLine(
      `\nlikely artefacts: ${suspects.map(({ cluster, artefact }) => `${cluster} (${artefactText(artefact)})`).join(", ")}`,
    );
}

function traitText({ what, of, purity, enrichment }: Trait, size: number): string {
  const among = of === null || of === size ? "" : ` of ${of}`;
  return `${what}: ${(100 * purity).toFixed(0)} %${among}, ${enrichment.toFixed(1)} x`;
}

/** Of a cluster's artefact score: half of its middle, or of what is seen there, is broken. */
const suspicious = 0.5;

/** By which sign, in words. */
export function artefactText(artefact: Cluster["artefact"]): string {
  if (!artefact) return "not looked at";
  const signs = [
    ["blank or saturated pixels", artefact.blank],
    ["colours that disagree", artefact.discord],
    ["pictures of another size", artefact.otherSize],
    ["called so by people", artefact.called],
  ] as const;
  const [sign, value] = signs.reduce((a, b) => ((b[1] ?? -1) > (a[1] ?? -1) ? b : a));
  return `${sign} ${numberText(value ?? 0, 2)}`;
}

export function printTruths(truths: readonly HiddenClass[], shuffled: ShuffledClusters | undefined): void {
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
