/** Peak memory of training on 100,000 rows over that on 1,000 rows, same batch: each in a process of its own. */

import { fork } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { prepareRun } from "../src/methods/zoobot/startTraining.ts";
import { importCatalogue } from "../src/survey/importCatalogue.ts";
import { openSurvey } from "../src/survey/survey.ts";
import { openWorkspace } from "../src/survey/workspace.ts";
import { writeWhole } from "../src/wholeFile.ts";
import { result, talk } from "./peer.ts";

const [few, many] = [1000, 100_000];
/** Long enough for the queues to fill and for every buffer to be in use. */
const seconds = 40;

const folder = await mkdtemp(join(tmpdir(), "almagest-bench-"));
try {
  const peaks: Record<number, number> = {};
  for (const rows of [few, many]) {
    peaks[rows] = await peakOf(rows);
    talk(`${rows} rows: ${((peaks[rows] ?? 0) / 1024).toFixed(0)} MiB at most`);
  }
  result({ ratio: (peaks[many] ?? Number.NaN) / (peaks[few] ?? Number.NaN), peakKiB: peaks });
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function peakOf(rows: number): Promise<number> {
  const workspace = await openWorkspace(join(folder, `w${rows}`), { create: true });
  const catalogue = await written(rows);
  await importCatalogue(workspace, "rows", catalogue, { label: { column: "class", merge: {} } });
  const run = await prepareRun(await openSurvey(workspace, "rows"), {
    label: "class",
    options: { imageSize: 32, zoom: 0.9, batchSize: 64, epochs: 1000, checkpointSeconds: 5 },
  });
  const child = fork(fileURLToPath(new URL("../src/methods/zoobot/trainingJob.js", import.meta.url)));
  child.send({ kind: "start", argument: { workspace: workspace.path, run: run.id } });
  child.on("message", (message: { kind: string; message?: string }) => {
    if (message.kind === "fault") throw new Error(message.message);
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  let peak = 0;
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until && child.exitCode === null) {
    peak = Math.max(peak, await highWaterMark(child.pid ?? 0));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  if (child.connected) child.send({ kind: "stop" });
  await ended;
  return peak;
}

/** KiB, as Linux counts it. */
async function highWaterMark(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
}

/** Every row has a picture of its own path; files are few, and shared, as only the number of rows matters here. */
async function written(rows: number): Promise<string> {
  const home = join(folder, `rows${rows}`);
  await mkdir(home, { recursive: true });
  const pictures = 50;
  for (let i = 0; i < pictures; i++)
    await sharp({ create: { width: 40, height: 40, channels: 3, background: { r: i * 5, g: 40, b: 90 } } })
      .png()
      .toFile(join(home, `${i}.png`));
  const lines = Array.from({ length: rows }, (_, i) => `r${i},${i % pictures}.png,${i % 3 === 0 ? "a" : "b"}`);
  const path = join(home, "catalog.csv");
  await writeWhole(path, `id_str,file_loc,class\n${lines.join("\n")}\n`);
  return path;
}
