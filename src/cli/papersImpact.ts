/** almagest papers impact: how many papers mention an observatory, an instrument, a survey or a method. */

import { Command } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { shippedFacilities } from "../literature/impact/facilities.ts";
import { countImpact, type Subject } from "../literature/impact/impact.ts";
import { namedFacility } from "../literature/impact/namedFacilities.ts";
import { needLibrary, scanPapers } from "../literature/libraryTable.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, repeatable } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  facility?: string[];
  term?: string[];
}

const text = (written: string) => written;

export const papersImpact = new Command("impact")
  .description(
    "Count the papers that mention observatories, surveys or methods: by year, by topic, and together with which others",
  )
  .option("--facility <name>", "by name, keyword or acronym (may be repeated)", repeatable(text))
  .option("--term <words>", "any other words, such as a method (may be repeated)", repeatable(text))
  .addHelpText(
    "after",
    examples(
      'almagest papers impact --facility "Hubble Space Telescope"',
      'almagest papers impact --facility ALMA --facility Kepler --term "weak lensing"',
    ),
  )
  .action(async (options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const subjects: Subject[] = [
      ...(options.facility ?? []).map((name) => namedFacility(name, shippedFacilities)),
      ...(options.term ?? []).map((term) => ({ name: term, aliases: [term], isAnyCase: true })),
    ];
    if (subjects.length === 0)
      throw new Fault("usage", 'name a facility with --facility "Hubble Space Telescope", or words with --term', {
        exitCode: exitCodes.usage,
      });
    const table = await needLibrary(await openWorkspace(folder));
    const all = await table.countRows();
    const progress = startProgress({ quiet });
    const impact = await countImpact(scanPapers(table), subjects, {
      beside: shippedFacilities,
      onProgress: (done) => progress.report(done / all, `reading: ${done} of ${all}`),
    }).finally(() => progress.end());
    if (json) return printJson(impact);
    for (const { name, mentions, uses, objects, firstYear, years } of impact.subjects) {
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
    }
  });
