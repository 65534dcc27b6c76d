/**
 * Prediction from JPEG files on disk, ours against PyTorch with PIL: same networks, files, sizes and threads, in turns.
 * `--networks a,b` measures some of them only.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { decodedSizeFor, type Model } from "../src/methods/zoobot/model.ts";
import { encoderParameters, headParameters } from "../src/methods/zoobot/network.ts";
import { predictImages } from "../src/methods/zoobot/predict.ts";
import { randomStream } from "../src/random.ts";
import { drawGalaxy } from "../src/sky/galaxyModel.ts";
import { renderGalaxy } from "../src/sky/renderGalaxy.ts";
import type { Task } from "../src/training/run.ts";
import { measuredNetworks } from "./networks.ts";
import { median, missingTorch, resultOfNetworks, startPeer, talk } from "./peer.ts";

const [fileSize, zoom, threads] = [424, 0.6, 2];
/** Of small images in a second, and of large ones in several. */
const [many, few] = [
  { count: 2304, rounds: 5 },
  { count: 384, rounds: 3 },
];

interface Speeds {
  almagestPerSecond: number;
  torchPerSecond?: number;
  torchDraftPerSecond?: number;
  /** Against PIL as torchvision's ImageFolder uses it. */
  ratio: number | null;
  /** Against PIL shrinking JPEGs as it reads them, which one has to know of. */
  ratioDraft?: number;
}

const networks: Record<string, Speeds> = {};
const absent: Record<string, string> = {};
for (const { name, size } of measuredNetworks()) {
  const folder = await mkdtemp(join(tmpdir(), "almagest-bench-"));
  try {
    networks[name] = await speedsOf(name, size, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
resultOfNetworks(networks, absent);

async function speedsOf(name: string, imageSize: number, folder: string): Promise<Speeds> {
  const { count, rounds } = imageSize <= 64 ? many : few;
  talk(`${name}: ${count} JPEGs of ${fileSize} px, network at ${imageSize} px, ${threads} threads`);
  const images = await Promise.all(Array.from({ length: count }, (_, i) => written(folder, i)));
  const task: Task = { kind: "labels", column: "class", classes: ["a", "b", "c"] };
  const stream = randomStream(1, "bench");
  const encoder = { network: name };
  const parameters = {
    ...encoderParameters(encoder, imageSize, stream),
    ...headParameters(encoder, task, stream),
  };
  const model: Model = { ...encoder, task, imageSize, zoom, decodedSize: decodedSizeFor(imageSize, zoom), parameters };
  const ours = async () => {
    const start = performance.now();
    await predictImages(model, images, { threads });
    return (1000 * count) / (performance.now() - start);
  };
  await ours();
  const own: number[] = [];
  const peers: Record<string, number[]> = {
    "plain default": [],
    "plain channels_last": [],
    "draft default": [],
    "draft channels_last": [],
  };
  const missing = missingTorch(name, ["PIL", "numpy"]);
  if (missing === undefined) {
    const peer = startPeer("predict.py", [name, folder, ...[imageSize, zoom, threads].map(String)]);
    for (const way of Object.keys(peers)) await peer.ask(way);
    for (let round = 0; round < rounds; round++) {
      own.push(await ours());
      for (const [way, speeds] of Object.entries(peers))
        speeds.push((await peer.ask(way)).imagesPerSecond ?? Number.NaN);
    }
    peer.end();
  } else for (let round = 0; round < rounds; round++) own.push(await ours());

  const almagestPerSecond = median(own);
  talk(`  Almagest  ${almagestPerSecond.toFixed(0)} images/s`);
  if (missing !== undefined) {
    absent[name] = missing;
    talk(`  PyTorch with PIL is absent (${missing}): set ALMAGEST_PYTHON to a Python that has them`);
    return { almagestPerSecond, ratio: null };
  }
  const faster = (way: string) =>
    Math.max(median(peers[`${way} default`] ?? []), median(peers[`${way} channels_last`] ?? []));
  const [torchPerSecond, torchDraftPerSecond] = [faster("plain"), faster("draft")];
  talk(`  PyTorch + PIL, ${threads} loader processes, its faster layout  ${torchPerSecond.toFixed(0)} images/s`);
  talk(`  the same, JPEGs shrunk while they are read (Image.draft)  ${torchDraftPerSecond.toFixed(0)} images/s`);
  return {
    almagestPerSecond,
    torchPerSecond,
    torchDraftPerSecond,
    ratio: almagestPerSecond / torchPerSecond,
    ratioDraft: almagestPerSecond / torchDraftPerSecond,
  };
}

async function written(folder: string, index: number): Promise<string> {
  const path = join(folder, `${String(index).padStart(5, "0")}.jpg`);
  // Drawn at a quarter of the size, which is quick, and enlarged: what counts here is the file.
  const side = 106;
  await sharp(renderGalaxy(drawGalaxy(3, index), side), { raw: { width: side, height: side, channels: 3 } })
    .resize(fileSize, fileSize)
    .jpeg({ quality: 92 })
    .toFile(path);
  return path;
}
