/** Prediction from JPEG files on disk, ours against PyTorch with PIL: same files, sizes, network and threads, in turns. */

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
import { median, missingPeer, result, startPeer, talk } from "./peer.ts";

const [count, fileSize, imageSize, zoom, threads, rounds] = [2304, 424, 64, 0.6, 2, 5];

const folder = await mkdtemp(join(tmpdir(), "almagest-bench-"));
try {
  talk(`${count} JPEGs of ${fileSize} px, network at ${imageSize} px, ${threads} threads`);
  const images = await Promise.all(Array.from({ length: count }, (_, i) => written(i)));
  const task: Task = { kind: "labels", column: "class", classes: ["a", "b", "c"] };
  const stream = randomStream(1, "bench");
  const model: Model = {
    network: "smallResnet",
    task,
    imageSize,
    zoom,
    decodedSize: decodedSizeFor(imageSize, zoom),
    parameters: {
      ...encoderParameters({ network: "smallResnet" }, imageSize, stream),
      ...headParameters({ network: "smallResnet" }, task, stream),
    },
  };
  const ours = async () => {
    const start = performance.now();
    await predictImages(model, images, { threads });
    return (1000 * count) / (performance.now() - start);
  };
  await ours();
  const own: number[] = [];
  const plain: number[] = [];
  const draft: number[] = [];
  const absent = missingPeer(["torch", "PIL", "numpy"]);
  if (absent === undefined) {
    const other = startPeer("predict.py", [folder, String(imageSize), String(zoom), String(threads)]);
    for (const way of ["plain", "draft"]) await other.ask(way);
    for (let round = 0; round < rounds; round++) {
      own.push(await ours());
      plain.push((await other.ask("plain")).imagesPerSecond ?? Number.NaN);
      draft.push((await other.ask("draft")).imagesPerSecond ?? Number.NaN);
    }
    other.end();
  } else {
    talk(`PyTorch with PIL is absent (${absent}): set ALMAGEST_PYTHON to a Python that has them`);
    for (let round = 0; round < rounds; round++) own.push(await ours());
  }
  const almagest = median(own);
  talk(`Almagest  ${almagest.toFixed(0)} images/s`);
  if (absent === undefined) {
    talk(`PyTorch + PIL, ${threads} loader processes  ${median(plain).toFixed(0)} images/s`);
    talk(`the same, JPEGs shrunk while they are read (Image.draft)  ${median(draft).toFixed(0)} images/s`);
    // Against PIL as torchvision's ImageFolder uses it; the quicker way, which one has to know, is reported beside it.
    result({
      ratio: almagest / median(plain),
      ratioDraft: almagest / median(draft),
      almagestPerSecond: almagest,
      torchPerSecond: median(plain),
      torchDraftPerSecond: median(draft),
    });
  } else result({ ratio: null, absent, almagestPerSecond: almagest });
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function written(index: number): Promise<string> {
  const path = join(folder, `${String(index).padStart(5, "0")}.jpg`);
  // Drawn at a quarter of the size, which is quick, and enlarged: what counts here is the file.
  const side = 106;
  await sharp(renderGalaxy(drawGalaxy(3, index), side), { raw: { width: side, height: side, channels: 3 } })
    .resize(fileSize, fileSize)
    .jpeg({ quality: 92 })
    .toFile(path);
  return path;
}
