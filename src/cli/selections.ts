/** almagest selections: named parts of a survey, to come back to. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { readSelections, removeSelection, renameSelection } from "../survey/savedSelections.ts";
import { selectionText } from "../survey/selectionText.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";
import { selectionsSave } from "./selectionsSave.ts";
import { selectionsShow } from "./selectionsShow.ts";

const list = new Command("list")
  .description("List a survey's saved selections")
  .argument("<survey>")
  .addHelpText("after", examples("almagest selections list gz2", "almagest selections list gz2 --json"))
  .action(async (survey: string, _options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const { workspace } = await openSurvey(await openWorkspace(folder), survey);
    const saved = await readSelections(workspace, survey);
    if (json) {
      const selections = saved.map(({ selection, ...rest }) => ({ ...rest, what: selectionText(selection) }));
      return printJson({ survey, selections });
    }
    if (saved.length === 0)
      return printLine(`${survey} has no saved selections: save one with almagest selections save ${survey} <name>`);
    printTable(
      ["selection", "objects when saved", "by", "saved at", "what"],
      saved.map(({ name, objects, by, at, selection }) => [name, objects, by, at, selectionText(selection)]),
    );
  });

const rename = new Command("rename")
  .description("Give a saved selection another name")
  .argument("<survey>")
  .argument("<name>", "as it is")
  .argument("<new-name>", "as it shall be")
  .addHelpText("after", examples("almagest selections rename gz2 odd odd-rings"))
  .action(async (survey: string, name: string, newName: string, _options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const { name: called, objects } = await renameSelection(await openWorkspace(folder), survey, name, newName);
    if (json) printJson({ survey, selection: called, before: name, objects });
    else printLine(`${survey}: selection ${name} is now ${called} (${counted(objects, "object")} when saved)`);
  });

const remove = new Command("remove")
  .description("Forget a saved selection; its objects stay as they are")
  .argument("<survey>")
  .argument("<name>")
  .addHelpText("after", examples("almagest selections remove gz2 odd"))
  .action(async (survey: string, name: string, _options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    await removeSelection(await openWorkspace(folder), survey, name);
    if (json) printJson({ survey, removed: name });
    else printLine(`${survey}: selection ${name} is removed`);
  });

export const selections = new Command("selections")
  .description("Named parts of a survey: by conditions, a list of ids, or a part of the sky")
  .addCommand(list)
  .addCommand(selectionsSave)
  .addCommand(selectionsShow)
  .addCommand(rename)
  .addCommand(remove);
