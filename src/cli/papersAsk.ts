/** almagest papers ask: an answer that cites, of the library's papers alone. */

import { Command } from "commander";
import type { Answer } from "../literature/answer/answer.ts";
import { ask } from "../literature/answer/ask.ts";
import { openForSearch } from "../literature/search.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { oneLine, printJson, printLine } from "./output.ts";

export const papersAsk = new Command("ask")
  .description("Answer a question by quotes from the library's papers, or say that they do not answer it")
  .argument("<question>")
  .addHelpText(
    "after",
    examples(
      'almagest papers ask "what sets the radius of the dust sublimation zone?"',
      'almagest papers ask "do all massive galaxies host a black hole? year:2010-" --json',
    ),
  )
  .action(async (question: string, _options: object, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const library = await openForSearch(workspace);
    try {
      const answer = await ask(workspace, library, question);
      if (json) printJson(answer);
      else printAnswer(answer);
    } finally {
      await library.close();
    }
  });

function printAnswer({ says, answer, papers, advice, footer, refused, remarks }: Answer): void {
  const number = new Map(papers.map(({ id }, i) => [id, i + 1]));
  printLine(says);
  let under = "";
  for (const { sentence, citations, heading, status, why } of answer) {
    if (heading !== under) printLine(`\n${oneLine(heading)}`);
    under = heading;
    const marks = [...new Set(citations.map(({ id }) => `[${number.get(id)}]`))].join("");
    const text = status === "quoted" ? `"${oneLine(sentence)}"` : oneLine(sentence);
    printLine(`  ${text} ${marks}${status === "weak" ? ` (not fully supported: ${why})` : ""}`);
  }
  printLine(refused ? "\nNearest papers" : "\nPapers");
  for (const { id, title, year, authors } of papers)
    printLine(`  [${number.get(id)}] ${oneLine(authors)} (${year ?? "undated"}): ${oneLine(title)}  ${id}`);
  for (const line of [...advice, ...remarks]) printLine(oneLine(line));
  printLine(`\n${footer}`);
}
