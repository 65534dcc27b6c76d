/** almagest survey simulate: a survey of galaxies that never were. */

import { join } from "node:path";
import { Command } from "commander";
import { simulateSurvey } from "../sky/simulateSurvey.ts";
import { checkNewSurveyName, checkSurveyName } from "../survey/card.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { checkNothingIsLost } from "../survey/simulatedSurvey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, wholeNumber } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { startProgress } from "./progress.ts";

export const surveySimulate = new Command("simulate")
  .description("Simulate galaxies and the votes volunteers would give them, and import them as a survey")
  .argument("<survey>", "name for it in the workspace")
  .option("--count <n>", "galaxies", wholeNumber, 2000)
  .option("--seed <n>", "same seed, same galaxies", wholeNumber, 1)
  .option("--size <pixels>", "side of the pictures, 32 to 512", wholeNumber, 64)
  .option("--folder <folder>", "where to put pictures and catalogue (default: simulated/<survey> in the workspace)")
  .addHelpText(
    "after",
    examples("almagest survey simulate sim", "almagest survey simulate big --count 100000 --size 128 --folder ./big"),
  )
  .action(
    async (name: string, options: { count: number; seed: number; size: number; folder?: string }, command: Command) => {
      const { workspace: path, json, quiet } = globalOptions(command);
      checkSurveyName(name);
      const workspace = await openWorkspace(path, { create: true });
      await checkNewSurveyName(workspace, name);
      const folder = options.folder ?? join(workspace.path, "simulated", name);
      const progress = startProgress({ quiet });
      await checkNothingIsLost(workspace, name, { ...options, folder });
      const started = performance.now();
      try {
        const { catalogue, imagesPerSecond, added, updated } = await interruptible(async (signal) => {
          const simulated = await simulateSurvey({
            ...options,
            folder,
            signal,
            onProgress: (done, total) => progress.report(done / total, `simulating: ${done} of ${total}`),
          });
          const imagesPerSecond = options.count / ((performance.now() - started) / 1000);
          const report = await importCatalogue(workspace, name, simulated.catalogue, {
            votes: "gz-decals",
            signal,
            onProgress: (done, total) => progress.report(done / total, `checking images: ${done} of ${total}`),
          });
          return { ...simulated, ...report, imagesPerSecond };
        });
        progress.end();
        if (json) printJson({ survey: name, galaxies: options.count, added, updated, catalogue, imagesPerSecond });
        else
          printLine(
            `${name}: ${options.count} galaxies simulated (${imagesPerSecond.toFixed(0)} images/s), in ${folder}`,
          );
      } finally {
        progress.end();
      }
    },
  );
