/** almagest papers import: papers of files or of a live source into the library, and into its index. */

import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Command, Option } from "commander";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { importPapers, type PaperFault, type PaperImport } from "../literature/importPapers.ts";
import { indexLibrary } from "../literature/indexLibrary.ts";
import { leftOutNote } from "../literature/instructions.ts";
import { adsUrl, searchAds } from "../literature/live/adsSearch.ts";
import { arxivUrl, searchArxiv } from "../literature/live/arxivFeed.ts";
import { importLive, type LiveSource } from "../literature/live/liveSource.ts";
import { readPdfs } from "../literature/pdf/readPdf.ts";
import { readArxiv } from "../literature/readers/arxiv.ts";
import { type PaperFormat, paperFormats, readerFor } from "../literature/readers/formats.ts";
import type { Reader } from "../literature/readers/reader.ts";
import { starterPath } from "../literature/starterLibrary.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, numberFrom } from "./options.ts";
import { oneLine, printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

/** More than this on a terminal is a wall of text; --json has the first thousand. */
const faultsShown = 20;

interface Options {
  format?: PaperFormat;
  index: boolean;
  starter?: boolean;
  ads?: string;
  arxiv?: string;
  rows: number;
  tokenFile?: string;
  adsUrl: string;
  arxivUrl: string;
}

interface Source {
  path: string;
  read?: Reader;
  /** Of a live one. */
  live?: LiveSource;
}

export const papersImport = new Command("import")
  .description("Import papers; of a work that is there already the record is brought up to date")
  .argument("[files...]", "of records (may end in .gz), or PDFs, or a folder of PDFs")
  .addOption(new Option("--format <name>", "what they are (default: by their endings)").choices(paperFormats))
  .option("--starter", "the papers that Almagest brings to begin with: facts, and summaries in its own words")
  .option("--ads <query>", "ask ADS, with your token")
  .option("--token-file <file>", "holds the ADS token (default: the environment's ADS_TOKEN)")
  .option("--arxiv <query>", "ask arXiv, in its API's syntax")
  .option("--rows <n>", "of a live source, at most", numberFrom(1, 1_000_000), 2000)
  .option("--ads-url <url>", "where ADS's API is", adsUrl)
  .option("--arxiv-url <url>", "where arXiv's API is", arxivUrl)
  .option("--no-index", "leave the index as it is: for several imports in a row")
  .addHelpText(
    "after",
    examples(
      "almagest papers import abstracts.jsonl.gz --format jsonl",
      "almagest papers import export.jsonl --json",
      "almagest papers import ./pdfs",
      "almagest papers import --starter",
      `almagest papers import --ads 'author:"Walmsley" year:2020-' --token-file ads-token --rows 500`,
      `almagest papers import --arxiv 'cat:astro-ph.GA AND all:"galaxy zoo"'`,
    ),
  )
  .action(async (files: string[], options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const sources = await sourcesOf(files, options);
    const workspace = await openWorkspace(folder, { create: true });
    const progress = startProgress({ quiet });
    try {
      const reports: PaperImport[] = [];
      for (const { path, read, live } of sources)
        reports.push(
          await interruptible((signal) => {
            const onProgress = (records: number) =>
              progress.report(null, `importing ${basename(path)}: ${records.toLocaleString("en-US")} records`);
            return live
              ? importLive(workspace, path, live, { signal, onProgress })
              : importPapers(workspace, path, read as Reader, { signal, onProgress });
          }),
        );
      const report = total(reports, sources);
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
      for (const { file, line, reason } of report.faults.slice(0, faultsShown))
        process.stderr.write(
          /\bPDFs$|\.pdf$/i.test(file)
            ? `${oneLine(reason)}\n`
            : `${sources.length > 1 ? `${file}, ` : ""}line ${line}: ${oneLine(reason)}\n`,
        );
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
        if (indexed)
          remark(
            `index: ${indexed.papers} papers by the text encoder ${indexed.encoder}${indexed.leftOut > 0 ? `; ${leftOutNote(indexed.leftOut)}` : ""}`,
            { quiet },
          );
      }
      const empty = sources.filter(({ live }, i) => !live && reports[i]?.records === 0).map(({ path }) => path);
      if (empty.length > 0)
        throw new Fault("no-records", `${empty.join(", ")} ${empty.length > 1 ? "have" : "has"} no records`);
      if (report.bad > 0) process.exitCode = exitCodes.badRows;
    } finally {
      progress.end();
    }
  });

