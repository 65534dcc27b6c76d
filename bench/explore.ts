/**
 * What a person waits for on simulated surveys of `--rows` (100000,1000000) objects with representations of `--dimension` (512):
 * the objects most like one, exact and by the index, with and without a filter, against FAISS's exact index in memory; what the
 * server answers and the page's first paint; clusters and the map, as the commands make them (of more than 200,000 a sample is
 * compared); and the map of `--peer-points` (20000) points of 40 numbers against umap-learn. HDBSCAN against
 * scikit-learn's is `bench:clusters`. `--parts similarity,clusters,map` measures some only; `--workspace FOLDER` keeps the
 * surveys for the next time.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { alikeIn } from "../src/explore/alike.ts";
import { clusterSurvey } from "../src/explore/clusters/clusterSurvey.ts";
import { indexRepresentations } from "../src/explore/indexRepresentations.ts";
import { makeComponents, whitenedSpace } from "../src/explore/storedComponents.ts";
import { mapSurvey } from "../src/explore/umap/mapSurvey.ts";
import { umap } from "../src/explore/umap/umap.ts";
import { randomStream } from "../src/random.ts";
import { nearest, type SearchOptions } from "../src/survey/nearest.ts";
import { openSurvey } from "../src/survey/survey.ts";
import type { Workspace } from "../src/survey/workspace.ts";
import { simulatedSurvey, spectral } from "./exploreSurvey.ts";
import { begins, missingPeer, type Peer, result, startPeer, talk } from "./peer.ts";
import { servedTimes } from "./servedSurvey.ts";

const { values: asked } = parseArgs({
  options: {
    rows: { type: "string", default: "100000,1000000" },
    dimension: { type: "string", default: "512" },
    "peer-points": { type: "string", default: "20000" },
    parts: { type: "string", default: "similarity,clusters,map" },
    workspace: { type: "string" },
    json: { type: "boolean" },
  },
});
const dimension = Number(asked.dimension);
const parts = asked.parts.split(",");
const queries = 200;

interface Made {
  workspace: Workspace;
  ids: string[];
  vectors: Float32Array;
}

const folder = await mkdtemp(join(tmpdir(), "almagest-explore-"));
const absent = { faiss: missingPeer(["faiss", "numpy"]), umap: missingPeer(["umap", "numpy"]) };
const peer = Object.values(absent).some((each) => each === undefined) ? startPeer("explore.py", []) : undefined;
try {
  const surveys = [];
  for (const rows of asked.rows.split(",").map(Number)) surveys.push(await measured(rows));
  const map = parts.includes("map") ? await besideUmapLearn(absent.umap === undefined ? peer : undefined) : null;
  result({ ratio: map?.ratio ?? null, dimension, surveys, map, absent });
} finally {
  peer?.end();
  await rm(folder, { recursive: true, force: true });
}

async function measured(rows: number) {
  const ids = Array.from({ length: rows }, (_, i) => `g${String(i).padStart(8, "0")}`);
  begins(`drawing ${rows} vectors of ${dimension} numbers`);
  const vectors = spectral(rows, dimension, 100);
  const workspace = await simulatedSurvey(join(asked.workspace ?? folder, String(rows)), ids, vectors);
  const made = { workspace, ids, vectors };
  const similarity = parts.includes("similarity")
    ? await similar(made, absent.faiss === undefined ? peer : undefined)
    : null;
  const clusters = parts.includes("clusters") ? await clustered(workspace) : null;
  const map = parts.includes("map") ? await mapped(workspace) : null;
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  return { rows, similarity, clusters, map, peakMegabytes };
}

async function similar({ workspace, ids, vectors }: Made, faiss: Peer | undefined) {
  const rows = ids.length;
  const stream = randomStream(2, "bench", "explore");
  const times = async (count: number, options: SearchOptions) => {
    const survey = await openSurvey(workspace, "made");
    const taken: number[] = [];
    for (let query = 0; query < count; query++) {
      const start = performance.now();
      await nearest(survey, "run", ids[stream.below(rows)] as string, 20, options);
      taken.push(performance.now() - start);
    }
    taken.sort((a, b) => a - b);
    const at = (share: number) => taken[Math.floor(share * (count - 1))] as number;
    return { best: at(0), p50: at(0.5), p99: at(0.99) };
  };
  const told = (what: string, { best, p50, p99 }: { best: number; p50: number; p99: number }) =>
    talk(`${what}: best ${best.toFixed(1)} ms, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  const among = [{ column: "size", operator: "<", value: "10" } as const];
  begins("searching by comparing all");
  const exact = await times(Math.max(10, Math.min(queries, Math.round(2e7 / rows))), { exact: true });
  told(`similar, exact, ${rows} x ${dimension}`, exact);
  const known = (await openSurvey(workspace, "made")).card.representations[0]?.index;
  if (!known) begins("making an index");
  const index = known ?? (await indexRepresentations(workspace, "made", "run"));
  talk(`index in ${index.seconds.toFixed(1)} s; recall ${index.plain?.recall}, filtered ${index.filtered?.recall}`);
  begins("searching by the index, without and with a filter");
  await times(20, {});
  const plain = await times(queries, {});
  told("similar, indexed", plain);
  const filtered = await times(queries, { among });
  told("similar, indexed, filtered", filtered);
  let start = performance.now();
  const isThere = (await openSurvey(workspace, "made")).card.representations[0]?.components !== undefined;
  if (!isThere) begins("making 40 components");
  if (!isThere) await makeComponents(workspace, "made", "run");
  const componentsSeconds = isThere ? null : (performance.now() - start) / 1000;
  talk(`40 components ${componentsSeconds === null ? "are kept" : `in ${componentsSeconds.toFixed(1)} s`}`);
  const survey = await openSurvey(workspace, "made");
  start = performance.now();
  const space = await whitenedSpace(survey, "run");
  const spaceSeconds = (performance.now() - start) / 1000;
  start = performance.now();
  await alikeIn(survey, { ...space, run: "run" }, { like: ids.slice(0, 5), unlike: ids.slice(5, 8) }, 20);
  const alikeMilliseconds = performance.now() - start;
  talk(
    `like five, unlike three: ${alikeMilliseconds.toFixed(0)} ms, once the components are read (${spaceSeconds.toFixed(1)} s)`,
  );
  begins("serving the page, and asking of it");
  const served = await servedTimes(workspace, ids, "run", talk);
  const own = {
    exact,
    index,
    plain,
    filtered,
    componentsSeconds,
    spaceSeconds,
    alikeMilliseconds,
    served,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  talk(
    `peak memory ${own.peakMegabytes} MiB, ${Math.round(vectors.byteLength / 2 ** 20)} of them the benchmark's own vectors`,
  );
  if (!faiss) return { ...own, faiss: null };
  begins("searching with FAISS");
  const path = join(folder, "vectors");
  await writeFile(path, vectors);
  const { p50 = Number.NaN, p99 = Number.NaN } = await faiss.ask(["similar", path, rows, dimension, queries].join(" "));
  await rm(path);
  talk(`FAISS, exact, in memory: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return { ...own, faiss: { p50, p99 } };
}

async function clustered(workspace: Workspace) {
  begins("clustering");
  const survey = await openSurvey(workspace, "made");
  const start = performance.now();
  const steps = stopwatch();
  const { clustering } = await clusterSurvey(
    survey,
    { run: "run", filters: [], components: 40, minSize: 15, selection: "leaf", subsamples: 0, seed: 1 },
    (_, text) => steps.now(text.split(":")[0] as string),
  );
  const seconds = (performance.now() - start) / 1000;
  const held = clustering.labels.filter((label) => label >= 0).length / clustering.labels.length;
  const found = { seconds, clusters: clustering.clusters.length, held, sample: clustering.parameters.sample };
  talk(
    `${found.clusters} clusters in ${seconds.toFixed(1)} s, which hold ${(100 * held).toFixed(0)} %; ${steps.told()}`,
  );
  return found;
}

async function mapped(workspace: Workspace) {
  begins("making the map");
  const survey = await openSurvey(workspace, "made");
  const start = performance.now();
  const steps = stopwatch();
  const { sample } = await mapSurvey(survey, {
    run: "run",
    onProgress: (_, text) => steps.now(text.split(":")[0] as string),
  });
  const seconds = (performance.now() - start) / 1000;
  talk(`map in ${seconds.toFixed(1)} s; ${steps.told()}`);
  return { seconds, sample };
}

/** Seconds of each step that a command says it is in. */
function stopwatch() {
  const taken: { text: string; from: number }[] = [];
  return {
    now(text: string) {
      if (taken.at(-1)?.text !== text) taken.push({ text, from: performance.now() });
    },
    told: () =>
      taken
        .map(
          ({ text, from }, i) => `${text}: ${(((taken[i + 1]?.from ?? performance.now()) - from) / 1000).toFixed(1)} s`,
        )
        .join(", "),
  };
}

