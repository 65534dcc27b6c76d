/** almagest survey simulate: a survey of galaxies that never were. */

import { join, resolve } from "node:path";
import { Command } from "commander";
import { Fault } from "../fault.ts";
import { simulateSurvey } from "../sky/simulateSurvey.ts";
import { checkSurveyName, readCard } from "../survey/card.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { openSurvey, surveyNames, surveyObjects } from "../survey/survey.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
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

/**
 * Pictures of one simulation must not be drawn over those that a stored survey shows.
 * @throws Fault "survey-exists", "folder-in-use"
 */
async function checkNothingIsLost(
  workspace: Workspace,
  name: string,
  { folder, seed, count }: { folder: string; seed: number; count: number },
): Promise<void> {
  const catalogue = resolve(folder, "catalog.csv");
  for (const other of await surveyNames(workspace)) {
    const isSame = other === name;
    const card = await readCard(workspace, other).catch(() => undefined);
    const usesFolder = card !== undefined && resolve(card.catalogue) === catalogue;
    if (!isSame && usesFolder)
      throw new Fault("folder-in-use", `the survey "${other}" has its pictures in ${folder}: choose another --folder`);
    if (!isSame) continue;
    const { ids } = await surveyObjects(await openSurvey(workspace, name));
    // More galaxies of the same seed begin with the same ones.
    const isExtended = usesFolder && count >= ids.length && ids.every((id) => id.startsWith(`S${seed}-`));
    if (!isExtended)
      throw new Fault(
        "survey-exists",
        `there is a survey "${name}" already, of ${ids.length} galaxies: choose another name, or the same --seed and at least as many`,
      );
  }
}
