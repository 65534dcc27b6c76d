/** What tests of the page have in common: a served workspace, a real browser, and what a page complains of. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import chromiumPack from "@sparticuz/chromium";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { freePort } from "../src/server/freePort.ts";
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
  const browser = await openedBrowser();
  // One for all: what it keeps of the page's scripts need not be read and compiled again.
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, colorScheme: "dark" });
  return {
    address,
    browser,
    async open(complaints) {
      complaints.length = 0;
      const page = await context.newPage();
      // Four files at once on two cores: a training's first step has been seen to take more than the usual 30 s.
      page.setDefaultTimeout(60_000);
      // As a person comes for the first time.
      const session = await context.newCDPSession(page);
      const storageTypes = "local_storage,cookies,indexeddb,service_workers";
      await session.send("Storage.clearDataForOrigin", { origin: address, storageTypes });
      await session.detach();
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      return page;
    },
    async close() {
      await context.close();
      await closedBrowser();
      stop.abort();
      await serving;
    },
  };
}

/** One for all that a file serves at once. */
let launched: { browser: Promise<Browser>; users: number } | undefined;

function openedBrowser(): Promise<Browser> {
  launched ??= { browser: launch(), users: 0 };
  launched.users++;
  return launched.browser;
}

async function closedBrowser(): Promise<void> {
  if (!launched || --launched.users > 0) return;
  const { browser } = launched;
  launched = undefined;
  await (await browser).close();
}

async function launch(): Promise<Browser> {
  // In a single process, as it is packed to run, it ends with the first page that is closed.
  const args = chromiumPack.args.filter((arg) => arg !== "--single-process" && arg !== "--no-zygote");
  // Pages laid together by the processor: through the emulated GPU, which WebGL still has, each takes four times as long.
  args.push("--disable-gpu-compositing");
  return chromium.launch({ executablePath: await chromiumPack.executablePath(), args });
}

/** A page of a person's own; what it complains of is collected from then on. */
export async function openedIn(context: BrowserContext, complaints: string[]): Promise<Page> {
  complaints.length = 0;
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  return page;
}

const axeSource = () => readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds serious or critical in a page as it stands: the rule, and the first place that breaks it. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Read by the debugger, which the page's own policy does not bind; once a page, for it is half a megabyte.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource());
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as {
        axe: {
          run(options: object): Promise<{ violations: { impact: string; id: string; nodes: { html: string }[] }[] }>;
        };
      }
    ).axe.run({ resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

const almagest = fileURLToPath(new URL("../dist/src/cli/almagest.js", import.meta.url));

/** A server in a process of its own, to be stopped and killed; it begins anew at the same address. */
export interface ServerApart {
  address: string;
  start(): Promise<void>;
  end(signal: NodeJS.Signals): Promise<void>;
}

export async function serverApart(workspace: Workspace): Promise<ServerApart> {
  const port = await freePort();
  const address = `http://localhost:${port}`;
  let server: ChildProcess | undefined;
  return {
    address,
    async start() {
      const command = [almagest, "serve", "--port", String(port), "--workspace", workspace.path];
      server = spawn(process.execPath, command, { stdio: "ignore" });
      const answers = () =>
        fetch(`${address}/api/status`).then(
          () => true,
          () => false,
        );
      while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 100));
    },
    async end(signal) {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      server.kill(signal);
      await once(server, "exit");
    },
  };
}

/** Waits for the picture of the galaxy that is asked about: before it is drawn a key is no answer. */
export const seen = (of: Page) => of.locator(".labelled .frame img").waitFor();
/** Its id. */
export const here = async (of: Page) => (await of.locator(".labelled .id").textContent()) ?? "";
export const allSaved = (of: Page) => of.locator('.count[data-unsent="0"]').waitFor();

/** Presses a key, and waits until the next galaxy is there. @returns the galaxy that was asked about */
export async function answer(of: Page, key: string): Promise<string> {
  await seen(of);
  const id = await here(of);
  await of.keyboard.press(key);
  await of.waitForFunction((before) => document.querySelector(".labelled .id")?.textContent !== before, id);
  return id;
}
