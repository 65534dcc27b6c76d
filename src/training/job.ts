/** Long work in a process of its own: a session of ONNX Runtime blocks the thread it runs on. */

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { exitCodes, Fault } from "../fault.ts";

export interface Job {
  /** Rejects with the Fault the work ended with; resolves when it is done or stopped. */
  readonly done: Promise<void>;
  readonly pid: number | undefined;
  /** Asks the work to leave things whole and end. */
  stop(): void;
}

type FromChild =
  | { kind: "message"; content: unknown }
  | { kind: "done" }
  | { kind: "fault"; code: string; message: string; exitCode: number };

type ToChild = { kind: "start"; argument: unknown } | { kind: "stop" };

/** What a job does: see `runAsJob`. */
export type Work = (argument: unknown, send: (content: unknown) => void, stop: AbortSignal) => Promise<void>;

type Starter = (entry: URL, argument: unknown, onMessage: (content: unknown) => void) => Job;

let starter: Starter = startProcess;
/** Where somebody waits for the work of a module that is being loaded. */
let taking: ((work: Work) => void) | undefined;

/** For tests, by `withJobsHere`. @returns how they were started before */
export function startJobsBy(another: Starter): Starter {
  const before = starter;
  starter = another;
  return before;
}

/** For tests, by `withJobsHere`: what a module would do as a job. @param load loads it, for the first time */
export async function takeWork(load: () => Promise<unknown>): Promise<Work> {
  let taken: Work | undefined;
  taking = (work) => {
    taken = work;
  };
  try {
    await load();
  } finally {
    taking = undefined;
  }
  if (!taken) throw new Error("a job's module calls runAsJob");
  return taken;
}

/**
 * Runs the module at `entry`, which calls `runAsJob`, in a child process.
 * @param argument anything JSON can hold
 */
export function startJob(entry: URL, argument: unknown, onMessage: (content: unknown) => void = () => {}): Job {
  return starter(entry, argument, onMessage);
}

function startProcess(entry: URL, argument: unknown, onMessage: (content: unknown) => void): Job {
  const child = fork(fileURLToPath(builtEntry(entry)), [], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const stderr: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr.push(chunk.toString());
    if (stderr.length > 50) stderr.shift();
  });
  const done = new Promise<void>((resolve, reject) => {
    let outcome: FromChild | undefined;
    child.on("message", (message: FromChild) => {
      if (message.kind === "message") onMessage(message.content);
      else outcome = message;
    });
    child.on("error", reject);
    // Not "exit": its last messages and its last words on stderr may still be on their way then.
    child.on("close", (code, signal) => {
      if (outcome?.kind === "done") resolve();
      else if (outcome?.kind === "fault")
        reject(new Fault(outcome.code, outcome.message, { exitCode: outcome.exitCode }));
      else reject(new Fault("job-died", died(code, signal, stderr.join(""))));
    });
  });
  send(child, { kind: "start", argument });
  return { done, pid: child.pid, stop: () => send(child, { kind: "stop" }) };
}

/** Waits for a job, which `signal` stops. @throws the Fault that its work ended with */
export async function endOf(job: Job, signal?: AbortSignal): Promise<void> {
  const stop = () => job.stop();
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  await job.done.finally(() => signal?.removeEventListener("abort", stop));
}

/** What to say of a process that ended before its work did. */
export function died(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const last = stderr.trim().split("\n").at(-1);
  const cause = signal === "SIGKILL" ? "it was killed (was there too little memory?)" : `exit code ${code ?? signal}`;
  return `the process that did the work ended early: ${cause}${last ? `; it last said: ${last}` : ""}`;
}

function send(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => {});
}

/** The module `name` in the folder of the one at `url`: its source where that is a source, else what was built of it. */
export function moduleBeside(url: string, name: string): URL {
  return new URL(`./${name}${url.endsWith(".ts") ? ".ts" : ".js"}`, url);
}

/** Under Vitest the sources run as they are, but a child process needs what was built from them. */
export function builtEntry(entry: URL): URL {
  return entry.pathname.endsWith(".ts")
    ? new URL(entry.href.replace(/\/src\/(?!.*\/src\/)/, "/dist/src/").replace(/\.ts$/, ".js"))
    : entry;
}

/**
 * The child's side: call it once, at the top of the entry module.
 * @param work ends early, things left whole, when `stop` is aborted: on request, or because the parent is gone
 */
export function runAsJob<Argument>(
  work: (argument: Argument, send: (content: unknown) => void, stop: AbortSignal) => Promise<void>,
): void {
  if (taking) {
    taking(work as Work);
    return;
  }
  const stop = new AbortController();
  // Ctrl-C reaches the whole group of processes; the parent decides what it means.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => stop.abort());
  process.on("disconnect", () => stop.abort());
  const tell = (message: FromChild) =>
    new Promise<void>((resolve) => {
      if (process.connected && process.send) process.send(message, () => resolve());
      else resolve();
    });
  const start = async (argument: Argument) => {
    try {
      await work(argument, (content) => void tell({ kind: "message", content }), stop.signal);
      await tell({ kind: "done" });
    } catch (error) {
      await tell(asMessage(error));
    }
    process.exit(0);
  };
  process.on("message", (message: ToChild) => {
    if (message.kind === "stop") stop.abort();
    else void start(message.argument as Argument);
  });
}

/** A job's failure as it is told: what is no Fault is a defect of ours, whose trace goes to stderr. */
export function asMessage(error: unknown): FromChild & { kind: "fault" } {
  if (error instanceof Fault)
    return { kind: "fault", code: error.code, message: error.message, exitCode: error.exitCode };
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  const message = error instanceof Error ? error.message : String(error);
  return { kind: "fault", code: "internal", message: `internal error: ${message}`, exitCode: exitCodes.failed };
}
