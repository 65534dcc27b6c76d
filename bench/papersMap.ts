/**
 * The map of a library of `--papers` (100000): the real abstracts of `--abstracts`, repeated and perturbed, imported and indexed, then laid
 * out in regions. Past 60,000 papers the layout is of 60,000, and the rest are placed among them; how well is `trustworthiness`.
 */

import { createWriteStream, existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { importPapers } from "../src/literature/importPapers.ts";
import { indexLibrary } from "../src/literature/indexLibrary.ts";
import { makeLandscape } from "../src/literature/landscape/makeLandscape.ts";
import { readArxiv } from "../src/literature/readers/arxiv.ts";
import { openWorkspace } from "../src/survey/workspace.ts";
import { result, talk } from "./peer.ts";
import { perturbedPapers } from "./perturbedPapers.ts";

const { values: asked } = parseArgs({
  options: {
    papers: { type: "string", default: "100000" },
    abstracts: { type: "string", default: "../shared/data/papers/abstracts.jsonl.gz" },
    json: { type: "boolean" },
  },
});
const papers = Number(asked.papers);
if (!existsSync(asked.abstracts)) {
  talk(`skipped: there is no ${asked.abstracts}`);
  result({ skipped: true });
} else await measure();

async function measure(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "almagest-papers-map-"));
  try {
    const file = join(folder, "papers.jsonl");
    await pipeline(Readable.from(perturbedPapers(asked.abstracts, papers)), createWriteStream(file));
    const workspace = await openWorkspace(join(folder, "workspace"), { create: true });
    const { added } = await importPapers(workspace, file, readArxiv);
    await indexLibrary(workspace);
    talk(`${added} papers imported and indexed`);

    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 200);
    const [begun, before] = [performance.now(), process.cpuUsage()];
    const steps: { step: string; atSecond: number }[] = [];
    const { card } = await makeLandscape(workspace, {
      onProgress: (_fraction, text) => {
        if (steps.at(-1)?.step === text) return;
        steps.push({ step: text, atSecond: Math.round((performance.now() - begun) / 1000) });
        talk(`${steps.at(-1)?.atSecond} s: ${text}`);
      },
    });
    clearInterval(watch);
    const { user, system } = process.cpuUsage(before);
    result({
      papers: card.papers,
      laidOut: card.laidOut,
      regions: card.regions.filter(({ level }) => level === "fine").length,
      seconds: (performance.now() - begun) / 1000,
      cpuSeconds: (user + system) / 1e6,
      peakMB: peak / 1e6,
      trustworthiness: card.trustworthiness,
      steps,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
