/** The one place where anything thrown becomes a line for a person and an exit code for a shell. */

import { CommanderError } from "commander";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { oneLine } from "./output.ts";

export interface Failure {
  /** For stderr; "" when all has been said. */
  line: string;
  exitCode: number;
  /** For the last line of stdout under --json: the sentence, a stable code, and what the command adds. */
  json?: { error: string; code: string };
}

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof CommanderError) return usageFailure(thrown);
  const error = thrown instanceof Fault ? thrown : fileFault(thrown, "use", pathOf(thrown));
  const trace = process.env.ALMAGEST_DEBUG ? `\n${traceOf(error)}` : "";
  if (error instanceof Fault) {
    const details = error.details.map((line) => `\n  ${oneLine(line)}`).join("");
    const { message, code, exitCode, facts } = error;
    return {
      line: `almagest: ${oneLine(message)}${details}${trace}`,
      exitCode,
      json: { ...facts, error: message, code },
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  const hint = trace === "" ? " (set ALMAGEST_DEBUG=1 for the trace)" : "";
  return {
    line: `almagest: internal error: ${oneLine(message)}${hint}${trace}`,
    exitCode: exitCodes.failed,
    json: { error: message, code: "internal" },
  };
}

function usageFailure(error: CommanderError): Failure {
  // Help and version are thrown too: with exit code 0, or 1 when no command was named.
  if (error.exitCode === 0) return { line: "", exitCode: exitCodes.ok };
  if (error.code === "commander.help") return { line: "", exitCode: exitCodes.usage };
  const message = error.message.replace(/^error: /, "");
  return {
    line: `almagest: ${oneLine(message)} (see --help)`,
    exitCode: exitCodes.usage,
    json: { error: message, code: "usage" },
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
