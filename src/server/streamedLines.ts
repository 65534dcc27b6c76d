/** An answer that comes in parts: lines of JSON, each sent as soon as it is there. */

import type { Context } from "hono";
import { stream } from "hono/streaming";
import { Fault } from "../fault.ts";

/** The last line where something went wrong on the way: what was sent before is right all the same. */
export interface FailedLine {
  error: string;
  details: readonly string[];
}

/** @param work `signal` is aborted when whoever asked is gone */
export function streamedLines<Line>(
  context: Context,
  work: (send: (line: Line) => Promise<unknown>, signal: AbortSignal) => Promise<void>,
): Response {
  context.header("content-type", "application/x-ndjson");
  context.header("cache-control", "no-store");
  return stream(context, async (lines) => {
    const gone = new AbortController();
    lines.onAbort(() => gone.abort());
    const write = (line: Line | FailedLine) => lines.writeln(JSON.stringify(line));
    try {
      await work(write, gone.signal);
    } catch (error) {
      if (gone.signal.aborted) return;
      if (!(error instanceof Fault)) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      await write(
        error instanceof Fault
          ? { error: error.message, details: error.details }
          : { error: "internal error: the server's terminal has the details", details: [] },
      );
    }
  });
}
