/** almagest papers: the literature, in and searched. */

import { Command } from "commander";
import { papersEvaluate } from "./papersEvaluate.ts";
import { papersImpact } from "./papersImpact.ts";
import { papersImport } from "./papersImport.ts";
import { papersIndex } from "./papersIndex.ts";
import { papersSearch } from "./papersSearch.ts";
import { papersTranslate } from "./papersTranslate.ts";

export const papers = new Command("papers")
  .description("Import, index and search the literature")
  .addCommand(papersImport)
  .addCommand(papersIndex)
  .addCommand(papersSearch)
  .addCommand(papersEvaluate)
  .addCommand(papersImpact)
  .addCommand(papersTranslate);
