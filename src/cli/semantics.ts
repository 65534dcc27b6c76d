/** almagest semantics: class targets from people's own words. */

import { Command } from "commander";
import { semanticsConfirm } from "./semanticsConfirm.ts";
import { semanticsDerive } from "./semanticsDerive.ts";
import { semanticsTag } from "./semanticsTag.ts";

export const semantics = new Command("semantics")
  .description("Derive class targets from people's own words, confirm them, and tag a survey with them")
  .addCommand(semanticsDerive)
  .addCommand(semanticsConfirm)
  .addCommand(semanticsTag);
