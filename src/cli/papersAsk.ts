/** almagest papers ask: an answer that cites, of the library's papers alone. */

import { Command, InvalidArgumentError, Option } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import type { Answer, SentenceStatus } from "../literature/answer/answer.ts";
import { type AskOptions, ask } from "../literature/answer/ask.ts";
import { research, usualBudget } from "../literature/answer/research/research.ts";
import { type Audience, audiences } from "../literature/answer/rewrite.ts";
import { openForSearch } from "../literature/search.ts";
import { shownText } from "../literature/shownText.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { languageModelOf } from "./llm.ts";
import { globalOptions, numberFrom } from "./options.ts";
import { oneLine, printJson, printLine, remark } from "./output.ts";

interface Options {
  llm?: string;
  model?: string;
  audience?: Audience;
  language?: string;
  research?: boolean;
  budget?: number;
  seconds?: number;
}

export const papersAsk = new Command("ask")
  .description("Answer a question by quotes from the library's papers, or say that they do not answer it")
  .argument("<question>")
  .option("--llm <url>", "let a language model write it, every sentence checked: base of an OpenAI-compatible API")
  .option("--model <name>", "the model's name on that server")
  .addOption(new Option("--audience <name>", "then rewritten for them; needs --llm").choices(audiences))
  .option("--language <name>", "then rewritten in it, such as es or Spanish; needs --llm", languageName)
  .option(
    "--research",
    "in steps that are shown: take the question apart, search each part, read, look at what is missing",
  )
  .option(
    "--budget <calls>",
    `searches and replies of a language model that --research may take (default: ${usualBudget.calls})`,
    numberFrom(1, 500),
  )
  .option("--seconds <s>", `how long --research may take (default: ${usualBudget.seconds})`, numberFrom(1, 86_400))
  .addHelpText(
    "after",
    examples(
      'almagest papers ask "what sets the radius of the dust sublimation zone?"',
      'almagest papers ask "how do bars form?" --llm http://127.0.0.1:11434/v1 --model llama3.1',
      'almagest papers ask "how do mergers, gas accretion and bars build up bulges?" --research',
      'almagest papers ask "do all massive galaxies host a black hole? year:2010-" --json',
    ) +
      "\nA key that the server wants goes into the environment variable ALMAGEST_LLM_KEY. Only that address is ever asked.\n",
  )
  .action(async (question: string, options: Options, command: Command) => {
    const { audience, language, budget: calls, seconds } = options;
    if (!options.research && (calls ?? seconds) !== undefined)
      throw new Fault("usage", `--${calls === undefined ? "seconds" : "budget"} is for --research`, {
        exitCode: exitCodes.usage,
      });
    const model = languageModelOf(options);
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const library = await openForSearch(workspace);
    if (library.isBehind)
      remark("papers were imported that the index does not show yet: almagest papers index", { quiet });
    try {
      const answer = await interruptible((signal) => {
        const asked: AskOptions = {
          model,
          readers: { audience, language },
          signal,
          onSentence: ({ sentence }) => remark(oneLine(sentence), { quiet: quiet || json }),
        };
        if (!options.research) return ask(workspace, library, question, asked);
        const budget = { ...(calls === undefined ? {} : { calls }), ...(seconds === undefined ? {} : { seconds }) };
        return research(workspace, library, question, {
          ...asked,
          budget,
          onStep: ({ says }) => (json ? remark(oneLine(says), { quiet }) : printLine(`- ${oneLine(says)}`)),
        });
      });
      if (options.research && !json) printLine("");
      if (json) printJson(answer);
      else printAnswer(answer);
    } finally {
      await library.close();
    }
  });

/** It goes into what a language model is asked: a name, and no sentence. */
function languageName(text: string): string {
  if (!/^\p{L}[\p{L} -]{1,30}$/u.test(text))
    throw new InvalidArgumentError("it must be a language's name or code, such as es.");
  return text;
}

function printAnswer({ says, stance, consensus, answer, papers, advice, footer, refused, remarks }: Answer): void {
  const number = new Map(papers.map(({ id }, i) => [id, i + 1]));
  printLine(says);
  let under = "";
  for (const { sentence, citations, heading, status, why, original } of answer) {
    if (heading !== under) printLine(`\n${oneLine(heading)}`);
    under = heading;
    const marks = [
      ...new Set(citations.map(({ id, place }) => `[${number.get(id)}${place ? `, p. ${place.page}` : ""}]`)),
    ].join("");
    const text = status === "quoted" ? `"${shown(sentence)}"` : shown(sentence);
    printLine(`  ${text} ${marks}${markOf(status, why)}`);
    if (original !== undefined) printLine(`    original: "${shown(original)}"`);
  }
  if (consensus) {
    printLine(`\nClaim: ${oneLine(consensus.claim)}\n${consensus.says}`);
    for (const { id, stance: leaning, citation } of stance)
      if (citation) printLine(`  ${leaning}: "${shown(citation.quote)}" ${id}`);
  }
  printLine(refused ? "\nNearest papers" : "\nPapers");
  for (const { id, title, year, authors, note } of papers)
    printLine(
      `  [${number.get(id)}] ${oneLine(authors)} (${year ?? "undated"}): ${shown(title)}  ${id}${note ? ` (${note})` : ""}`,
    );
  for (const line of [...advice, ...remarks]) printLine(oneLine(line));
  printLine(`\n${footer}`);
}

/** What the reader must know of a sentence before believing it. */
function markOf(status: SentenceStatus, why: string | undefined): string {
  if (status === "weak") return ` (not fully supported: ${why})`;
  if (status === "translated") return ` (${why})`;
  return status === "rewritten" ? ` (rewritten${why === undefined ? "" : `: ${why}`})` : "";
}

const shown = (text: string) => oneLine(shownText(text));
