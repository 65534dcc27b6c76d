#!/usr/bin/env node
/** The command line: runs one command, then leaves with its exit code. */

import { listenForInterrupts } from "./interruption.ts";
import { main } from "./main.ts";
import { leaveQuietlyWhenPipeCloses } from "./output.ts";

leaveQuietlyWhenPipeCloses();
listenForInterrupts({ quiet: process.argv.includes("--quiet") });
await main(process.argv.slice(2));
