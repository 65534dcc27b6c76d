/** almagest anomalies list: what has been rated. */

import { Command } from "commander";
import { readRatings, usualInterest } from "../explore/anomalies/ratings.ts";
import { readTasks } from "../survey/labelTask.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printTable, remark } from "./output.ts";

export const anomaliesList = new Command("list")
  .description("List rated objects, the most interesting first, and the survey's interests")
  .argument("<survey>")
  .option("--by <name>", "this person's ratings (default: everybody's, averaged)")
  .option("--interest <name>", "which interest", usualInterest)
  .addHelpText(
    "after",
    examples("almagest anomalies list gz2", "almagest anomalies list gz2 --interest mergers --by Ada --json"),
  )
  .action(async (name: string, options: { by?: string; interest: string }, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    await openSurvey(workspace, name);
    const interests = (await readTasks(workspace, name)).flatMap((task) => (task.kind === "rating" ? task.name : []));
    const { scores, passed } = await readRatings(workspace, name, options);
    const ratings = [...scores]
      .map(([id, score]) => ({ id, score }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
    const { interest, by = null } = options;
    if (json) return printJson({ survey: name, interest, by, interests, ratings, passed: [...passed] });
    remark(`interests: ${interests.join(", ") || "none yet"}`, { quiet });
    printTable(
      ["id_str", interest],
      ratings.map(({ id, score }) => [id, score]),
    );
  });
