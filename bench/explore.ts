/**
 * What a person waits for on a survey of `--rows` (100000) objects with representations of `--dimension` (512): the objects most
 * like one (exact), with and without a filter, against FAISS's exact index in memory; and the map of `--map-points` (100000) points of
 * 40 numbers, with `--peer-points` (20000) of them against umap-learn. Clusters have a benchmark of their own.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { umap } from "../src/explore/umap/umap.ts";
import { randomStream } from "../src/random.ts";
import type { Filter } from "../src/survey/galaxies.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { nearest, writeRepresentations } from "../src/survey/representations.ts";
import { openSurvey } from "../src/survey/survey.ts";
import { openWorkspace } from "../src/survey/workspace.ts";
import { missingPeer, type Peer, result, startPeer, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    dimension: { type: "string", default: "512" },
    "map-points": { type: "string", default: "100000" },
    "peer-points": { type: "string", default: "20000" },
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
  const map = await mapped(absent.umap === undefined ? peer : undefined);
  result({ ratio: map.ratio, rows, dimension, similarity, map, absent });
} finally {
  peer?.end();
  await rm(folder, { recursive: true, force: true });
}

async function similar(faiss: Peer | undefined) {
  const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
  const image = sharp({ create: { width: 4, height: 4, channels: 3, background: "black" } });
  await image.png().toFile(join(folder, "a.png"));
  const ids = Array.from({ length: rows }, (_, i) => `g${String(i).padStart(8, "0")}`);
  const catalogue = join(folder, "catalogue.csv");
  await writeFile(catalogue, ["id_str,file_loc,size", ...ids.map((id, i) => `${id},a.png,${i % 100}`)].join("\n"));
  await importCatalogue(workspace, "made", catalogue, {});
  const vectors = grouped(rows, dimension, 200);
  await writeRepresentations(workspace, "made", "run", ids, vectors, dimension);
  const survey = await openSurvey(workspace, "made");
  const stream = randomStream(2, "bench", "explore");
  const times = async (among: readonly Filter[]) => {
    const taken: number[] = [];
    for (let query = 0; query < queries; query++) {
      const start = performance.now();
      await nearest(survey, "run", ids[stream.below(rows)] as string, 20, { among });
      taken.push(performance.now() - start);
    }
    taken.sort((a, b) => a - b);
    return { p50: taken[queries / 2] as number, p99: taken[Math.floor(queries * 0.99)] as number };
  };
  const plain = await times([]);
  talk(`similar, ${rows} x ${dimension}: p50 ${plain.p50.toFixed(1)} ms, p99 ${plain.p99.toFixed(1)} ms`);
  const filtered = await times([{ column: "size", operator: "<", value: "10" }]);
  talk(`with a filter: p50 ${filtered.p50.toFixed(1)} ms, p99 ${filtered.p99.toFixed(1)} ms`);
  if (!faiss) return { plain, filtered, faiss: null };
  const path = join(folder, "vectors");
  await writeFile(path, vectors);
  const { p50 = Number.NaN, p99 = Number.NaN } = await faiss.ask(["similar", path, rows, dimension, queries].join(" "));
  talk(`FAISS, exact, in memory: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return { plain, filtered, faiss: { p50, p99 } };
}

async function mapped(umapLearn: Peer | undefined) {
  const large = await mapSeconds(grouped(mapPoints, 40, 30));
  talk(`map of ${mapPoints}: ${large.toFixed(1)} s`);
  const small = grouped(peerPoints, 40, 30);
  const own = await mapSeconds(small);
  talk(`map of ${peerPoints}: ${own.toFixed(1)} s`);
  if (!umapLearn) return { ratio: null, points: mapPoints, seconds: large, peerPoints, secondsAtPeerPoints: own };
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
