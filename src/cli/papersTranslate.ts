/** almagest papers translate: plain words to ADS's search syntax. */

import { Command } from "commander";
import { modelWriter } from "../literature/translate/modelWriter.ts";
import { translate } from "../literature/translate/translate.ts";
import { examples } from "./help.ts";
import { languageModelOf } from "./llm.ts";
import { globalOptions } from "./options.ts";
import { oneLine, printJson, printLine, remark } from "./output.ts";

export const papersTranslate = new Command("translate")
  .description("Write an ADS query from plain words, and say what each part of it means")
  .argument("<request...>", "which papers you want")
  .option("--llm <url>", "let a language model write it: base of an OpenAI-compatible API; rules where it fails")
  .option("--model <name>", "the model's name on that server")
  .addHelpText(
    "after",
    examples(
      'almagest papers translate "refereed papers by Vera Rubin on galaxy rotation before 1985"',
      'almagest papers translate "papers citing ALMA observations since 2018" --json',
      'almagest papers translate "reviews of tidal disruption" --llm http://127.0.0.1:11434/v1 --model llama3.1',
    ),
  )
  .action(async (request: string[], options: { llm?: string; model?: string }, command: Command) => {
    const { json, quiet } = globalOptions(command);
    const model = languageModelOf(options);
    const writer = model && modelWriter(model);
    const translation = await translate(request.join(" "), { writer });
    if (writer && translation.by === "rules")
      remark(oneLine(`written by rules: ${writer.problem ?? `${writer.name} wrote nothing that ADS would read`}`), {
        quiet,
      });
    if (json) return printJson(translation);
    printLine(translation.query);
    for (const { query, why } of translation.explanation) remark(`  ${query}  ${why}`, { quiet });
  });