async function besideUmapLearn(umapLearn: Peer | undefined) {
  const points = Number(asked["peer-points"]);
  const values = grouped(points, 40, 30);
  begins(`mapping ${points} points`);
  const start = performance.now();
  await umap({ values: Float64Array.from(values), count: points, dimension: 40 });
  const seconds = (performance.now() - start) / 1000;
  talk(`map of ${points}: ${seconds.toFixed(1)} s`);
  if (!umapLearn) return { ratio: null, points, seconds };
  begins(`mapping ${points} points with umap-learn`);
  const path = join(folder, "points");
  await writeFile(path, values);
  const { seconds: peerSeconds = Number.NaN } = await umapLearn.ask(["map", path, points, 40].join(" "));
  talk(`umap-learn, ${points}: ${peerSeconds.toFixed(1)} s`);
  return { ratio: peerSeconds / seconds, points, seconds, peerSeconds };
}

/** Points of groups with different spreads. */
function grouped(count: number, width: number, groups: number): Float32Array {
  const stream = randomStream(1, "bench", "explore");
  const centres = Array.from({ length: groups }, () => Float32Array.from({ length: width }, () => 3 * stream.normal()));
  const values = new Float32Array(count * width);
  for (let point = 0; point < count; point++) {
    const group = point % groups;
    for (let i = 0; i < width; i++)
      values[point * width + i] = (centres[group]?.[i] ?? 0) + (1 + group / groups) * stream.normal();
  }
  return values;
}
