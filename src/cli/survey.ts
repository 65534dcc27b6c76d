/** almagest survey: what is stored about a survey, in and out. */

import { Command } from "commander";
import { surveyExport } from "./surveyExport.ts";
import { surveyImport } from "./surveyImport.ts";
import { surveyInfoCommand } from "./surveyInfo.ts";
import { surveyList } from "./surveyList.ts";
import { surveySimulate } from "./surveySimulate.ts";
import { surveySimulateMosaic } from "./surveySimulateMosaic.ts";

export const survey = new Command("survey")
  .description("Import, simulate, list, look into and export surveys")
  .addCommand(surveyImport)
  .addCommand(surveyList)
  .addCommand(surveyInfoCommand)
  .addCommand(surveyExport)
  .addCommand(surveySimulate)
  .addCommand(surveySimulateMosaic);
