/** almagest serve: the workbench in a browser. */

import { Command } from "commander";
import { importStarter, needsStarter } from "../literature/starterLibrary.ts";
import { demonstrationName, needsDemonstration } from "../methods/zoobot/demonstration.ts";
import { type RunningServer, serve as serveWorkspace } from "../server/serve.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import type { Device } from "../tensor/device.ts";
import { checkDevice } from "../training/deviceCheck.ts";
import { startJob } from "../training/job.ts";
import { examples } from "./help.ts";
import { onInterrupt } from "./interruption.ts";
import { deviceOption, globalOptions, numberFrom } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

export const serve = new Command("serve")
  .description("Open the workbench page on this machine (nothing is reachable from elsewhere)")
  .option("--port <n>", "port, or 0 for any that is free", numberFrom(0, 65_535), 8300)
  .addOption(deviceOption("cpu; of trainings that are begun from the page"))
  .option("--demo", "with a demonstration survey of simulated galaxies and a small library, made at the first start")
  .addHelpText("after", examples("almagest serve", "almagest serve --workspace ./mine --port 0"))
  .action(async ({ port, device, demo }: { port: number; device?: Device; demo?: boolean }, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    await checkDevice(device);
    const workspace = await openWorkspace(folder, { create: true });
    const stop = new AbortController();
    const stopped = new Promise<void>((resolve) => {
      onInterrupt(async () => {
        stop.abort();
        await serving.catch(() => {});
        resolve();
      });
    });
    const serving = serveWorkspace(workspace, { port, device, stop: stop.signal }, (server) => {
      if (json) printJson({ address: server.address, workspace: workspace.path });
      else printLine(`Almagest is at ${server.address} (workspace ${workspace.path}); Ctrl-C stops it`);
      if (demo) void prepare(workspace, server, quiet);
    });
    await serving;
    await stopped;
  });

async function prepare(workspace: Workspace, { preparation }: RunningServer, quiet: boolean): Promise<void> {
  await prepareLibrary(workspace, quiet);
  if (!(await needsDemonstration(workspace))) return;
  const progress = startProgress({ quiet });
  preparation.set({ state: "working", text: "starting", fraction: 0 });
  const entry = new URL("../methods/zoobot/demonstrationJob.js", import.meta.url);
  const job = startJob(entry, { workspace: workspace.path }, (message) => {
    const { text, fraction } = message as { text: string; fraction: number };
    progress.report(fraction, text);
    preparation.set({ state: "working", text, fraction });
  });
  try {
    await job.done;
    progress.end();
    preparation.set({ state: "done" });
    remark(`the demonstration survey "${demonstrationName}" is ready`, { quiet });
  } catch (error) {
    progress.end();
    const text = error instanceof Error ? error.message : String(error);
    preparation.set({ state: "failed", text });
    remark(`the demonstration could not be prepared: ${text}`, { quiet: false });
  }
}

/** First, and in a second: the galaxies take minutes. */
async function prepareLibrary(workspace: Workspace, quiet: boolean): Promise<void> {
  try {
    if (!(await needsStarter(workspace))) return;
    const { index } = await importStarter(workspace);
    remark(`a library of ${index.papers} papers to begin with is ready`, { quiet });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    remark(`the library to begin with could not be prepared: ${text}`, { quiet: false });
  }
}
