/**
 * Cutouts of `--size` (64) pixels in three bands out of mosaics of `--side` (6000) pixels, `--count` (4000) of them, against astropy:
 * values alone (Cutout2D), and colour JPEGs (Cutout2D, make_lupton_rgb, Pillow), from plain files and from tile-compressed ones (RICE_1,
 * which astropy makes, and reads by `section`). The rows of the mosaics are in the operating system's memory for both.
 */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomStream } from "../src/random.ts";
import { fitsCutout } from "../src/sky/cutoutPicture.ts";
import { openMosaic } from "../src/sky/mosaics.ts";
import { cutObject } from "../src/sky/skyCutout.ts";
import { type CutoutsRequest, mergeCutoutFolder, runCutoutShard } from "../src/survey/cutouts/cutouts.ts";
import { missingPeer, result, startPeer, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    size: { type: "string", default: "64" },
    side: { type: "string", default: "6000" },
    count: { type: "string", default: "4000" },
    json: { type: "boolean" },
  },
});
const [size, side, count] = [asked.size, asked.side, asked.count].map(Number) as [number, number, number];
const bands = ["g", "r", "i"];
const arcsec = 0.262;

let places: [number, number][] = [];
const folder = await mkdtemp(join(tmpdir(), "almagest-bench-"));
const absent = missingPeer(["astropy", "numpy", "PIL"]);
const peer = absent === undefined ? startPeer("cutout.py", [folder, String(size)]) : undefined;
try {
  await makeSky();
  const measured: Record<string, unknown> = {};
  measured.values = await compared("values", () => cutValues("fits"));
  measured.pictures = await compared("pictures", () => cutPictures("fits"));
  if (peer) {
    await peer.ask("pack");
    measured.compressedPictures = await compared("compressed", () => cutPictures("fits.fz"));
  }
  const ratio = (measured.pictures as { ratio: number | null }).ratio;
  result({ ratio, size, side, count, ...measured, peakMegabytes: peakMegabytes(), absent });
} finally {
  peer?.end();
  await rm(folder, { recursive: true, force: true });
}

/** Cutouts a second, of the wall's and of the processor's: on a busy machine only the second is the programs' own. */
async function compared(what: string, ours: () => Promise<void>) {
  const before = process.cpuUsage();
  const started = performance.now();
  await ours();
  const perSecond = count / ((performance.now() - started) / 1000);
  const { user, system } = process.cpuUsage(before);
  const perCpuSecond = count / ((user + system) / 1e6);
  const theirs = await peer?.ask(what);
  const ratio = theirs?.perCpuSecond === undefined ? null : perCpuSecond / theirs.perCpuSecond;
  talk(
    `${what}: ${perSecond.toFixed(0)}/s, ${perCpuSecond.toFixed(0)} a processor second; astropy ${JSON.stringify(theirs)}`,
  );
  return {
    perSecond,
    perCpuSecond,
    astropyPerSecond: theirs?.perSecond,
    astropyPerCpuSecond: theirs?.perCpuSecond,
    ratio,
  };
}

async function makeSky(): Promise<void> {
  const stream = randomStream(1, "sky");
  const block = Float32Array.from({ length: 1 << 20 }, () => stream.normal());
  const step = arcsec / 3600;
  for (const band of bands) {
    const pixels = new Float32Array(side * side);
    for (let at = 0; at < pixels.length; at += block.length)
      pixels.set(block.subarray(0, Math.min(block.length, pixels.length - at)), at);
    const centre = [(side - 1) / 2, (side - 1) / 2] as const;
    const matrix: [[number, number], [number, number]] = [
      [-step, 0],
      [0, step],
    ];
    const header = { id: "noise", mosaic: "noise", names: [] };
    await writeFile(
      join(folder, `sky-${band}.fits`),
      fitsCutout({ bands: [pixels], centre, matrix }, side, [150, 2], header),
    );
  }
  const open = await openMosaic({ name: "sky", files: [join(folder, "sky-g.fits")] });
  const lines = ["id_str,ra,dec"];
  for (let i = 0; i < count; i++) {
    const inner = side - 2 * size;
    const place = open.bands[0]?.sky.toSky(size + inner * stream.uniform(), size + inner * stream.uniform());
    lines.push(`o${i},${place?.join()}`);
  }
  open.close();
  await writeFile(join(folder, "catalogue.csv"), `${lines.join("\n")}\n`);
  places = lines.slice(1).map((line) => line.split(",").slice(1).map(Number) as [number, number]);
}

async function cutValues(ending: string): Promise<void> {
  const open = await openMosaic({ name: "sky", files: bands.map((band) => join(folder, `sky-${band}.${ending}`)) });
  for (const place of places)
    if (cutObject(open, place, { size, isNorthUp: false })?.covered !== 1) throw new Error("an object is not covered");
  open.close();
}

async function cutPictures(ending: string): Promise<void> {
  const out = join(folder, `ours-${ending}`);
  await mkdir(out);
  const request: CutoutsRequest = {
    source: { catalogue: join(folder, "catalogue.csv") },
    folder: out,
    asked: {
      mosaics: [join(folder, `sky-{band}.${ending}`)],
      bands,
      size,
      arcsec: null,
      sizeColumn: null,
      sizeFactor: 4,
      isNorthUp: false,
      format: "jpeg",
      stretch: "lupton",
      scale: null,
      sky: null,
      turn: 15,
      softness: 6,
      minCovered: 0,
      where: [],
      skipBad: false,
    },
    command: ["cutout"],
  };
  await runCutoutShard(request, { shard: 1, of: 1 });
  const { done } = await mergeCutoutFolder(out);
  if (done.cut !== count) throw new Error(`${done.cut} of ${count} were cut`);
}

/** Of the whole process, the making of the mosaics among it. */
function peakMegabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
