/** almagest anomalies: find the objects that interest you. */

import { Command } from "commander";
import { anomaliesEvaluate } from "./anomaliesEvaluate.ts";
import { anomaliesList } from "./anomaliesList.ts";
import { anomaliesPropose } from "./anomaliesPropose.ts";
import { anomaliesRate } from "./anomaliesRate.ts";

export const anomalies = new Command("anomalies")
  .description("Find the objects that interest you: rate some, and be shown what to rate next")
  .addCommand(anomaliesPropose)
  .addCommand(anomaliesRate)
  .addCommand(anomaliesList)
  .addCommand(anomaliesEvaluate);
