/** almagest survey: what is stored about a survey, in and out. */

import { Command } from "commander";
import { surveyExport } from "./surveyExport.ts";
import { surveyImport } from "./surveyImport.ts";
import { surveyInfoCommand } from "./surveyInfo.ts";
import { surveyList } from "./surveyList.ts";

export const survey = new Command("survey")
  .description("Import, list, look into and export surveys")
  .addCommand(surveyImport)
  .addCommand(surveyList)
  .addCommand(surveyInfoCommand)
  .addCommand(surveyExport);
