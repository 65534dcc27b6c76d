#!/usr/bin/env node
/** The command line: runs one command, then leaves with its exit code. */

import { failureOf } from "./failure.ts";
import { listenForInterrupts } from "./interruption.ts";
import { leaveQuietlyWhenPipeCloses } from "./output.ts";
import { program } from "./program.ts";

leaveQuietlyWhenPipeCloses();
listenForInterrupts();
try {
  await program.parseAsync(process.argv);
} catch (error) {
  const { line, exitCode } = failureOf(error);
  if (line !== "") process.stderr.write(`${line}\n`);
  // Not process.exit: what is still on its way to a pipe would be lost.
  process.exitCode = exitCode;
}
