/** almagest papers import: papers of a file into the library, and into its index. */

import { Command, Option } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { importPapers } from "../literature/importPapers.ts";
import { indexLibrary } from "../literature/indexLibrary.ts";
import { type PaperFormat, paperFormats, readerFor } from "../literature/readers/formats.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions } from "./options.ts";
import { oneLine, printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

/** More than this on a terminal is a wall of text; --json has the first thousand. */
const faultsShown = 20;

export const papersImport = new Command("import")
  .description("Import papers; of a work that is there already the record is brought up to date")
  .argument("<file>", "may end in .gz")
  .addOption(new Option("--format <name>", "what it is (default: by its ending)").choices(paperFormats))
  .option("--no-index", "leave the index as it is: for several imports in a row")
  .addHelpText(
    "after",
    examples("almagest papers import abstracts.jsonl.gz --format jsonl", "almagest papers import export.jsonl --json"),
  )
  .action(async (path: string, options: { format?: PaperFormat; index: boolean }, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const reader = readerFor(path, options.format);
    const workspace = await openWorkspace(folder, { create: true });
    const progress = startProgress({ quiet });
    try {
      const report = await interruptible((signal) =>
        importPapers(workspace, path, reader, {
          signal,
          onProgress: (records) => progress.report(null, `importing: ${records.toLocaleString("en-US")} records`),
        }),
      );
      const isEmpty = report.records === report.bad;
      const indexed =
        options.index && !isEmpty
          ? await interruptible((signal) =>
              indexLibrary(workspace, {
                signal,
                onProgress: (done, total) => progress.report(done / total, `indexing: ${done} of ${total}`),
              }),
            )
          : undefined;
      progress.end();
      for (const { line, reason } of report.faults.slice(0, faultsShown))
        process.stderr.write(`line ${line}: ${oneLine(reason)}\n`);
      if (report.bad > faultsShown) process.stderr.write(`... and ${report.bad - faultsShown} more\n`);
      const { faults, ...counts } = report;
      if (json) printJson({ ...counts, faults, index: indexed ?? null });
      else {
        const { added, changed, unchanged, skipped, bad } = counts;
        printLine(
          `${added} added, ${changed} changed, ${unchanged} unchanged, ${skipped} skipped (of works that are there), ${bad} bad`,
        );
        if (indexed?.vectors && "problem" in indexed.vectors)
          remark(`vectors by ${indexed.vectors.encoder} were left as they are: ${indexed.vectors.problem}`, { quiet });
        if (indexed) remark(`index: ${indexed.papers} papers by the text encoder ${indexed.encoder}`, { quiet });
      }
      if (report.records === 0) throw new Fault("no-records", `${path} has no records`);
      if (report.bad > 0) process.exitCode = exitCodes.badRows;
    } finally {
      progress.end();
    }
  });
