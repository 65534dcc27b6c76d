/** A clustering of a survey as it is kept: surveys/<name>.clusters/<id>.json, replaced whole. */

import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { exitCodes, Fault, fileFault, usage } from "../../fault.ts";
import { parseFormatted } from "../../formattedJson.ts";
import { randomBits } from "../../random.ts";
import { filter } from "../../survey/galaxies.ts";
import { withLock } from "../../survey/lock.ts";
import type { Workspace } from "../../survey/workspace.ts";
import { writeWhole } from "../../wholeFile.ts";

const clusteringFormat = 1;
const longestName = 200;

const share = z.number().min(0).max(1);

/** How much of a cluster has something, beside how much of all the objects that were clustered and of which it is known. */
const trait = z.object({
  /** As a filter is written: "ring_fraction > 0.5"; or a tag's name: "#ring". */
  what: z.string(),
  hits: z.number(),
  /** Members of which it is known; null in clusterings of before it was told: all. */
  of: z.number().nullable().default(null),
  /** hits / members of which it is known */
  purity: share,
  /** Wilson's 95 % interval of the purity. */
  interval: z.tuple([share, share]),
  base: share,
  /** purity / base */
  enrichment: z.number(),
});

/** Vote fractions that lie elsewhere than the nearest objects outside of the cluster would have it. */
const surprise = z.object({
  /** Root mean square over answers, less what chance makes of so few members. */
  distance: share,
  /** The answer that differs most, and the members' mean fraction beside the predicted one. */
  answer: z.string(),
  members: share,
  predicted: share,
});

/** How much a cluster is one of broken cutouts, by each sign; null where that could not be looked at. */
const artefact = z.object({
  /** The largest of the others. */
  score: share,
  /** Saturated, empty or constant pixels beyond what the survey's pictures have; median of the middle's. */
  blank: share.nullable(),
  /** Disagreement of colours, the same way. */
  discord: share.nullable(),
  /** Share of the middle's pictures whose size is not the survey's usual one. */
  otherSize: share.nullable(),
  /** Of the members' nearest objects that people looked at, the share that they call artefacts. */
  called: share.nullable(),
});

const cluster = z.object({
  cluster: z.number().int().min(0),
  name: z.string().nullable(),
  size: z.number(),
  /** size / objects that were clustered */
  share,
  /** Members' distance to the nearest other object, over their distance to the nearest other member; medians. */
  isolation: z.number(),
  /** How long the cluster lasts as distances shrink, of all the way down to its closest members: 0 to 1. */
  persistence: share,
  /** Mean Jaccard index with the best match in subsamples; null where none were drawn. */
  stability: share.nullable(),
  /** Null where too little is known of votes, and in clusterings of before it was measured. */
  surprise: surprise.nullable().default(null),
  artefact: artefact.nullable().default(null),
  /** As `clusterInterest` has it, 0 to 1; in clusterings of before it, a mean place among the clusters. */
  interest: share,
  /** Ids of the most central members, the most central first. */
  medoids: z.array(z.string()),
  /** Ids of the members that are least surely in, the least first. */
  border: z.array(z.string()),
  /** What the cluster has more of than the rest, most first. Of those that were counted among all, asked or not, nothing is kept: the shares were wrong. */
  traits: z.array(trait).transform((all) => all.filter(({ of }) => of !== null)),
  /** The same of tags. */
  tags: z.array(trait).default([]),
});

const parameters = z.object({
  filters: z.array(filter),
  inside: z
    .object({
      clustering: z.string(),
      cluster: z.number(),
      /** Of that cluster; null in clusterings of before it was kept. */
      size: z.number().nullable().default(null),
    })
    .nullable(),
  components: z.number(),
  /** Share of the representations' variance in the components. */
  variance: share,
  /** Of each component. */
  shares: z.array(z.number()).default([]),
  beyond: z.object({ axes: z.string(), removed: z.number() }).nullable(),
  minSize: z.number(),
  minSamples: z.number(),
  selection: z.enum(["leaf", "eom"]),
  subsamples: z.number(),
  seed: z.number(),
  /** How many were clustered before the others joined them; null: all. */
  sample: z.number().nullable().default(null),
});

const clustering = z.object({
  format: z.literal(clusteringFormat),
  id: z.string(),
  survey: z.string(),
  run: z.string(),
  createdAt: z.string(),
  parameters,
  ids: z.array(z.string()),
  /** Of each object: its cluster, or -1 for none. */
  labels: z.array(z.number().int()),
  /** Of each object: how surely it is in its cluster. */
  probabilities: z.array(z.number()),
  /** Of each object: GLOSH, 0 to 1. */
  outlierScores: z.array(z.number()),
  clusters: z.array(cluster),
});

export type Clustering = z.infer<typeof clustering>;
export type ClusterParameters = Clustering["parameters"];
export type Cluster = Clustering["clusters"][number];
export type Surprise = z.infer<typeof surprise>;
export type ArtefactScore = z.infer<typeof artefact>;
export type Trait = z.infer<typeof trait>;

/** Stores a clustering that is not there yet. @returns it with its id */
export async function storeClustering(
  workspace: Workspace,
  content: Omit<Clustering, "format" | "id" | "createdAt">,
): Promise<Clustering> {
  const folder = folderOf(workspace, content.survey);
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw fileFault(error, "make", folder);
  });
  const now = new Date();
  const id = `c-${now.getTime().toString(36)}${(randomBits(process.pid, now.getTime()) % 1296).toString(36).padStart(2, "0")}`;
  const stored: Clustering = { format: clusteringFormat, id, createdAt: now.toISOString(), ...content };
  await writeWhole(join(folder, `${id}.json`), `${JSON.stringify(stored)}\n`, { isNew: true });
  return stored;
}

