/** Every command. A new one is a file beside this and a line in `commands`. */

import { readFileSync } from "node:fs";
import { Command } from "commander";
import { anomalies } from "./anomalies.ts";
import { clusters } from "./clusters.ts";
import { components } from "./components.ts";
import { embed } from "./embed.ts";
import { examples, exitCodeTable } from "./help.ts";
import { index } from "./indexSurvey.ts";
import { labels } from "./labels.ts";
import { map } from "./map.ts";
import { models } from "./models.ts";
import { predict } from "./predict.ts";
import { runs } from "./runs.ts";
import { serve } from "./serve.ts";
import { similar } from "./similar.ts";
import { survey } from "./survey.ts";
import { tags } from "./tags.ts";
import { train } from "./train.ts";

const commands: Command[] = [
  survey,
  train,
  predict,
  embed,
  index,
  components,
  similar,
  tags,
  anomalies,
  clusters,
  map,
  labels,
  models,
  runs,
  serve,
];

export const program = new Command("almagest")
  .description("A workbench for astronomers: survey images searched, labelled, measured and modelled")
  .version(packageVersion())
  .option(
    "--workspace <folder>",
    "folder that holds surveys and runs (default: $ALMAGEST_WORKSPACE, else ./almagest-workspace)",
  )
  .option("--json", "print the result as one JSON object, on the last line of stdout")
  .option("--quiet", "no progress and no remarks, only results and errors")
  .configureHelp({ showGlobalOptions: true })
  .exitOverride()
  .configureOutput({
    // Said by failureOf, where every other mistake is said.
    outputError: () => {},
  })
  .addHelpText(
    "after",
    examples(
      "almagest survey import decals catalogue.csv",
      "almagest survey info decals",
      "almagest <command> --help",
    ) + exitCodeTable,
  );

for (const command of commands) adopt(program, command);

/** Commander hands settings down only to commands it made itself; ours are made in their own files. */
function adopt(parent: Command, command: Command): void {
  if (!parent.commands.includes(command)) parent.addCommand(command);
  command.copyInheritedSettings(parent);
  for (const child of command.commands) adopt(command, child);
}

function packageVersion(): string {
  // From dist/src/cli in the built package, from src/cli in tests.
  for (const path of ["../../../package.json", "../../package.json"]) {
    try {
      const found = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
      if (found.name === "almagest") return found.version;
    } catch {}
  }
  return "0.0.0";
}
