/** almagest reproduce: a paper's claims, its figures beside ours. */

import { Command } from "commander";
import { reproduceBayesianCommand } from "./reproduceBayesian.ts";
import { reproduceFixMatchCommand } from "./reproduceFixMatch.ts";
import { reproduceSemanticsCommand } from "./reproduceSemantics.ts";
import { reproduceSiddaCommand } from "./reproduceSidda.ts";

export const reproduce = new Command("reproduce")
  .description("Run a paper's main claims, and print its figures beside ours with a verdict each")
  .addCommand(reproduceBayesianCommand)
  .addCommand(reproduceFixMatchCommand)
  .addCommand(reproduceSemanticsCommand)
  .addCommand(reproduceSiddaCommand);
