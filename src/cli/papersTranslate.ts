/** almagest papers translate: plain words to ADS's search syntax. */

import { Command } from "commander";
import { translate } from "../literature/translate/translate.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";

export const papersTranslate = new Command("translate")
  .description("Write an ADS query from plain words, and say what each part of it means")
  .argument("<request...>", "which papers you want")
  .addHelpText(
    "after",
    examples(
      'almagest papers translate "refereed papers by Vera Rubin on galaxy rotation before 1985"',
      'almagest papers translate "papers citing ALMA observations since 2018" --json',
    ),
  )
  .action(async (request: string[], _options: object, command: Command) => {
    const { json, quiet } = globalOptions(command);
    const translation = await translate(request.join(" "));
    if (json) return printJson(translation);
    printLine(translation.query);
    for (const { query, why } of translation.explanation) remark(`  ${query}  ${why}`, { quiet });
  });
