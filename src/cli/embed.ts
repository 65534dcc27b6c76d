/** almagest embed: a run's representations of a survey. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { embedSurvey } from "../methods/zoobot/surveyPredictions.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { openRun } from "../training/run.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, numberFrom } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { startProgress } from "./progress.ts";

export const embed = new Command("embed")
  .description("Store a run's representation of every object, to search by: see almagest similar")
  .argument("<survey>")
  .requiredOption("--run <run>", "the run whose encoder to use")
  .option("--threads <n>", "processor threads", numberFrom(1, 256), 2)
  .addHelpText("after", examples("almagest embed decals --run gz1-4k2j9a"))
  .action(async (name: string, options: { run: string; threads: number }, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const survey = await openSurvey(workspace, name);
    const run = await openRun(workspace, options.run);
    const progress = startProgress({ quiet });
    const { objects, dimension } = await interruptible((signal) =>
      embedSurvey(survey, run, {
        threads: options.threads,
        signal,
        onProgress: (done, total) => progress.report(done / total, `embedding: ${done} of ${total}`),
      }),
    ).finally(() => progress.end());
    if (json) printJson({ survey: name, run: run.id, objects, dimension });
    else printLine(`${name}: ${counted(objects, "representation")} of ${dimension} numbers by ${run.id}`);
  });
