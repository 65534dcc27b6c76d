/** almagest labels consensus: what people agreed on, as columns to train on. */

import { Command } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { ownColumns } from "../survey/catalogueRows.ts";
import { consensusOf, writeConsensus } from "../survey/consensus.ts";
import { readLabels } from "../survey/labelLog.ts";
import { findTask } from "../survey/labelTask.ts";
import { openSurvey, surveyObjects } from "../survey/survey.ts";
import { checkTablePath, writeTable } from "../survey/tableFile.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom, share } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";

interface Options {
  task: string;
  column: string;
  minPeople: number;
  minShare: number;
  votes?: boolean;
  out?: string;
}

export const labelsConsensus = new Command("consensus")
  .description(
    "Make columns of what people say: the majority's class, vote counts along a decision tree, mean rating, share of each #tag",
  )
  .argument("<survey>")
  .requiredOption("--task <task>", "which task")
  .requiredOption("--column <name>", "name of the column, or what the columns' names begin with")
  .option("--min-people <n>", "leave out objects that fewer people labelled", numberFrom(1, 1_000_000), 2)
  .option("--min-share <share>", "a class needs more than this share of the people", share, 0.5)
  .option("--votes", "of a task with classes: vote counts too, for almagest train --votes")
  .option("--out <file>", "write a catalogue (.csv or .parquet) to import, and leave the survey as it is")
  .addHelpText(
    "after",
    examples(
      "almagest labels consensus gz2 --task shape --column shape",
      "almagest train gz2 --label shape",
      "almagest labels consensus gz2 --task tree --column ours --min-people 3 --out ours.csv",
    ),
  )
  .action(async (survey: string, options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const { task: name, column, minPeople, minShare, votes = false, out } = options;
    if (!/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u.test(column))
      throw new Fault("usage", `--column "${column}": use letters, digits, - and _ (at most 64)`, {
        exitCode: exitCodes.usage,
      });
    if (out !== undefined) await checkTablePath(out);
    const workspace = await openWorkspace(folder);
    const opened = await openSurvey(workspace, survey);
    const task = await findTask(workspace, survey, name);
    const { ids, images } = await surveyObjects(opened);
    const imageOf = new Map(ids.map((id, i) => [id, images[i] ?? ""]));
    // Of objects that a later import of the survey no longer had.
    const labels = (await readLabels(workspace, survey, { task: name })).filter(({ id }) => imageOf.has(id));
    const consensus = consensusOf(task, labels, { column, minPeople, minShare, votes });
    if (consensus.ids.length === 0)
      throw new Fault(
        "no-consensus",
        `no object of survey "${survey}" was labelled by ${minPeople} or more people in task "${name}"` +
          (consensus.tooFew > 0 ? `; ${consensus.tooFew} by fewer: see --min-people` : ""),
      );
    if (out === undefined) await writeConsensus(workspace, survey, name, consensus, column);
    else
      await writeTable(out, [
        { name: ownColumns.id, type: "string", values: consensus.ids },
        { name: "file_loc", type: "string", values: consensus.ids.map((id) => imageOf.get(id) ?? "") },
        ...consensus.columns.filter((each) => !each.name.endsWith("_fraction")),
      ]);
    const columns = consensus.columns.map((each) => each.name);
    const { undecided, tooFew, tree, label } = consensus;
    if (tooFew > 0) remark(`${tooFew} objects left out: fewer than ${minPeople} people labelled them`, { quiet });
    if (undecided > 0) remark(`${undecided} objects have no class: no majority`, { quiet });
    const objects = consensus.ids.length;
    if (json) printJson({ survey, task: name, objects, undecided, tooFew, columns, tree: tree?.name, out });
    else {
      printLine(`${out ?? survey}: ${objects} objects, columns ${columns.join(", ")}`);
      if (out === undefined && label) printLine(`train on it: almagest train ${survey} --label ${label}`);
      if (out === undefined && tree) printLine(`train on the votes: almagest train ${survey} --votes ${tree.name}`);
    }
  });
