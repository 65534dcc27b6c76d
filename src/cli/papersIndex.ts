/** almagest papers index: makes the library searchable, or brings its index up to date. */

import { Command } from "commander";
import { indexLibrary } from "../literature/indexLibrary.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { startProgress } from "./progress.ts";

export const papersIndex = new Command("index")
  .description("Index the library's papers: their words, facts and vectors; what did not change is taken over")
  .option("--encoder <name>", "text encoder (default: the one the library was indexed with, else astronomy)")
  .option("--remake", "take nothing over: needed to change the encoder")
  .addHelpText("after", examples("almagest papers index", "almagest papers index --encoder mine --remake"))
  .action(async (options: { encoder?: string; remake?: boolean }, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const progress = startProgress({ quiet });
    const report = await interruptible((signal) =>
      indexLibrary(workspace, {
        ...options,
        signal,
        onProgress: (done, total) => progress.report(done / total, `indexing: ${done} of ${total}`),
      }),
    ).finally(() => progress.end());
    if (json) return printJson(report);
    printLine(`${report.papers} papers: ${report.indexed} indexed now, ${report.removed} taken out; text encoder ${report.encoder}`);
  });
