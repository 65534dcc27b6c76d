/** almagest similar: the objects most like one. */

import { Command } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { nearest } from "../survey/representations.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, wholeNumber } from "./options.ts";
import { printJson, printTable } from "./output.ts";

export const similar = new Command("similar")
  .description("List the objects whose representations are nearest to one object's (cosine distance, exact)")
  .argument("<survey>")
  .requiredOption("--id <id_str>", "the object")
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .option("--model <name>", "instead of a run: the model whose representations to compare")
  .option("--limit <n>", "how many", wholeNumber, 10)
  .addHelpText("after", examples("almagest similar decals --id 587722953303916935 --run gz1-4k2j9a --limit 20"))
  .action(
    async (name: string, options: { id: string; run?: string; model?: string; limit: number }, command: Command) => {
      const { workspace: folder, json } = globalOptions(command);
      if (options.limit < 1 || options.limit > 10_000)
        throw new Fault("usage", `--limit is from 1 to 10000, not ${options.limit}`, { exitCode: exitCodes.usage });
      const survey = await openSurvey(await openWorkspace(folder), name);
      const run = options.run ?? options.model ?? survey.card.representations.at(-1)?.run ?? "";
      if (run === "")
        throw new Fault(
          "no-representations",
          `survey "${name}" has no representations: make them with almagest embed ${name} --run <run>`,
        );
      const neighbours = await nearest(survey, run, options.id, options.limit);
      if (json) printJson({ survey: name, run, id: options.id, neighbours });
      else
        printTable(
          ["id_str", "distance", "image"],
          neighbours.map(({ id, distance, image }) => [id, distance, image]),
        );
    },
  );
