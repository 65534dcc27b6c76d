/** Ctrl-C: the first asks the running command to stop and leave things whole, the second leaves at once. */

import { exitCodes } from "../fault.ts";

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

export function listenForInterrupts(): void {
  let asked = false;
  const listen = (signal: NodeJS.Signals, exitCode: number) =>
    process.on(signal, () => {
      if (asked || stops.size === 0) process.exit(exitCode);
      asked = true;
      Promise.allSettled([...stops].map(async (stop) => stop())).then(() => process.exit(exitCode));
    });
  listen("SIGINT", exitCodes.interrupted);
  listen("SIGTERM", 143);
}
