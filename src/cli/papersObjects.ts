/** almagest papers objects: lists of the objects that papers treat, which link them to a survey's galaxies. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { exitCodes } from "../fault.ts";
import { importObjectLists } from "../literature/galaxies/objectLists.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";

const badShown = 10;

const objectsImport = new Command("import")
  .description(
    "Bring in which objects papers list: a table with the column paper (an id of the library), and name, or ra and dec in degrees",
  )
  .argument("<table>", ".csv, .tsv or .parquet")
  .addHelpText(
    "after",
    examples("almagest papers objects import objects.csv", "almagest papers objects import objects.parquet --json"),
  )
  .action(async (path: string, _options: object, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const report = await importObjectLists(await openWorkspace(folder), path);
    for (const { row, reason } of report.bad.slice(0, badShown)) remark(`row ${row}: ${reason}`, { quiet });
    if (report.bad.length > badShown) remark(`and ${report.bad.length - badShown} more rows`, { quiet });
    if (report.bad.length > 0) process.exitCode = exitCodes.badRows;
    if (json) return printJson(report);
    printLine(
      `${counted(report.added, "object")} added of ${counted(report.papers, "paper")}; ${report.objects} in all`,
    );
    if (report.bad.length > 0) printLine(`${counted(report.bad.length, "row")} could not be used`);
  });

export const papersObjects = new Command("objects")
  .description("Lists of the objects that papers treat")
  .addCommand(objectsImport);
