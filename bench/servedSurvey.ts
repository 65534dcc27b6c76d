/** What a person waits for at the page of a large survey: the server's answers, and the page's first pictures in a browser. */

import chromiumPack from "@sparticuz/chromium";
import { chromium } from "playwright-core";
import { randomStream } from "../src/random.ts";
import { serve } from "../src/server/serve.ts";
import type { Workspace } from "../src/survey/workspace.ts";

/** Milliseconds: of the first request, and of those after it. */
export interface Waits {
  first: number;
  best: number;
  p50: number;
  p99: number;
}

export interface Served {
  /** From a fresh server to the first cutouts that a browser has drawn; then the same again. */
  firstPaint: { cold: number; warm: number };
  requests: Record<string, Waits>;
}

const survey = "made";
const smallest = { column: "size", operator: "<", value: "10" };

/** @param ids of the survey "made", which has columns size and class, and representations by `run` */
export async function servedTimes(
  workspace: Workspace,
  ids: readonly string[],
  run: string,
  talk: (line: string) => void,
): Promise<Served> {
  const stop = new AbortController();
  let serving: Promise<void> | undefined;
  const address = await new Promise<string>((resolve, reject) => {
    serving = serve(workspace, { port: 0, stop: stop.signal }, ({ address: at }) => resolve(at));
    serving.catch(reject);
  });
  try {
    const [cold, warm] = await firstPaints(address);
    talk(`first paint ${cold.toFixed(0)} ms, again ${warm.toFixed(0)} ms`);
    const stream = randomStream(3, "bench", "served");
    const some = () => ids[stream.below(ids.length)] as string;
    const galaxies = (query: Record<string, string>) => `galaxies?${new URLSearchParams({ limit: "100", ...query })}`;
    const where = (...filters: object[]) => ({ where: JSON.stringify(filters) });
    const similar = (query: Record<string, string>) =>
      `galaxies/${some()}/similar?${new URLSearchParams({ run, limit: "18", ...query })}`;
    const asked: [string, number, () => string][] = [
      ["similar", 200, () => similar({})],
      ["similar, filtered", 100, () => similar(where(smallest))],
      ["survey info", 10, () => ""],
      ["first page", 20, () => galaxies({})],
      ["filter on a number", 20, () => galaxies(where({ ...smallest, value: String(5 + stream.below(20)) }))],
      ["filter on a class", 20, () => galaxies(where({ column: "class", operator: "=", value: "spiral" }))],
      ["text search", 20, () => galaxies(where({ column: "id_str", operator: "contains", value: some().slice(4) }))],
      ["ordered by a number", 20, () => galaxies({ order: stream.below(2) ? "-redshift" : "redshift" })],
      ["filtered and ordered", 20, () => galaxies({ order: "-redshift", ...where(smallest) })],
      ["scrolled to the middle", 20, () => galaxies({ offset: String(ids.length >> 1), order: "redshift" })],
    ];
    const requests: Record<string, Waits> = {};
    for (const [name, count, path] of asked) {
      const taken: number[] = [];
      for (let i = 0; i <= count; i++) {
        const start = performance.now();
        const answer = await fetch(`${address}/api/surveys/${survey}/${path()}`.replace(/\/$/, ""));
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
        taken.push(performance.now() - start);
      }
      const [first = Number.NaN, ...rest] = taken;
      rest.sort((a, b) => a - b);
      const at = (share: number) => rest[Math.floor(share * (rest.length - 1))] ?? Number.NaN;
      requests[name] = { first, best: at(0), p50: at(0.5), p99: at(0.99) };
      talk(
        `${name}: first ${first.toFixed(0)}, best ${at(0).toFixed(0)}, p50 ${at(0.5).toFixed(0)}, p99 ${at(0.99).toFixed(0)} ms`,
      );
    }
    return { firstPaint: { cold, warm }, requests };
  } finally {
    stop.abort();
    await serving;
  }
}

async function firstPaints(address: string): Promise<[cold: number, warm: number]> {
  const args = chromiumPack.args.filter((arg) => arg !== "--single-process" && arg !== "--no-zygote");
  const browser = await chromium.launch({ executablePath: await chromiumPack.executablePath(), args });
  const paint = async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(120_000);
    await page.addInitScript(`
      document.addEventListener("load", ({ target }) => {
        if (target instanceof HTMLImageElement) globalThis.firstCutout ??= performance.now();
      }, true);
    `);
    await page.goto(`${address}/survey/${survey}`);
    await page.locator("img").first().waitFor();
    let taken: number | undefined;
    // Since the page was asked for, by its own clock.
    while (taken === undefined) {
      taken = (await page.evaluate("globalThis.firstCutout")) as number | undefined;
      if (taken === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await page.close();
    return taken;
  };
  const cold = await paint();
  const warm = Math.min(await paint(), await paint());
  await browser.close();
  return [cold, warm];
}
