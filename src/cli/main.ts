/** One run of the command line, in this process. */

import { failureOf } from "./failure.ts";
import { printJson } from "./output.ts";
import { loadProgram } from "./program.ts";

/**
 * @param args what was written after `almagest`
 * @returns nothing: process.exitCode says how it ended, so that what is still on its way to a pipe is not lost
 */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const program = await loadProgram(args);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    const { line, exitCode, json } = failureOf(error);
    if (line !== "") process.stderr.write(`${line}\n`);
    if (json && args.includes("--json")) printJson(json);
    process.exitCode = exitCode;
  }
}
