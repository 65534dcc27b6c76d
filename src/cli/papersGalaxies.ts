/** almagest papers galaxies: which of a survey's galaxies a paper speaks of. */

import { Command } from "commander";
import { Fault } from "../fault.ts";
import { galaxiesOfPaper } from "../literature/galaxies/galaxiesOfPaper.ts";
import { needLibrary, papersById } from "../literature/libraryTable.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

export const papersGalaxies = new Command("galaxies")
  .description(
    "List the galaxies of a survey that a paper speaks of: by name and place exactly, else those that look as its words say",
  )
  .argument("<survey>")
  .requiredOption("--paper <id>", "the paper's id in the library")
  .option("--limit <n>", "how many of each kind", numberFrom(1, 10_000), 20)
  .addHelpText(
    "after",
    examples(
      "almagest papers galaxies gz2 --paper 1703.00286",
      "almagest papers galaxies gz2 --paper 1703.00286 --json",
    ),
  )
  .action(async (name: string, options: { paper: string; limit: number }, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const survey = await openSurvey(workspace, name);
    const paper = (await papersById(await needLibrary(workspace), [options.paper])).get(options.paper);
    if (!paper) throw new Fault("no-paper", `the library has no paper "${options.paper}"`);
    const found = await galaxiesOfPaper(survey, paper, options.limit);
    if (json) return printJson(found);
    printLine(paper.title);
    if (found.exact.length > 0)
      printTable(
        ["id", "why"],
        found.exact.map(({ id, why }) => [id, why]),
      );
    else printLine(`no galaxy of ${name} by name or place`);
    if (found.elsewhere.length > 0) printLine(`named, but not in ${name}: ${found.elsewhere.join(", ")}`);
    for (const { name: word, written, condition, count, ids } of found.alike) {
      printLine(
        `\n"${written}": ${count.toLocaleString("en-US")} galaxies that volunteers saw so (${word}: ${condition}); whether the paper speaks of them is not known`,
      );
      printLine(ids.join(" "));
    }
    if (found.unmatched.length > 0) printLine(`\nwords that ${name} has no votes for: ${found.unmatched.join(", ")}`);
  });
