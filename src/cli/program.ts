/** Every command. A new one is a file beside this and a line in `commands`. */

import { readFileSync } from "node:fs";
import { Command } from "commander";
import { examples, exitCodeTable } from "./help.ts";

/** In the order of the help. Each is loaded when it is asked for: together they take longer than most commands run. */
const commands: Record<string, () => Promise<Command>> = {
  survey: async () => (await import("./survey.ts")).survey,
  cutout: async () => (await import("./cutout.ts")).cutout,
  train: async () => (await import("./train.ts")).train,
  shift: async () => (await import("./shift.ts")).shift,
  predict: async () => (await import("./predict.ts")).predict,
  embed: async () => (await import("./embed.ts")).embed,
  index: async () => (await import("./indexSurvey.ts")).index,
  components: async () => (await import("./components.ts")).components,
  slurm: async () => (await import("./slurm.ts")).slurm,
  similar: async () => (await import("./similar.ts")).similar,
  tags: async () => (await import("./tags.ts")).tags,
  teach: async () => (await import("./teach.ts")).teach,
  anomalies: async () => (await import("./anomalies.ts")).anomalies,
  clusters: async () => (await import("./clusters.ts")).clusters,
  map: async () => (await import("./map.ts")).map,
  labels: async () => (await import("./labels.ts")).labels,
  papers: async () => (await import("./papers.ts")).papers,
  semantics: async () => (await import("./semantics.ts")).semantics,
  reproduce: async () => (await import("./reproduce.ts")).reproduce,
  selections: async () => (await import("./selections.ts")).selections,
  models: async () => (await import("./models.ts")).models,
  runs: async () => (await import("./runs.ts")).runs,
  serve: async () => (await import("./serve.ts")).serve,
};

/**
 * @param args what was written after `almagest`: only the commands that stand among them are loaded, or all where none does
 */
export async function loadProgram(args: readonly string[] = []): Promise<Command> {
  const all = Object.entries(commands);
  const named = all.filter(([name]) => args.includes(name));
  const program = root();
  for (const [, load] of named.length > 0 ? named : all) adopt(program, await load());
  return program;
}

function root(): Command {
  return new Command("almagest")
    .description("A workbench for astronomers: survey images searched, labelled, measured and modelled")
    .version(packageVersion())
    .option(
      "--workspace <folder>",
      "folder that holds surveys and runs (default: $ALMAGEST_WORKSPACE, else ./almagest-workspace)",
    )
    .option("--json", "print the result, or what failed, as one JSON object on the last line of stdout")
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
}

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
