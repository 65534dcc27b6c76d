/**
 * What a person waits for on a survey of `--rows` (100000) objects with representations of `--dimension` (512): the objects most
 * like one, exact and by the index, with and without a filter, against FAISS's exact index in memory; what the server answers and
 * the page's first paint; and the map of `--map-points` (100000) points of
 * 40 numbers, with `--peer-points` (20000) of them against umap-learn. Clusters have a benchmark of their own.
 * `--workspace FOLDER` keeps the survey for the next time; `--map-points 0` leaves the map out.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { alikeIn } from "../src/explore/alike.ts";
import { indexRepresentations } from "../src/explore/indexRepresentations.ts";
import { makeComponents, whitenedSpace } from "../src/explore/storedComponents.ts";
import { umap } from "../src/explore/umap/umap.ts";
import { randomBits, randomStream } from "../src/random.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { nearest, type SearchOptions } from "../src/survey/nearest.ts";
import { writeRepresentations } from "../src/survey/representations.ts";
import { openSurvey, surveyNames } from "../src/survey/survey.ts";
import { openWorkspace, type Workspace } from "../src/survey/workspace.ts";
import { begins, missingPeer, type Peer, result, startPeer, talk } from "./peer.ts";
import { servedTimes } from "./servedSurvey.ts";

const { values: asked } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    dimension: { type: "string", default: "512" },
    "map-points": { type: "string", default: "100000" },
    "peer-points": { type: "string", default: "20000" },
    workspace: { type: "string" },
    json: { type: "boolean" },
  },
});
const [rows, dimension, mapPoints, peerPoints] = [
  asked.rows,
  asked.dimension,
  asked["map-points"],
  asked["peer-points"],
].map(Number) as [number, number, number, number];
const queries = 200;

const folder = await mkdtemp(join(tmpdir(), "almagest-explore-"));
const absent = { faiss: missingPeer(["faiss", "numpy"]), umap: missingPeer(["umap", "numpy"]) };
const peer = Object.values(absent).some((each) => each === undefined) ? startPeer("explore.py", []) : undefined;
try {
  const similarity = await similar(absent.faiss === undefined ? peer : undefined);
  const map = mapPoints === 0 ? { ratio: null } : await mapped(absent.umap === undefined ? peer : undefined);
  result({ ratio: map.ratio, rows, dimension, similarity, map, absent });
} finally {
  peer?.end();
  await rm(folder, { recursive: true, force: true });
}

async function similar(faiss: Peer | undefined) {
  const ids = Array.from({ length: rows }, (_, i) => `g${String(i).padStart(8, "0")}`);
  begins(`drawing ${rows} vectors of ${dimension} numbers`);
  const vectors = spectral(rows, dimension, 100);
  const workspace = await madeSurvey(ids, vectors);
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
  talk(`FAISS, exact, in memory: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return { ...own, faiss: { p50, p99 } };
}

/** The survey that `--workspace` keeps, else a new one. */
async function madeSurvey(ids: readonly string[], vectors: Float32Array): Promise<Workspace> {
  const workspace = await openWorkspace(asked.workspace ?? join(folder, "workspace"), { create: true });
  if ((await surveyNames(workspace)).includes("made")) return workspace;
  await sharp({ create: { width: 24, height: 24, channels: 3, background: "teal" } })
    .png()
    .toFile(join(workspace.path, "a.png"));
  const classes = ["spiral", "elliptical", "merger", "edge-on"];
  const catalogue = join(workspace.path, "catalogue.csv");
  // Of no column may a group of vectors know the value.
  const lines = ids.map((id, i) => {
    const drawn = randomBits(7, i);
    return `${id},a.png,${drawn % 100},${classes[(drawn >>> 8) % 4]},${((drawn >>> 10) / 2 ** 22).toFixed(6)}`;
  });
  await writeFile(catalogue, ["id_str,file_loc,size,class,redshift", ...lines].join("\n"));
  begins("importing a survey");
  await importCatalogue(workspace, "made", catalogue, { label: { column: "class", merge: {} } });
  talk("imported");
  begins("storing its vectors");
  await writeRepresentations(workspace, "made", "run", ids, vectors, dimension);
  talk("vectors are stored");
  return workspace;
}

/**
 * Points of groups, with a spectrum as representations have it: variances fall off as (i + 1)^-1.2, and some objects lie further
 * out. Normal numbers are drawn once, and each point takes them from another place.
 */
function spectral(count: number, width: number, groups: number): Float32Array {
  const stream = randomStream(1, "bench", "spectral");
  const pool = Float32Array.from({ length: 1 << 22 }, () => stream.normal());
  const scale = Float32Array.from({ length: width }, (_, i) => (i + 1) ** -0.6);
  const centres = Float32Array.from({ length: groups * width }, () => stream.normal());
  const values = new Float32Array(count * width);
  for (let point = 0; point < count; point++) {
    const group = stream.below(groups);
    const from = stream.below(pool.length - width);
    const spread = Math.exp(0.3 * stream.normal());
    for (let i = 0; i < width; i++)
      values[point * width + i] =
        1 + (scale[i] as number) * ((centres[group * width + i] as number) + spread * (pool[from + i] as number));
  }
  return values;
}

async function mapped(umapLearn: Peer | undefined) {
  begins(`mapping ${mapPoints} points`);
  const large = await mapSeconds(grouped(mapPoints, 40, 30));
  talk(`map of ${mapPoints}: ${large.toFixed(1)} s`);
  const small = grouped(peerPoints, 40, 30);
  begins(`mapping ${peerPoints} points`);
  const own = await mapSeconds(small);
  talk(`map of ${peerPoints}: ${own.toFixed(1)} s`);
  if (!umapLearn) return { ratio: null, points: mapPoints, seconds: large, peerPoints, secondsAtPeerPoints: own };
  begins(`mapping ${peerPoints} points with umap-learn`);
  const path = join(folder, "points");
  await writeFile(path, small);
  const { seconds = Number.NaN } = await umapLearn.ask(["map", path, peerPoints, 40].join(" "));
  talk(`umap-learn, ${peerPoints}: ${seconds.toFixed(1)} s`);
  const ratio = seconds / own;
  return { ratio, points: mapPoints, seconds: large, peerPoints, secondsAtPeerPoints: own, peerSeconds: seconds };
}

async function mapSeconds(values: Float32Array): Promise<number> {
  const start = performance.now();
  await umap({ values: Float64Array.from(values), count: values.length / 40, dimension: 40 });
  return (performance.now() - start) / 1000;
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
