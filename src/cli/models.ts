/** almagest models: networks that can be trained, and encoders that have been. */

import { Command } from "commander";
import { modelsImport } from "./modelsImport.ts";
import { modelsList } from "./modelsList.ts";
import { modelsVerify } from "./modelsVerify.ts";

export const models = new Command("models")
  .description("Networks and encoders: which there are, how near they are to timm's, and bringing some in")
  .addCommand(modelsList)
  .addCommand(modelsImport)
  .addCommand(modelsVerify);
