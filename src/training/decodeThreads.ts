/** Threads that decode images, kept from one list of batches to the next: one takes as long to begin as to decode a hundred pictures. */

import { Worker } from "node:worker_threads";
import type { ToWorker } from "./decodeWorker.ts";

/** Under Vitest this module runs from its source, but a thread needs what was built from it. */
const file = import.meta.url.endsWith(".ts")
  ? new URL("../../dist/src/training/decodeWorker.js", import.meta.url)
  : new URL("./decodeWorker.js", import.meta.url);

/** Those that nobody needs now go after so many milliseconds, and keep no process from its end. */
const idleFor = 20_000;

const idle: { worker: Worker; leaving: NodeJS.Timeout }[] = [];

/** @returns so many threads, each to be given back */
export function takeThreads(count: number): Worker[] {
  return Array.from({ length: count }, () => {
    const kept = idle.pop();
    if (!kept) return new Worker(file);
    const { worker, leaving } = kept;
    clearTimeout(leaving);
    forget(worker);
    worker.ref();
    return worker;
  });
}

/** @param worker which has said that it ended its work */
export function giveBack(worker: Worker): void {
  forget(worker);
  worker.unref();
  const leaving = setTimeout(() => {
    const at = idle.findIndex((each) => each.worker === worker);
    if (at >= 0) idle.splice(at, 1);
    worker.postMessage("leave" satisfies ToWorker);
  }, idleFor).unref();
  const kept = { worker, leaving };
  idle.push(kept);
  worker.once("exit", () => {
    clearTimeout(leaving);
    const at = idle.indexOf(kept);
    if (at >= 0) idle.splice(at, 1);
  });
  worker.once("error", () => {});
}

/** By name: Node has listeners of its own among a thread's, without which it hands on no message any more. */
function forget(worker: Worker): void {
  for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
}
