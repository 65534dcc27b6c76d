/** Ctrl-C: the first asks the running command to stop and leave things whole, the second leaves at once. */

import { exitCodes, Fault } from "../fault.ts";

const stops = new Set<() => void | Promise<void>>();

/**
 * Calls `stop` on the first Ctrl-C (or SIGTERM); the process ends with 130 (143) when it has finished.
 * Without one the process ends at once: everything stored is written whole or not at all.
 * @returns a function that takes the request back
 */
export function onInterrupt(stop: () => void | Promise<void>): () => void {
  stops.add(stop);
  return () => stops.delete(stop);
}

/**
 * Work that Ctrl-C aborts. The process ends when the work has settled: leaving in the middle of a network's run would
 * crash ONNX Runtime.
 * @throws Fault "interrupted" where it was aborted
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const running = work(stop.signal);
  const forget = onInterrupt(async () => {
    stop.abort();
    await running.catch(() => {});
  });
  try {
    return await running;
  } catch (error) {
    if (!stop.signal.aborted || error instanceof Fault) throw error;
    throw new Fault("interrupted", "interrupted: nothing stored was changed", {
      exitCode: exitCodes.interrupted,
      cause: error,
    });
  } finally {
    forget();
  }
}

export function listenForInterrupts(): void {
  let asked = false;
  const listen = (signal: NodeJS.Signals, exitCode: number) =>
    process.on(signal, () => {
      if (asked || stops.size === 0) process.exit(exitCode);
      asked = true;
      Promise.allSettled([...stops].map(async (stop) => stop())).then(() => {
        // What the command itself has to say of its end comes first.
        setImmediate(() => process.exit(exitCode));
      });
    });
  listen("SIGINT", exitCodes.interrupted);
  listen("SIGTERM", 143);
}
