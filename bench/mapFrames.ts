/**
 * Frames a second of the map page while `--points` (100000) simulated objects are dragged about for `--seconds` (5), in a
 * headless browser that draws by software; and how long the page takes to show them.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import chromiumPack from "@sparticuz/chromium";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { randomStream } from "../src/random.ts";
import { serve } from "../src/server/serve.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { mapColumns } from "../src/survey/mapColumns.ts";
import { writeNumberColumns } from "../src/survey/numberColumns.ts";
import { openWorkspace } from "../src/survey/workspace.ts";
import { result, talk } from "./peer.ts";

const { values: asked } = parseArgs({
  options: {
    points: { type: "string", default: "100000" },
    seconds: { type: "string", default: "5" },
    json: { type: "boolean" },
  },
});
const [points, seconds] = [Number(asked.points), Number(asked.seconds)];

const folder = await mkdtemp(join(tmpdir(), "almagest-frames-"));
const workspace = await simulatedWorkspace();
talk(`${points} objects are stored`);
const stop = new AbortController();
let serving: Promise<void> | undefined;
const address = await new Promise<string>((resolve, reject) => {
  serving = serve(workspace, { port: 0, stop: stop.signal }, ({ address: at }) => resolve(at));
  serving.catch(reject);
});
// In a single process, as it is packed to run, drawing would wait for the page.
const args = chromiumPack.args.filter((arg) => arg !== "--single-process" && arg !== "--no-zygote");
const browser = await chromium.launch({ executablePath: await chromiumPack.executablePath(), args });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
// On a machine that does other work as well.
page.setDefaultTimeout(300_000);
await page.addInitScript(`
  globalThis.draws = [];
  const { drawArrays } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.drawArrays = function (...all) {
    globalThis.draws.push(performance.now());
    return drawArrays.apply(this, all);
  };
`);
const began = performance.now();
await page.goto(`${address}/map/simulated?colour=size`);
await page.getByRole("region", { name: "Legend: size" }).waitFor();
const shownSeconds = (performance.now() - began) / 1000;
talk(`shown and coloured after ${shownSeconds.toFixed(1)} s`);

const graphics = (await page.evaluate(`
  const gl = document.createElement("canvas").getContext("webgl2");
  gl.getParameter(gl.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
`)) as string;
await page.mouse.move(640, 450);
await page.mouse.down();
await page.evaluate("globalThis.draws.length = 0");
const from = performance.now();
for (let step = 0; performance.now() - from < 1000 * seconds; step++)
  await page.mouse.move(640 + 300 * Math.sin(step / 20), 450 + 200 * Math.cos(step / 20));
const taken = (performance.now() - from) / 1000;
const draws = (await page.evaluate("globalThis.draws")) as number[];
await page.mouse.up();
const gaps = draws.slice(1).map((at, i) => at - (draws[i] as number));
gaps.sort((a, b) => a - b);
talk(`${(draws.length / taken).toFixed(1)} frames a second`);

await browser.close();
stop.abort();
await serving;
await rm(folder, { recursive: true, force: true });
result({
  points,
  framesPerSecond: draws.length / taken,
  medianMilliseconds: gaps[Math.floor(gaps.length / 2)] ?? null,
  slowestTwentiethMilliseconds: gaps[Math.floor(gaps.length * 0.95)] ?? null,
  shownSeconds,
  graphics,
});

async function simulatedWorkspace() {
  await sharp({ create: { width: 24, height: 24, channels: 3, background: "teal" } })
    .png()
    .toFile(join(folder, "a.png"));
  const ids = Array.from({ length: points }, (_, i) => `g${String(i).padStart(7, "0")}`);
  const catalogue = join(folder, "catalogue.csv");
  await writeFile(catalogue, `id_str,file_loc,size\n${ids.map((id, i) => `${id},a.png,${i % 977}`).join("\n")}\n`);
  const made = await openWorkspace(join(folder, "workspace"), { create: true });
  await importCatalogue(made, "simulated", catalogue);
  const stream = randomStream(1, "bench", "map");
  const centres = Array.from({ length: 40 }, () => [8 * stream.normal(), 8 * stream.normal()] as const);
  const { x, y } = mapColumns("simulated");
  const along = (axis: 0 | 1) => Float32Array.from(ids, (_, i) => (centres[i % 40]?.[axis] ?? 0) + stream.normal());
  await writeNumberColumns(made, "simulated", ids, { [x]: along(0), [y]: along(1) });
  return made;
}
