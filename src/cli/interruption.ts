/** Ctrl-C: the first asks the running command to stop and leave things whole, the second leaves at once. */

import { exitCodes, Fault } from "../fault.ts";

interface Stop {
  stop: () => void | Promise<void>;
  isTold: boolean;
}

const stops = new Set<Stop>();

/**
 * Calls `stop` on the first Ctrl-C (or SIGTERM); the process ends with 130 (143) when it has finished.
 * Without one the process ends at once: everything stored is written whole or not at all.
 * @param isTold false where `stop` itself says what goes on
 * @returns a function that takes the request back
 */
export function onInterrupt(stop: () => void | Promise<void>, { isTold = true } = {}): () => void {
  const each = { stop, isTold };
  stops.add(each);
  return () => stops.delete(each);
}

/**
 * Work that Ctrl-C aborts. The process ends when the work has settled: leaving in the middle of a network's run would
 * crash ONNX Runtime.
 * @param words what became of what was done
 * @throws Fault "interrupted" where it was aborted
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  words = "nothing stored was changed",
): Promise<T> {
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
    throw new Fault("interrupted", `interrupted: ${words}`, {
      exitCode: exitCodes.interrupted,
      cause: error,
    });
  } finally {
    forget();
  }
}

/** What is under way may take seconds to settle: whoever asked is answered at once. */
export function listenForInterrupts({ quiet }: { quiet: boolean }): void {
  let asked = false;
  const listen = (signal: NodeJS.Signals, exitCode: number) =>
    process.on(signal, () => {
      if (asked) process.exit(exitCode);
      if (stops.size === 0) {
        say("almagest: interrupted: all that is stored is whole");
        process.exit(exitCode);
      }
      asked = true;
      if (!quiet && [...stops].some(({ isTold }) => isTold)) say("stopping ...");
      Promise.allSettled([...stops].map(async ({ stop }) => stop())).then(() => {
        // What the command itself has to say of its end comes first.
        setImmediate(() => process.exit(exitCode));
      });
    });
  listen("SIGINT", exitCodes.interrupted);
  listen("SIGTERM", 143);
}

function say(line: string): void {
  // On a terminal a bar may stand in the line.
  process.stderr.write(`${process.stderr.isTTY ? "\r\u001b[2K" : ""}${line}\n`);
}
