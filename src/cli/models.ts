/** almagest models: the networks that can be trained. */

import { Command } from "commander";
import { modelsList } from "./modelsList.ts";
import { modelsVerify } from "./modelsVerify.ts";

export const models = new Command("models")
  .description("The published networks: which there are, and how near they are to timm's")
  .addCommand(modelsList)
  .addCommand(modelsVerify);
