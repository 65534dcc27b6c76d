/**
 * The library at `--papers` (350000): import and index of the real abstracts, repeated and perturbed, then searches of them in one
 * process that stays open. `--abstracts` is the file of the real ones, `--questions` what is asked.
 */

import { createWriteStream, existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { importPapers } from "../src/literature/importPapers.ts";
import { indexLibrary } from "../src/literature/indexLibrary.ts";
import { readArxiv } from "../src/literature/readers/arxiv.ts";
import { openForSearch, search } from "../src/literature/search.ts";
import { openWorkspace } from "../src/survey/workspace.ts";
import { result, talk } from "./peer.ts";
import { perturbedPapers } from "./perturbedPapers.ts";

const { values: asked } = parseArgs({
  options: {
    papers: { type: "string", default: "350000" },
    abstracts: { type: "string", default: "../shared/data/papers/abstracts.jsonl.gz" },
    questions: { type: "string", default: "../shared/data/papers/queries-dev.jsonl" },
    json: { type: "boolean" },
  },
});
const papers = Number(asked.papers);
if (!existsSync(asked.abstracts) || !existsSync(asked.questions)) {
  talk(`skipped: there is no ${asked.abstracts} or no ${asked.questions}`);
  result({ skipped: true });
} else await measure();

async function measure(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "almagest-papers-"));
  try {
    const file = join(folder, "papers.jsonl");
    await pipeline(Readable.from(perturbedPapers(asked.abstracts, papers)), createWriteStream(file));
    talk(`${papers} records, ${((await stat(file)).size / 1e6).toFixed(0)} MB`);
    const workspace = await openWorkspace(join(folder, "workspace"), { create: true });

    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 200);
    const memory: number[] = [];
    const imported = await timed(() =>
      importPapers(workspace, file, readArxiv, {
        onProgress: (records) => {
          if (records % 50_000 === 0) memory.push(Math.round(process.memoryUsage().rss / 1e6));
        },
      }),
    );
    const importPeak = peak;
    talk(
      `import: ${imported.seconds.toFixed(0)} s (${imported.cpuSeconds.toFixed(0)} s of processor), ${memory.join(", ")} MB each 50,000`,
    );
    peak = 0;
    const indexed = await timed(() => indexLibrary(workspace));
    clearInterval(watch);
    talk(`index: ${indexed.seconds.toFixed(0)} s (${indexed.cpuSeconds.toFixed(0)} s of processor)`);

    const opened = await timed(() => openForSearch(workspace));
    const questions = readFileSync(asked.questions, "utf8")
      .trim()
      .split("\n")
      .map((line) => String(JSON.parse(line).question));
    const times: number[] = [];
    const processorTimes: number[] = [];
    for (const question of [...questions.slice(0, 10), ...questions]) {
      const [begun, before] = [performance.now(), process.cpuUsage()];
      await search(opened.value, question, { limit: 10 });
      times.push(performance.now() - begun);
      const { user, system } = process.cpuUsage(before);
      processorTimes.push((user + system) / 1e3);
    }
    await opened.value.close();
    // The first ten warm it up.
    const [wall, processor] = [times.slice(10), processorTimes.slice(10)];
    result({
      papers: imported.value.added,
      importSeconds: imported.seconds,
      importCpuSeconds: imported.cpuSeconds,
      importMemoryMB: memory,
      importPeakMB: importPeak / 1e6,
      indexSeconds: indexed.seconds,
      indexCpuSeconds: indexed.cpuSeconds,
      indexPeakMB: peak / 1e6,
      openSeconds: opened.seconds,
      searches: wall.length,
      p50Ms: quantile(wall, 0.5),
      p99Ms: quantile(wall, 0.99),
      p50CpuMs: quantile(processor, 0.5),
      p99CpuMs: quantile(processor, 0.99),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed<T>(work: () => Promise<T>) {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6 };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