/** @returns ids, the newest first */
export async function clusteringIds(workspace: Workspace, survey: string): Promise<string[]> {
  const files = await readdir(folderOf(workspace, survey)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw fileFault(error, "read", folderOf(workspace, survey));
  });
  return files
    .flatMap((file) => (/^c-[0-9a-z]+\.json$/.test(file) ? [file.slice(0, -5)] : []))
    .sort((a, b) => (a < b ? 1 : -1));
}

/**
 * @param id the one that `lastClustering` gives where it is left out
 * @param run whose it must be; any run's where it is left out
 * @throws Fault "no-clustering" that lists those there are; "usage" where it is another run's
 */
export async function readClustering(
  workspace: Workspace,
  survey: string,
  id?: string,
  run?: string,
): Promise<Clustering> {
  if (id === undefined) {
    const last = await lastClustering(workspace, survey, run);
    if (last) return last;
    const [by, option] = run === undefined ? ["", ""] : [` by ${run}`, ` --run ${run}`];
    throw new Fault(
      "no-clustering",
      `survey "${survey}" has not been clustered${by}: almagest clusters ${survey}${option}`,
    );
  }
  const ids = await clusteringIds(workspace, survey);
  if (!ids.includes(id))
    throw new Fault(
      "no-clustering",
      `survey "${survey}" has no clustering "${id}"; it has ${ids.slice(0, 8).join(", ") || "none"}`,
    );
  const stored = await readStored(workspace, survey, id);
  if (run !== undefined && stored.run !== run)
    throw usage(`clustering ${id} is by ${stored.run}, not by ${run}: leave out one of the two`);
  return stored;
}

/**
 * The newest in which something was found: a trial with settings that find nothing hides no clusters, nor their names.
 * @param run of whose representations; of any where it is left out
 * @returns the newest of all where none found anything; undefined where there is none
 */
export async function lastClustering(
  workspace: Workspace,
  survey: string,
  run?: string,
): Promise<Clustering | undefined> {
  let newest: Clustering | undefined;
  for (const id of await clusteringIds(workspace, survey)) {
    const stored = await readStored(workspace, survey, id);
    if (run !== undefined && stored.run !== run) continue;
    if (stored.clusters.length > 0) return stored;
    newest ??= stored;
  }
  return newest;
}

async function readStored(workspace: Workspace, survey: string, id: string): Promise<Clustering> {
  const path = join(folderOf(workspace, survey), `${id}.json`);
  const text = await readFile(path, "utf8").catch((error) => {
    throw fileFault(error, "read", path);
  });
  return parseFormatted(text, {
    schema: clustering,
    format: clusteringFormat,
    newer: () => new Fault("newer-clustering", `${path} was written by a newer Almagest: update Almagest`),
    damaged: (cause) =>
      new Fault("damaged-clustering", `${path} is damaged: delete it, and cluster the survey again`, { cause }),
  });
}

/** @throws Fault "no-cluster" that says which there are */
export function clusterOf({ id, clusters }: Clustering, number: number): Cluster {
  const found = clusters.find((each) => each.cluster === number);
  if (found) return found;
  const known = clusters.length === 0 ? "no clusters" : `clusters 0 to ${clusters.length - 1}`;
  throw new Fault("no-cluster", `clustering ${id} has no cluster ${number}: it has ${known}`);
}

/**
 * Gives a cluster a name, or takes it away where there is nothing in it.
 * @throws Fault "cluster-name" where another cluster has that name, or it is no name
 */
export async function nameCluster(
  workspace: Workspace,
  { survey, id }: Pick<Clustering, "survey" | "id">,
  number: number,
  words: string | null,
): Promise<Clustering> {
  const name = words?.trim() || null;
  if (name !== null && (name.length > longestName || /\p{Cc}/u.test(name)))
    throw new Fault("cluster-name", `a cluster's name is one line of at most ${longestName} characters`, {
      exitCode: exitCodes.usage,
    });
  const path = join(folderOf(workspace, survey), `${id}.json`);
  return withLock(`${path}.lock`, `clustering ${id}`, async ({ stillOurs }) => {
    const before = await readClustering(workspace, survey, id);
    clusterOf(before, number);
    const other = before.clusters.find((each) => name !== null && each.name === name && each.cluster !== number);
    if (other)
      throw new Fault("cluster-name", `cluster ${other.cluster} of clustering ${id} is called "${name}" already`);
    const clusters = before.clusters.map((each) => (each.cluster === number ? { ...each, name } : each));
    const after = { ...before, clusters };
    stillOurs();
    await writeWhole(path, `${JSON.stringify(after)}\n`);
    return after;
  });
}

/** Ids of a cluster's members, the surest first. */
export function memberIds({ ids, labels, probabilities }: Clustering, number: number): string[] {
  return ids
    .flatMap((id, i) => (labels[i] === number ? [{ id, probability: probabilities[i] as number }] : []))
    .sort((a, b) => b.probability - a.probability || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

function folderOf(workspace: Workspace, survey: string): string {
  return join(workspace.surveysPath, `${survey}.clusters`);
}
