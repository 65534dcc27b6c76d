/** almagest labels: what people say of a survey's objects, in and out, and how far they agree. */

import { Command } from "commander";
import { labelsAgreement } from "./labelsAgreement.ts";
import { labelsConsensus } from "./labelsConsensus.ts";
import { labelsExport } from "./labelsExport.ts";
import { labelsImport } from "./labelsImport.ts";
import { labelsList } from "./labelsList.ts";
import { labelsTasks } from "./labelsTasks.ts";

export const labels = new Command("labels")
  .description("What people say of a survey's objects: tasks, import, export, agreement, consensus")
  .addCommand(labelsTasks)
  .addCommand(labelsList)
  .addCommand(labelsImport)
  .addCommand(labelsExport)
  .addCommand(labelsAgreement)
  .addCommand(labelsConsensus);
