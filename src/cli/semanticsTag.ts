/** almagest semantics tag: confirmed tags as targets of a survey's objects. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { readTaxonomy, tagSetOf } from "../methods/semantics/storedTaxonomy.ts";
import { tagSurvey, treeName } from "../methods/semantics/tagged.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";

export const semanticsTag = new Command("tag")
  .description(
    "Write tags into a survey whose ids people described: tag_x (1 or 0), and tag_x_yes and tag_x_no, which train --votes learns",
  )
  .argument("<tags>", "their name, as semantics derive kept them")
  .argument("<survey>")
  .addHelpText(
    "after",
    examples(
      "almagest semantics tag english_annotations radio",
      "almagest train radio --votes words-english_annotations",
    ),
  )
  .action(async (name: string, surveyName: string, _options: object, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const taxonomy = await readTaxonomy(workspace, name);
    const survey = await openSurvey(workspace, surveyName);
    const { objects, unknown, tags } = await tagSurvey(survey, taxonomy);
    const votes = treeName(taxonomy);
    if (tagSetOf(taxonomy).confirmed === null)
      remark(`nobody has said yet that these tags are right: almagest semantics confirm ${name}`, { quiet });
    if (unknown > 0) remark(`${counted(unknown, "described subject")} are not in the survey`, { quiet });
    if (json) return printJson({ survey: surveyName, tags, objects, unknown, votes });
    printTable(
      ["column", "tag", "needs", "objects with it"],
      tags.map((tag) => [tag.column, tag.name, tag.needs, tag.objects]),
    );
    printLine(
      `${surveyName}: ${counted(tags.length, "tag")} of ${counted(objects, "object")}; learn them: almagest train ${surveyName} --votes ${votes}`,
    );
  });
