/** The workbench as a running server, one a workspace, on the loopback interface only. */

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { Fault } from "../fault.ts";
import { isLocked, withLock } from "../survey/lock.ts";
import { surveyNames } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import type { Device } from "../tensor/device.ts";
import { writeWhole } from "../wholeFile.ts";
import { createApp } from "./app.ts";
import { createPreparation, type Preparation } from "./preparation.ts";
import { createTrainings } from "./trainings.ts";

const host = "127.0.0.1";

export interface RunningServer {
  address: string;
  preparation: Preparation;
}

/**
 * Serves until `stop` is aborted; then training stops at a checkpoint.
 * @param port 0 for any that is free
 * @param device where trainings that are begun from the page are computed
 * @throws Fault "port" where it is taken; "served" where the workspace has a server already, with its address
 */
export async function serve(
  workspace: Workspace,
  { port, device, stop }: { port: number; device?: Device; stop: AbortSignal },
  onReady: (server: RunningServer) => void,
): Promise<void> {
  const lock = join(workspace.path, "server.lock");
  const addressFile = join(workspace.path, "server.json");
  const other = (await isLocked(lock)) ? await addressOf(addressFile) : undefined;
  // A server that was killed leaves its lock behind for some seconds: `withLock` waits for it to fall open.
  if (other !== undefined && (await answers(other))) {
    throw new Fault(
      "served",
      `the workspace ${workspace.path} is open already, at ${other}: use that page, or stop that server`,
    );
  }
  await withLock(lock, `the workspace ${workspace.path}`, async () => {
    const trainings = createTrainings(workspace, device);
    const preparation = createPreparation();
    const app = createApp(workspace, { token: randomBytes(24).toString("base64url"), trainings, preparation });
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    const address = await listen(server, port);
    try {
      await writeWhole(addressFile, JSON.stringify({ address }));
      onReady({ address, preparation });
      const { host: ownHost } = new URL(address);
      void countAhead(workspace, (path) => app.request(`${address}${path}`, { headers: { host: ownHost } }), stop);
      await new Promise<void>((resolve) => {
        if (stop.aborted) resolve();
        else stop.addEventListener("abort", () => resolve(), { once: true });
      });
    } finally {
      await trainings.stopAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
}

async function addressOf(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").then(
    (text) => String(JSON.parse(text).address),
    () => undefined,
  );
}

async function answers(address: string): Promise<boolean> {
  return fetch(`${address}/api/status`, { signal: AbortSignal.timeout(2000) }).then(
    () => true,
    () => false,
  );
}

/** Of a million objects what a survey holds is counted for a second: before somebody opens its page, not then. */
async function countAhead(
  workspace: Workspace,
  ask: (path: string) => Response | Promise<Response>,
  stop: AbortSignal,
): Promise<void> {
  for (const name of await surveyNames(workspace).catch(() => [])) {
    if (stop.aborted) return;
    // What is wrong with a survey is told to whoever opens it.
    await Promise.resolve(ask(`/api/surveys/${name}`)).catch(() => {});
  }
}

async function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: `port ${port} is in use by another program: choose another with --port, or --port 0 for any that is free`,
        EACCES: `port ${port} needs more rights than you have: choose one above 1023 with --port`,
      };
      const reason = reasons[error.code ?? ""];
      reject(reason ? new Fault("port", reason, { cause: error }) : error);
    });
    server.listen(port, host, () => {
      const bound = server.address();
      resolve(`http://localhost:${typeof bound === "object" && bound ? bound.port : port}`);
    });
  });
}
