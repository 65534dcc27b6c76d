/** almagest papers map: the library laid out in the plane, its regions with names and trends, outliers and gaps. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { exitCodes, Fault } from "../fault.ts";
import { languageModel } from "../literature/answer/languageModel.ts";
import { isBehind } from "../literature/index/indexFolder.ts";
import { openIndex } from "../literature/index/libraryIndex.ts";
import type { Region } from "../literature/landscape/landscape.ts";
import { landscapeColumns } from "../literature/landscape/landscapeTable.ts";
import { makeLandscape } from "../literature/landscape/makeLandscape.ts";
import { staleness, updateLandscape } from "../literature/landscape/updateLandscape.ts";
import { checkTablePath, writeTable } from "../survey/tableFile.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, numberFrom, wholeNumber } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  out?: string;
  seed: number;
  regions?: number;
  neighbours: number;
  update?: boolean;
  llm?: string;
  model?: string;
}

export const papersMap = new Command("map")
  .description(
    "Lay the library out in the plane, like papers beside like: regions with names and their growth, papers far from all others, and gaps",
  )
  .option("--out <file>", "write id, title, year, x, y, region and region_name as .csv, .tsv, .parquet, .fits or .vot")
  .option("--seed <n>", "of chance", wholeNumber, 1)
  .option("--regions <n>", "fine regions (default: 0.6 times the root of the papers, 240 at most)", numberFrom(2, 1000))
  .option("--neighbours <n>", "of each paper: few show fine structure, many the broad one", numberFrom(2, 200), 15)
  .option("--update", "place papers that came after the map was made among their neighbours, and move no other")
  .option("--llm <url>", "let a language model name the regions, its words checked: base of an OpenAI-compatible API")
  .option("--model <name>", "which of that server's models")
  .addHelpText(
    "after",
    examples(
      "almagest papers map",
      "almagest papers map --out map.parquet --json",
      "almagest papers map --update",
      "almagest papers map --llm http://127.0.0.1:11434/v1 --model llama3.1",
    ),
  )
  .action(async (options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const { out, seed, regions, neighbours, update = false, llm, model: name } = options;
    if ((llm === undefined) !== (name === undefined))
      throw new Fault("usage", "--llm and --model belong together: the server, and which of its models", {
        exitCode: exitCodes.usage,
      });
    if (out !== undefined) await checkTablePath(out);
    const workspace = await openWorkspace(folder);
    if (await isBehind(workspace))
      remark("papers were imported that the index, and so the map, does not show yet: almagest papers index", {
        quiet,
      });
    const model =
      llm !== undefined && name !== undefined
        ? languageModel({ url: llm, model: name, key: process.env.ALMAGEST_LLM_KEY })
        : undefined;
    const progress = startProgress({ quiet });
    const made = await interruptible(async (signal) => {
      const watched = { signal, onProgress: (fraction: number, text: string) => progress.report(fraction, text) };
      if (update) return updateLandscape(workspace, watched);
      return {
        ...(await makeLandscape(workspace, { seed, regions, neighbours, model, ...watched })),
        added: undefined,
        removed: undefined,
      };
    }).finally(() => progress.end());
    const index = await openIndex(workspace);
    try {
      if (out !== undefined) await writeTable(out, landscapeColumns(made, index));
      const { card } = made;
      const stale = staleness(card, index);
      if (json) {
        const { format, places, encoder, libraryVersion, added: _, ...shown } = card;
        return printJson({
          ...shown,
          ...(made.added === undefined ? {} : { added: made.added, removed: made.removed }),
          stale,
          ...(out === undefined ? {} : { file: out }),
        });
      }
      if (made.added !== undefined)
        printLine(
          `${counted(made.added, "new paper")} placed, ${made.removed} taken away: ${counted(card.papers, "paper")} on the map`,
        );
      else
        printLine(
          `${counted(card.papers, "paper")} laid out, from ${(100 * card.variance).toFixed(0)} % of their vectors' variance` +
            (card.trustworthiness === null
              ? ""
              : `; trustworthiness ${card.trustworthiness.toFixed(3)} (1: neighbours on the map are neighbours in meaning; 0.5: by chance)`),
        );
      if (stale !== null) remark(`${stale}: almagest papers map makes it anew`, { quiet });
      const broad = card.regions.filter(({ level }) => level === "broad");
      const fine = card.regions.filter(({ level }) => level === "fine");
      printLine(`\n${broad.length} broad regions of ${fine.length} finer ones:`);
      printTable(
        ["region", "papers", "finer", "share a year", "95 %"],
        broad.map((region) => row(region, fine)),
      );
      const moving = fine
        .filter(({ growth }) => growth !== null && growth.trend !== "neither")
        .sort((a, b) => (b.growth?.interval[0] ?? 0) - (a.growth?.interval[0] ?? 0));
      printLine("\nfiner regions that grow most surely, as a share of each year's papers:");
      printTable(
        ["region", "papers", "share a year", "95 %"],
        moving
          .filter(({ growth }) => growth?.trend === "grows")
          .slice(0, 8)
          .map(trend),
      );
      printLine("\nand that shrink:");
      const shrinking = moving.filter(({ growth }) => growth?.trend === "shrinks");
      shrinking.sort((a, b) => (a.growth?.interval[1] ?? 0) - (b.growth?.interval[1] ?? 0));
      printTable(["region", "papers", "share a year", "95 %"], shrinking.slice(0, 8).map(trend));
      printLine("\npapers far from all others:");
      printTable(
        ["id", "year", "title", "nearest region"],
        card.outliers
          .slice(0, 8)
          .map(({ id, year, title, region_name }) => [id, String(year ?? "-"), title, region_name]),
      );
      printLine("\ngaps: regions near in words, with fewer papers between them than such pairs have");
      if (card.gaps.length === 0) printLine("none");
      for (const { names, papers, expected, nearest } of card.gaps.slice(0, 6)) {
        printLine(`${names[0]}  |  ${names[1]}: ${papers} between, where ${expected.toFixed(0)} are usual`);
        for (const { id, year, title } of nearest) printLine(`    ${id} (${year ?? "undated"}): ${title}`);
      }
      if (out !== undefined) printLine(`\n${out}: ${counted(card.papers, "row")}`);
    } finally {
      await index.close();
    }
  });

function row(region: Region, fine: readonly Region[]): unknown[] {
  const [name, papers, ...change] = trend(region);
  return [name, papers, fine.filter(({ parent }) => parent === region.id).length, ...change];
}

function trend({ name, papers, growth }: Region): unknown[] {
  if (growth === null) return [name, papers, "-", "-"];
  const percent = (value: number) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)} %`;
  return [name, papers, percent(growth.perYear), `${percent(growth.interval[0])} to ${percent(growth.interval[1])}`];
}
