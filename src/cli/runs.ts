/** almagest runs: the training runs of a workspace. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { measureText, numberText } from "../numberText.ts";
import { spelled } from "../spelled.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { learns } from "../training/learns.ts";
import { listRuns, openRun } from "../training/run.ts";
import { settingsText } from "../training/settingsText.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";
import { runsPrune } from "./runsPrune.ts";

export const runs = new Command("runs")
  .description("List training runs, newest first, or show one")
  .addCommand(runsPrune)
  .argument("[run]")
  .option("--all", "those that almagest reproduce trained, too")
  .addHelpText(
    "after",
    examples("almagest runs", "almagest runs gz1-4k2j9a --json", "almagest runs prune radio-7dk2qa --share 0.3"),
  )
  .action(async (id: string | undefined, { all }: { all?: boolean }, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    if (id !== undefined) {
      const { card, path } = await openRun(workspace, id);
      if (json) return printJson({ ...card, path });
      printLine(`${card.id}: ${card.status}, ${card.method} on survey ${card.survey}`);
      printLine(`learns: ${learns(card.task)}`);
      printLine(`began ${card.createdAt}${card.finishedAt ? `, finished ${card.finishedAt}` : ""}`);
      if (card.devices) printLine(`trained on ${card.devices.join(", then ")}`);
      if (card.message) printLine(`failed: ${card.message}`);
      if (card.remark) printLine(`remark: ${card.remark}`);
      for (const [measure, value] of Object.entries(card.summary ?? {}))
        printLine(`  ${spelled(measure)}: ${measureText(value)}`);
      printLine(`settings: ${settingsText(card.configuration)}`);
      printLine(`files: ${path}`);
      return;
    }
    const every = await listRuns(workspace, { all: true });
    const cards = every.filter(({ reproduction }) => all || reproduction === undefined);
    if (json) return printJson({ runs: cards });
    if (every.length > cards.length)
      remark(`${counted(every.length - cards.length, "run")} of reproductions not listed: --all`, { quiet });
    if (cards.length === 0) return remark("no runs yet: train one with almagest train", { quiet });
    printTable(
      ["run", "survey", "learns", "status", "began", "result"],
      cards.map((card) => {
        const result = Object.entries(card.summary ?? {}).map(
          ([name, value]) => `${spelled(name)} ${numberText(value)}`,
        );
        return [
          card.id,
          card.survey,
          learns(card.task, card.method),
          card.status,
          card.createdAt.slice(0, 16).replace("T", " "),
          result.join(", ") || null,
        ];
      }),
    );
  });
