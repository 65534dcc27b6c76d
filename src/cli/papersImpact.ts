/** almagest papers impact: how many papers mention an observatory, an instrument, a survey or a method. */

import { Command } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import type { CitedBeside } from "../literature/impact/citedBeside.ts";
import { shippedFacilities } from "../literature/impact/facilities.ts";
import { countImpact, type Impact, ledTopics } from "../literature/impact/impact.ts";
import { impactSvg } from "../literature/impact/impactPlot.ts";
import { impactColumns } from "../literature/impact/impactTable.ts";
import { startLines } from "../literature/impact/jsonLines.ts";
import { termSubject } from "../literature/impact/libraryReading.ts";
import { namedFacility } from "../literature/impact/namedFacilities.ts";
import { conceptsIn, facilitiesIn } from "../literature/impact/namedList.ts";
import type { Subject } from "../literature/impact/paperReader.ts";
import { needLibrary, scanPapers } from "../literature/libraryTable.ts";
import { checkTablePath, writeTable } from "../survey/tableFile.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writeWhole } from "../wholeFile.ts";
import { examples } from "./help.ts";
import { globalOptions, repeatable, wholeNumber } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  facility?: string[];
  term?: string[];
  facilities?: string;
  topics?: string;
  from?: number;
  to?: number;
  sentences?: string;
  out?: string;
  plot?: string;
}

const text = (written: string) => written;

export const papersImpact = new Command("impact")
  .description(
    "Count the papers that mention observatories, surveys or methods: by year, by topic, and together with which others",
  )
  .option("--facility <name>", "by name, keyword or acronym (may be repeated)", repeatable(text))
  .option("--term <words>", "any other words, such as a method (may be repeated)", repeatable(text))
  .option(
    "--facilities <file>",
    "more facilities, as a CSV file with columns name, keyword and aliases (bars between them)",
  )
  .option(
    "--topics <file>",
    "topics of a thesaurus, as a CSV file with columns concept and alt_names (default: arXiv's categories)",
  )
  .option("--from <year>", "only papers of this year and later", wholeNumber)
  .option("--to <year>", "only papers of this year and earlier", wholeNumber)
  .option("--sentences <file>", "write the sentences behind every count, as JSON lines")
  .option("--out <file>", "write a row a year and subject, as .csv, .tsv, .parquet, .fits or .vot")
  .option("--plot <file>", "draw the shares of each year's papers, as .svg")
  .addHelpText(
    "after",
    examples(
      'almagest papers impact --facility "Hubble Space Telescope"',
      'almagest papers impact --facility ALMA --facility Kepler --term "weak lensing" --plot impact.svg',
      "almagest papers impact --facility Kepler --sentences kepler.jsonl --out kepler.csv",
    ),
  )
  .action(async (options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const { facility = [], term = [], out, plot, sentences } = options;
    const known = [
      ...(options.facilities ? await facilitiesIn(options.facilities, shippedFacilities) : []),
      ...shippedFacilities,
    ];
    const subjects: Subject[] = [
      ...new Set(facility.map((name) => namedFacility(name, known))),
      ...[...new Set(term)].map(termSubject),
    ];
    if (subjects.length === 0)
      throw new Fault("usage", 'name a facility with --facility "Hubble Space Telescope", or words with --term', {
        exitCode: exitCodes.usage,
      });
    if (subjects.some(({ aliases }) => aliases.some((alias) => !/[\p{L}\p{N}]/u.test(alias))))
      throw new Fault("usage", "--term needs a word with letters or digits", { exitCode: exitCodes.usage });
    const { from = null, to = null } = options;
    if (from !== null && to !== null && from > to)
      throw new Fault("usage", `--from ${from} is after --to ${to}`, { exitCode: exitCodes.usage });
    if (out) await checkTablePath(out);
    if (plot && !plot.endsWith(".svg"))
      throw new Fault("usage", `cannot draw to ${plot}: name it .svg`, { exitCode: exitCodes.usage });
    const table = await needLibrary(await openWorkspace(folder));
    const all = await table.countRows();
    const topicsOf = options.topics ? await conceptsIn(options.topics) : undefined;
    const progress = startProgress({ quiet });
    const behind = sentences ? await startLines(sentences) : undefined;
    let impact: Impact;
    try {
      impact = await countImpact(scanPapers(table), subjects, {
        beside: shippedFacilities,
        years: { from, to },
        topicsOf,
        onSentence: behind?.add,
        onProgress: (done) => progress.report(done / all, `reading: ${done} of ${all}`),
      });
      await behind?.finish();
    } catch (error) {
      await behind?.abandon();
      throw error;
    } finally {
      progress.end();
    }
    if (out) await writeTable(out, impactColumns(impact));
    if (plot)
      await writeWhole(plot, impactSvg(impact, `Papers that mention ${subjects.map(({ name }) => name).join(", ")}`));
    if (json) return printJson(impact);
    for (const subject of impact.subjects) {
      const { name, mentions, uses, objects, firstYear, years, topics, together, cited } = subject;
      printLine(
        `${name}: ${mentions} of ${impact.papers} papers mention it, the first in ${firstYear ?? "-"}; ${uses} say that they use it; ${objects} more name only objects after it`,
      );
      printTable(
        ["year", "papers", "mention it", "% of year", "95 %", "use it"],
        years
          .filter(({ mentions: any }) => any > 0)
          .map((each) => [
            String(each.year),
            each.papers,
            each.mentions,
            (100 * each.share).toFixed(2),
            each.interval.map((end) => (100 * end).toFixed(2)).join(" to "),
            each.uses,
          ]),
      );
      const few = (list: readonly string[]) => list.slice(0, 8).join("; ") || "none";
      printLine(
        `topics: ${few(topics.map(({ topic, mentions, share }) => `${topic} ${mentions} (${(100 * share).toFixed(1)} % of its papers)`))}`,
      );
      printLine(`topics it leads, no other facility being mentioned by more papers: ${few(ledTopics(subject))}`);
      printLine(citedText(cited, impact));
      printLine(`named together with: ${few(together.map((other) => `${other.name} ${other.papers}`))}\n`);
    }
  });

function citedText(cited: CitedBeside | null, { withCitations }: Impact): string {
  if (withCitations === 0)
    return "citations: not known of any paper here; JSON exports of ADS have them (papers import)";
  if (!cited)
    return "citations: known of fewer than five of its papers that can be compared with others of their years";
  const within = (interval: readonly number[], digits: number) =>
    `[${interval.map((end) => end.toFixed(digits)).join(", ")}]`;
  return `citations per paper: ${cited.perPaper.toFixed(1)} ${within(cited.interval, 1)}, of other papers of the same years ${cited.othersPerPaper.toFixed(1)} ${within(cited.othersInterval, 1)}; of two papers of a year it is the more cited in ${(100 * cited.ahead).toFixed(0)} % ${within(
    cited.aheadInterval.map((end) => 100 * end),
    0,
  )} (50: alike), from ${cited.papers} papers`;
}
