/** almagest papers: the literature, brought in, searched, asked and counted. */

import { Command } from "commander";
import { papersAbout } from "./papersAbout.ts";
import { papersAsk } from "./papersAsk.ts";
import { papersEvaluate } from "./papersEvaluate.ts";
import { papersExport } from "./papersExport.ts";
import { papersGalaxies } from "./papersGalaxies.ts";
import { papersImpact } from "./papersImpact.ts";
import { papersImport } from "./papersImport.ts";
import { papersIndex } from "./papersIndex.ts";
import { papersMap } from "./papersMap.ts";
import { papersObjects } from "./papersObjects.ts";
import { papersSearch } from "./papersSearch.ts";
import { papersSearches } from "./papersSearches.ts";
import { papersTranslate } from "./papersTranslate.ts";

export const papers = new Command("papers")
  .description("Import, index, search and ask the literature")
  .addCommand(papersImport)
  .addCommand(papersIndex)
  .addCommand(papersSearch)
  .addCommand(papersSearches)
  .addCommand(papersAsk)
  .addCommand(papersEvaluate)
  .addCommand(papersExport)
  .addCommand(papersImpact)
  .addCommand(papersMap)
  .addCommand(papersAbout)
  .addCommand(papersGalaxies)
  .addCommand(papersObjects)
  .addCommand(papersTranslate);