async function sourcesOf(files: readonly string[], options: Options): Promise<Source[]> {
  const { format, starter } = options;
  const paths = (await Promise.all(files.map(pdfsIn))).flat();
  const isPdf = (path: string) => (format ?? "pdf") === "pdf" && (format === "pdf" || /\.pdf$/i.test(path));
  const pdfs = paths.filter(isPdf);
  const others = paths.filter((path) => !isPdf(path));
  const sources: Source[] = others.map((path) => ({ path, read: readerFor(path, format) }));
  if (pdfs.length > 0)
    sources.push({ path: pdfs.length === 1 ? (pdfs[0] as string) : `${pdfs.length} PDFs`, read: () => readPdfs(pdfs) });
  if (starter) sources.push({ path: await starterPath(), read: readArxiv });
  const { ads, arxiv, rows } = options;
  if (ads !== undefined) {
    const token = await adsToken(options.tokenFile);
    sources.push({
      path: `ADS: ${ads}`,
      live: (query) => searchAds({ ...query, text: ads, rows, token, baseUrl: options.adsUrl.replace(/\/$/, "") }),
    });
  }
  if (arxiv !== undefined)
    sources.push({
      path: `arXiv: ${arxiv}`,
      live: (query) => searchArxiv({ ...query, text: arxiv, rows, baseUrl: options.arxivUrl.replace(/\/$/, "") }),
    });
  if (sources.length === 0)
    throw new Fault(
      "usage",
      "name a file of papers, a source (--ads, --arxiv), or --starter for those that Almagest brings",
      {
        exitCode: exitCodes.usage,
      },
    );
  return sources;
}

async function adsToken(path: string | undefined): Promise<string> {
  const written =
    path === undefined
      ? process.env.ADS_TOKEN
      : await readFile(path, "utf8").catch((error) => {
          throw fileFault(error, "read", path);
        });
  const token = written?.trim() ?? "";
  if (!/^[\w.~+/=-]+$/.test(token))
    throw new Fault(
      "no-token",
      path === undefined
        ? "ADS wants a token: make one in your ADS account (Settings, API Token) and name its file with --token-file, or set ADS_TOKEN"
        : `${path} holds no ADS token: it must be one word`,
      { exitCode: exitCodes.usage },
    );
  return token;
}

/** Of a folder its PDFs; a file is itself. */
async function pdfsIn(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return [path];
  const pdfs = (await readdir(path)).filter((name) => /\.pdf$/i.test(name)).sort();
  if (pdfs.length === 0) throw new Fault("no-records", `the folder ${path} has no PDF`);
  return pdfs.map((name) => join(path, name));
}

type Total = Omit<PaperImport, "faults"> & { faults: (PaperFault & { file: string })[] };

function total(reports: readonly PaperImport[], sources: readonly Source[]): Total {
  const sum = (name: Exclude<keyof PaperImport, "faults">) =>
    reports.reduce((whole, report) => whole + report[name], 0);
  return {
    records: sum("records"),
    added: sum("added"),
    changed: sum("changed"),
    unchanged: sum("unchanged"),
    skipped: sum("skipped"),
    bad: sum("bad"),
    faults: reports.flatMap(({ faults }, i) =>
      faults.map((fault) => ({ file: basename(sources[i]?.path ?? ""), ...fault })),
    ),
  };
}
