/** almagest papers about: papers about a galaxy of a survey, a cluster of them, or a tag. */

import { Command } from "commander";
import { findTag } from "../explore/tags.ts";
import { exitCodes, Fault } from "../fault.ts";
import { papersAboutCluster, papersAboutGalaxy, papersAboutTag } from "../literature/galaxies/aboutGalaxies.ts";
import { needLibrary } from "../literature/libraryTable.ts";
import { openForSearch } from "../literature/search.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom, wholeNumber } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

interface Options {
  id?: string;
  cluster?: number;
  clustering?: string;
  tag?: string;
  limit: number;
}

export const papersAbout = new Command("about")
  .description(
    "List papers about a galaxy, a cluster or a tag of a survey: by name, by place in the sky, and by words for what is seen",
  )
  .argument("<survey>")
  .option("--id <id>", "one galaxy, by its id_str")
  .option("--cluster <n>", "a cluster of galaxies, by its number", wholeNumber)
  .option("--clustering <id>", "of which clustering (default: the newest that found something)")
  .option("--tag <name>", "a tag, such as merger")
  .option("--limit <n>", "how many papers", numberFrom(1, 200), 10)
  .addHelpText(
    "after",
    examples(
      "almagest papers about gz2 --id 587722981742084144",
      "almagest papers about gz2 --cluster 3 --json",
      "almagest papers about gz2 --tag merger --limit 20",
    ),
  )
  .action(async (name: string, options: Options, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const { id, cluster, clustering, tag, limit } = options;
    if ([id, cluster, tag].filter((each) => each !== undefined).length !== 1)
      throw new Fault("usage", "name one of --id, --cluster and --tag", { exitCode: exitCodes.usage });
    const workspace = await openWorkspace(folder);
    const survey = await openSurvey(workspace, name);
    const table = await needLibrary(workspace);
    const library = await openForSearch(workspace);
    try {
      const found =
        id !== undefined
          ? await papersAboutGalaxy(library, table, survey, id, limit)
          : cluster !== undefined
            ? await papersAboutCluster(library, table, survey, cluster, { clustering, limit })
            : await papersAboutTag(library, table, survey, await tagOrWord(survey, tag as string), limit);
      if (json) return printJson(found);
      for (const { name: word, because } of found.words) printLine(`${word}: ${because}`);
      if (found.names.length > 0) printLine(`names looked for: ${found.names.slice(0, 12).join(", ")}`);
      if (found.papers.length === 0)
        return printLine(
          `no paper was found about ${found.subject}: it has no name that papers use, and no votes or labels with a word for what is seen`,
        );
      printTable(
        ["id", "year", "title", "why"],
        found.papers.map((paper) => [paper.id, String(paper.year ?? "-"), paper.title, paper.why.text]),
      );
    } finally {
      await library.close();
    }
  });

/** A tag of the survey, or where it has none of this name the word itself. */
async function tagOrWord(survey: Parameters<typeof findTag>[0], text: string) {
  return findTag(survey, text).catch((error) => {
    if (error instanceof Fault && error.code === "no-tag") return { name: text };
    throw error;
  });
}
