/** What tests of the page have in common: a served workspace, a real browser, and what a page complains of. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import chromiumPack from "@sparticuz/chromium";
import { type Browser, chromium, type Page } from "playwright-core";
import { serve } from "../src/server/serve.ts";
import type { Workspace } from "../src/survey/workspace.ts";

export interface ServedPages {
  address: string;
  browser: Browser;
  /** A dark page, whose complaints are collected from then on. */
  open(complaints: string[]): Promise<Page>;
  close(): Promise<void>;
}

export async function servePages(workspace: Workspace): Promise<ServedPages> {
  const stop = new AbortController();
  let serving: Promise<void> | undefined;
  const address = await new Promise<string>((resolve, reject) => {
    serving = serve(workspace, { port: 0, stop: stop.signal }, ({ address: at }) => resolve(at));
    serving.catch(reject);
  });
  // In a single process, as it is packed to run, it ends with the first page that is closed.
  const args = chromiumPack.args.filter((arg) => arg !== "--single-process" && arg !== "--no-zygote");
  const browser = await chromium.launch({ executablePath: await chromiumPack.executablePath(), args });
  return {
    address,
    browser,
    async open(complaints) {
      complaints.length = 0;
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, colorScheme: "dark" });
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      return page;
    },
    async close() {
      await browser.close();
      stop.abort();
      await serving;
    },
  };
}

/** What axe finds serious or critical in a page as it stands: the rule, and the first place that breaks it. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Read by the debugger, which the page's own policy does not bind.
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: { impact: string; id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}
