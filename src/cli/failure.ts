/** The one place where anything thrown becomes a line for a person and an exit code for a shell. */

import { CommanderError } from "commander";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { oneLine } from "./output.ts";

/** @returns the line for stderr ("" when all has been said) and the exit code */
export function failureOf(thrown: unknown): { line: string; exitCode: number } {
  if (thrown instanceof CommanderError) return usageFailure(thrown);
  const error = thrown instanceof Fault ? thrown : fileFault(thrown, "use", pathOf(thrown));
  const trace = process.env.ALMAGEST_DEBUG ? `\n${traceOf(error)}` : "";
  if (error instanceof Fault) {
    const details = error.details.map((line) => `\n  ${oneLine(line)}`).join("");
    return { line: `almagest: ${oneLine(error.message)}${details}${trace}`, exitCode: error.exitCode };
  }
  const message = error instanceof Error ? error.message : String(error);
  const hint = trace === "" ? " (set ALMAGEST_DEBUG=1 for the trace)" : "";
  return { line: `almagest: internal error: ${oneLine(message)}${hint}${trace}`, exitCode: exitCodes.failed };
}

function usageFailure(error: CommanderError): { line: string; exitCode: number } {
  // Help and version are thrown too: with exit code 0, or 1 when no command was named.
  if (error.exitCode === 0) return { line: "", exitCode: exitCodes.ok };
  if (error.code === "commander.help") return { line: "", exitCode: exitCodes.usage };
  return {
    line: `almagest: ${oneLine(error.message.replace(/^error: /, ""))} (see --help)`,
    exitCode: exitCodes.usage,
  };
}

function pathOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException | null)?.path ?? "a file";
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${traceOf(error.cause)}`;
  return `${error.stack}${cause}`;
}
