/**
 * HDBSCAN of simulated points: groups of several densities in noise, `--points` (100000) of `--dimension` (40), ours; and of
 * the first `--peer-points` (20000) ours against scikit-learn's, whose time grows with their square.
 */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { hdbscan } from "../src/explore/hdbscan/hdbscan.ts";
import { randomStream } from "../src/random.ts";
import { missingPeer, result, startPeer, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    points: { type: "string", default: "100000" },
    "peer-points": { type: "string", default: "20000" },
    dimension: { type: "string", default: "40" },
    json: { type: "boolean" },
  },
});
const [points, peerPoints, dimension] = [asked.points, asked["peer-points"], asked.dimension].map(Number) as [
  number,
  number,
  number,
];
const minClusterSize = 15;
const groups = 60;
const noise = 0.3;

const large = await ours(simulated(points));
talk(
  `ours, ${points} points: ${large.seconds.toFixed(1)} s (${large.cpuSeconds.toFixed(1)} s of processor), ${large.clusters} clusters`,
);
const small = simulated(peerPoints);
const own = await ours(small);
talk(`ours, ${peerPoints} points: ${own.seconds.toFixed(1)} s`);
const absent = missingPeer(["numpy", "sklearn"]);
const peer = absent === undefined ? await peers(small) : undefined;
if (peer) talk(`scikit-learn, ${peerPoints} points: ${peer.seconds.toFixed(1)} s`);
result({
  ratio: peer ? peer.seconds / own.seconds : null,
  points,
  dimension,
  seconds: large.seconds,
  cpuSeconds: large.cpuSeconds,
  clusters: large.clusters,
  peerPoints,
  secondsAtPeerPoints: own.seconds,
  cpuSecondsAtPeerPoints: own.cpuSeconds,
  peerSeconds: peer?.seconds ?? null,
  peerCpuSeconds: peer?.cpuSeconds ?? null,
  adjustedRand: peer ? adjustedRand(own.labels, peer.labels) : null,
  ...(absent === undefined ? {} : { absent }),
});

function simulated(count: number): Float32Array {
  const random = randomStream(1, "bench", "clusters");
  const centres = Array.from({ length: groups }, () => Array.from({ length: dimension }, () => 2 * random.normal()));
  const widths = centres.map(() => 0.3 + 0.7 * random.uniform());
  const values = new Float32Array(count * dimension);
  for (let point = 0; point < count; point++) {
    const isNoise = random.uniform() < noise;
    const group = Math.floor(groups * random.uniform() ** 2);
    for (let i = 0; i < dimension; i++) {
      const inGroup = (centres[group]?.[i] ?? 0) + (widths[group] ?? 1) * random.normal();
      values[point * dimension + i] = isNoise ? 2.2 * random.normal() : inGroup;
    }
  }
  return values;
}

async function ours(values: Float32Array) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const { labels, persistence } = await hdbscan(values, values.length / dimension, {
    minClusterSize,
    selection: "leaf",
  });
  const { user, system } = process.cpuUsage(before);
  return {
    labels,
    clusters: persistence.length,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
  };
}

async function peers(values: Float32Array): Promise<{ seconds: number; cpuSeconds: number; labels: Int32Array }> {
  const folder = await mkdtemp(join(tmpdir(), "almagest-clusters-"));
  const peer = startPeer("clusters.py", []);
  try {
    const [pointsPath, labelsPath] = [join(folder, "points"), join(folder, "labels")];
    await writeFile(pointsPath, values);
    const line = [pointsPath, values.length / dimension, dimension, labelsPath, minClusterSize].join(" ");
    const { seconds = Number.NaN, cpuSeconds = Number.NaN } = await peer.ask(line);
    const bytes = await readFile(labelsPath);
    return {
      seconds,
      cpuSeconds,
      labels: new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
    };
  } finally {
    peer.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Hubert & Arabie 1985; noise is a group like any other. */
function adjustedRand(a: Int32Array, b: Int32Array): number {
  const [both, inA, inB] = [new Map<string, number>(), new Map<number, number>(), new Map<number, number>()];
  const count = <Key>(map: Map<Key, number>, key: Key) => map.set(key, (map.get(key) ?? 0) + 1);
  a.forEach((label, i) => {
    const other = b[i] ?? Number.NaN;
    count(both, `${label} ${other}`);
    count(inA, label);
    count(inB, other);
  });
  const pairs = (map: Map<unknown, number>) => [...map.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const expected = (pairs(inA) * pairs(inB)) / ((a.length * (a.length - 1)) / 2);
  const most = (pairs(inA) + pairs(inB)) / 2;
  return most === expected ? 1 : (pairs(both) - expected) / (most - expected);
}
