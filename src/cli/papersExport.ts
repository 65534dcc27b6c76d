/** almagest papers export: papers of the library for a reference manager or a program. */

import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import { exitCodes, Fault, fileFault, usage } from "../fault.ts";
import { papersNamed } from "../literature/exportPapers.ts";
import { needLibrary } from "../literature/libraryTable.ts";
import { openForSearch, search } from "../literature/search.ts";
import { type ExportFormat, exportFormats, paperColumns, paperText } from "../literature/writers/writers.ts";
import { writeTable } from "../survey/tableFile.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { writeWhole } from "../wholeFile.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom } from "./options.ts";
import { oneLine, printJson, remark } from "./output.ts";

interface Options {
  format: ExportFormat;
  query?: string;
  limit: number;
  out?: string;
}

const namesShown = 20;

export const papersExport = new Command("export")
  .description("Write papers as BibTeX, RIS, CSV, JSON lines or Parquet: those of a list, or those that a search finds")
  .argument("[ids]", "a file of one id, bibcode, DOI or arXiv id a line; - reads them from stdin")
  .addOption(new Option("--format <name>", "what to write").choices(exportFormats).default("bibtex"))
  .option("--query <query>", "instead of a list: the papers that this finds, best first")
  .option("--limit <n>", "of a search, how many", numberFrom(1, 100_000), 100)
  .option("--out <file>", "write into a file (default: stdout)")
  .addHelpText(
    "after",
    examples(
      "almagest papers export ids.txt --format bibtex",
      "echo 1703.00286 | almagest papers export - --format ris --out paper.ris",
      `almagest papers export --query 'abs:"galaxy zoo" year:2012-' --limit 500 --out zoo.bib`,
    ),
  )
  .action(async (list: string | undefined, { format, query, limit, out }: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    if ((list === undefined) === (query === undefined))
      throw usage("name a file of ids (- for stdin), or a search with --query");
    if (format === "parquet" && !/\.parquet$/i.test(out ?? ""))
      throw usage("parquet is no text: name a file with --out, such as papers.parquet");
    if (json && out === undefined) throw usage("--json reports on stdout: name a file for the papers with --out");
    const workspace = await openWorkspace(folder);
    const table = await needLibrary(workspace);
    const names = query === undefined ? await namesIn(list as string) : await idsFound(workspace, query, limit);
    const { papers, unknown } = await papersNamed(table, names);
    if (format === "parquet") await writeTable(out as string, paperColumns(papers));
    else {
      const written = paperText(papers, format);
      if (out === undefined) process.stdout.write(written);
      else await writeWhole(out, written);
    }
    for (const name of unknown.slice(0, namesShown))
      process.stderr.write(`the library has no paper "${oneLine(name)}"\n`);
    if (unknown.length > namesShown) process.stderr.write(`... nor ${unknown.length - namesShown} others\n`);
    if (json) printJson({ file: out, format, papers: papers.length, unknown });
    else remark(`${papers.length} papers${out === undefined ? "" : ` in ${out}`}`, { quiet });
    if (unknown.length > 0) process.exitCode = exitCodes.badRows;
  });

async function namesIn(path: string): Promise<string[]> {
  const content =
    path === "-"
      ? await text(process.stdin)
      : await readFile(path, "utf8").catch((error) => {
          throw fileFault(error, "read", path);
        });
  const names = content
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (names.length === 0) throw new Fault("empty-list", `${path === "-" ? "stdin" : path} names no paper`);
  return [...new Set(names)];
}

async function idsFound(workspace: Workspace, query: string, limit: number): Promise<string[]> {
  const library = await openForSearch(workspace);
  try {
    return (await search(library, query, { limit })).hits.map(({ id }) => id);
  } finally {
    await library.close();
  }
}
