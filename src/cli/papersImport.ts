/** almagest papers import: papers of files or of a live source into the library, and into its index. */

import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Command, Option } from "commander";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { importPapers, type PaperFault, type PaperImport } from "../literature/importPapers.ts";
import { indexLibrary, type LibraryIndexReport, remadeNote } from "../literature/indexLibrary.ts";
import { leftOutNote } from "../literature/instructions.ts";
import { adsUrl, searchAds } from "../literature/live/adsSearch.ts";
import { arxivUrl, searchArxiv } from "../literature/live/arxivFeed.ts";
import { importLive, type LiveSource } from "../literature/live/liveSource.ts";
import { readPdfs } from "../literature/pdf/readPdf.ts";
import { readArxiv } from "../literature/readers/arxiv.ts";
import { type PaperFormat, paperFormats, readerFor } from "../literature/readers/formats.ts";
import type { Reader } from "../literature/readers/reader.ts";
import { starterPath } from "../literature/starterLibrary.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
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
      const read: Read[] = [];
      for (const source of sources)
        read.push(
          await interruptible((signal) =>
            readSource(workspace, source, signal, (words) => progress.report(null, `importing ${words}`)),
          ),
        );
      const report = total(read);
      const indexed =
        options.index && report.records > report.bad
          ? await interruptible((signal) =>
              indexLibrary(workspace, {
                signal,
                onProgress: (done, total) => progress.report(done / total, `indexing: ${done} of ${total}`),
              }),
            )
          : undefined;
      progress.end();
      for (const text of report.remarks) remark(text, { quiet });
      printFaults(report, sources.length > 1);
      const failures = read.flatMap(({ failure }) => failure ?? []);
      if (failures.length === read.length && report.records === report.bad) throw oneFailure(failures);
      const { faults, ...counts } = report;
      const unread = failures.map(({ code, message }) => ({ code, reason: message }));
      if (json) printJson({ ...counts, faults, unread, index: indexed ?? null });
      else printCounts(report, indexed, quiet);
      for (const { message } of failures) process.stderr.write(`almagest: ${oneLine(message)}\n`);
      if (report.bad > 0 || failures.length > 0) process.exitCode = exitCodes.badRows;
    } finally {
      progress.end();
    }
  });

/** What came of one source; where it could not be read, or not to its end, also why. */
interface Read {
  name: string;
  report: PaperImport;
  failure?: Fault;
}

/** The sources after one that cannot be read are not lost with it: that is said at the end. */
async function readSource(
  workspace: Workspace,
  { path, read, live }: Source,
  signal: AbortSignal,
  onProgress: (words: string) => void,
): Promise<Read> {
  const name = basename(path);
  let failure: Fault | undefined;
  const options = {
    signal,
    onProgress: (records: number) => onProgress(`${name}: ${records.toLocaleString("en-US")} records`),
    onBroken: (fault: Fault) => {
      failure = fault;
    },
  };
  const report = live
    ? await importLive(workspace, path, live, options)
    : await importPapers(workspace, path, read as Reader, options);
  if (!live && report.records === 0) failure ??= new Fault("no-records", `${path} has no records`);
  return { name, report, failure };
}

/** Where nothing at all could be read. */
function oneFailure(failures: readonly Fault[]): Fault {
  const [first] = failures as [Fault];
  if (failures.length === 1) return first;
  const details = failures.map(({ message }) => message);
  return new Fault(first.code, `none of the ${failures.length} files could be read:`, { details, cause: first });
}

function printFaults({ faults, bad }: Total, areMany: boolean): void {
  for (const { file, line, reason } of faults.slice(0, faultsShown))
    process.stderr.write(
      /\bPDFs$|\.pdf$/i.test(file)
        ? `${oneLine(reason)}\n`
        : `${areMany ? `${file}, ` : ""}line ${line}: ${oneLine(reason)}\n`,
    );
  if (bad > faultsShown) process.stderr.write(`... and ${bad - faultsShown} more\n`);
}

function printCounts(report: Total, indexed: LibraryIndexReport | undefined, quiet: boolean): void {
  const { added, changed, unchanged, skipped, bad } = report;
  printLine(
    `${added} added, ${changed} changed, ${unchanged} unchanged, ${skipped} skipped (of works that are there), ${bad} bad`,
  );
  if (indexed?.vectors && "problem" in indexed.vectors)
    remark(`vectors by ${indexed.vectors.encoder} were left as they are: ${indexed.vectors.problem}`, { quiet });
  if (indexed?.isRemade) remark(remadeNote(indexed), { quiet });
  if (indexed)
    remark(
      `index: ${indexed.papers} papers by the text encoder ${indexed.encoder}${indexed.leftOut > 0 ? `; ${leftOutNote(indexed.leftOut)}` : ""}`,
      { quiet },
    );
}

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

function total(read: readonly Read[]): Total {
  const sum = (name: Exclude<keyof PaperImport, "faults" | "remarks">) =>
    read.reduce((whole, { report }) => whole + report[name], 0);
  return {
    records: sum("records"),
    added: sum("added"),
    changed: sum("changed"),
    unchanged: sum("unchanged"),
    skipped: sum("skipped"),
    bad: sum("bad"),
    faults: read.flatMap(({ name, report }) => report.faults.map((fault) => ({ file: name, ...fault }))),
    remarks: read.flatMap(({ name, report }) => report.remarks.map((text) => `${name}: ${text}`)),
  };
}
