/** almagest papers search: papers for a question, an ADS query, or both; or like other papers. */

import { Command } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { searchLike } from "../literature/likePapers.ts";
import { fieldFilters } from "../literature/query/fieldFilters.ts";
import { openCrossEncoder } from "../literature/rerank/crossEncoder.ts";
import { modelReranker } from "../literature/rerank/modelReranker.ts";
import { saveSearch } from "../literature/savedSearches.ts";
import { type Found, openForSearch, search } from "../literature/search.ts";
import { shownText } from "../literature/shownText.ts";
import { placeText, type TextMatch, textMatches } from "../literature/textMatches.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { languageModelOf } from "./llm.ts";
import { globalOptions, numberFrom, repeatable, share } from "./options.ts";
import { oneLine, printJson, printLine, printTable, remark } from "./output.ts";

interface Options {
  limit: number;
  like?: string[];
  year?: string;
  author?: string;
  category?: string;
  recent?: number;
  cited?: number;
  feedback?: boolean;
  diversity?: number;
  encoder?: string;
  hyde?: boolean;
  rerank?: string | true;
  llm?: string;
  model?: string;
  yearWords: boolean;
  why?: boolean;
  save?: string;
}

export const papersSearch = new Command("search")
  .description("Search the library: a plain question, ADS's field syntax, or both; best first, with the reasons")
  .argument("[query]")
  .option("--limit <n>", "how many", numberFrom(1, 10_000), 10)
  .option(
    "--like <id>",
    "instead of a query: papers like this one (may be repeated)",
    repeatable((id: string) => id),
  )
  .option("--year <years>", "only of these: 2015, 2010-2015, 2010-")
  .option("--author <name>", 'only by them, such as "Hubble, E"')
  .option("--category <name>", "only of this arXiv category, such as astro-ph.GA")
  .option("--recent <weight>", "how much a paper's newness counts, 0 to 1 (halves in 8 years)", share)
  .option("--cited <weight>", "how much citations count, among papers of the same year, 0 to 1", share)
  .option("--feedback", "nearness to the first five answers counts twice: more of a topic, less of the one paper")
  .option("--diversity <share>", "0 to 1: how much papers should differ from those listed before them", share)
  .option("--no-year-words", 'take "since 2015" in a plain question for words like others, not for a limit')
  .option("--encoder <name>", "vectors by this text encoder, of those the library was indexed with")
  .option("--hyde", "search by an abstract, too, that the language model makes up; needs --llm")
  .option(
    "--rerank [folder]",
    "order the first papers again: by the cross-encoder in this folder (model.onnx, tokenizer.json), or by the language model",
  )
  .option("--llm <url>", "a language model for --hyde and --rerank: base of an OpenAI-compatible API")
  .option("--model <name>", "the model's name on that server")
  .option("--why", "say for each what its score is made of")
  .option("--save <name>", "keep the search under a name: almagest papers searches shows what is new")
  .addHelpText(
    "after",
    examples(
      'almagest papers search "what sets the radius of the dust sublimation zone?"',
      `almagest papers search 'author:"Walmsley" abs:"galaxy zoo" year:2018-2024' --why`,
      "almagest papers search --like 1703.00286 --year 2010-",
      "almagest papers search --like 1703.00286 --like 1501.01234",
      'almagest papers search "bars in galaxies in the last ten years" --diversity 0.3',
      'almagest papers search "what quenches galaxies?" --hyde --rerank --llm http://127.0.0.1:11434/v1 --model llama3.1',
    ) +
      "\nA key that the server wants goes into the environment variable ALMAGEST_LLM_KEY. What fails is left out of the ranking, and said.\n",
  )
  .action(async (query: string | undefined, options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    if ((query === undefined || query.trim() === "") === (options.like === undefined))
      throw new Fault("usage", "write a query, or name papers with --like", { exitCode: exitCodes.usage });
    const { limit, recent = 0, cited = 0, feedback, diversity } = options;
    if (recent + cited > 1)
      throw new Fault("usage", "--recent and --cited are shares of the score: together 1 at most", {
        exitCode: exitCodes.usage,
      });
    if (options.like && (options.hyde || options.rerank))
      throw new Fault("usage", "--hyde and --rerank need a question; --like has none", { exitCode: exitCodes.usage });
    if (options.save !== undefined && options.like)
      throw new Fault("usage", "--save keeps a query, not papers to be like", { exitCode: exitCodes.usage });
    const isNotSaved = ["hyde", "rerank", "diversity", "encoder"].find((name) => Object.hasOwn(options, name));
    if (options.save !== undefined && (isNotSaved || !options.yearWords))
      throw new Fault("usage", `--save keeps no --${isNotSaved ?? "no-year-words"}`, { exitCode: exitCodes.usage });
    const model = languageModelOf(options);
    if (!model && (options.hyde || options.rerank === true))
      throw new Fault(
        "usage",
        `${options.hyde ? "--hyde" : "--rerank without a folder"} needs a language model: name one with --llm and --model`,
        { exitCode: exitCodes.usage },
      );
    const condition = fieldFilters(options);
    const crossEncoder = typeof options.rerank === "string" ? await openCrossEncoder(options.rerank) : undefined;
    const workspace = await openWorkspace(folder);
    const library = await openForSearch(workspace, { encoder: options.encoder });
    if (library.isBehind)
      remark("papers were imported that the index does not show yet: almagest papers index", { quiet });
    try {
      const { year, author, category, save } = options;
      const asked = { limit, recent, cited, feedback, condition, diversity };
      const found = options.like
        ? await searchLike(library, options.like, asked)
        : save === undefined
          ? await interruptible((signal) =>
              search(library, query as string, {
                ...asked,
                plainYears: !options.yearWords,
                hypothesis: options.hyde ? model : undefined,
                reranker: crossEncoder ?? (options.rerank && model ? modelReranker(model) : undefined),
                signal,
              }),
            )
          : await saveSearch(workspace, library, {
              name: save,
              query: query as string,
              ...{ limit, year, author, category, recent, cited, feedback },
            });
      const texts = query === undefined ? undefined : await textMatches(workspace, library.index, query, condition);
      const inTexts = texts?.matches ?? [];
      const inText = new Map(inTexts.map((match) => [match.id, match]));
      for (const line of [...found.understood, ...found.remarks, ...(texts?.remarks ?? [])])
        remark(oneLine(line), { quiet });
      if (save !== undefined) remark(`saved as "${save}"`, { quiet });
      const only = inTexts.filter(({ id }) => !found.hits.some((hit) => hit.id === id));
      if (only.length > 0) remark(onlyInTexts(only), { quiet });
      // The list alone has no room for it.
      if (json && found.nothing !== undefined) remark(oneLine(found.nothing), { quiet });
      if (json)
        return printJson(found.hits.map((hit) => (inText.has(hit.id) ? { ...hit, inText: inText.get(hit.id) } : hit)));
      if (found.filter !== null)
        remark(`${found.selected} of ${library.index.papers} papers: ${found.filter}`, { quiet });
      if (found.hits.length === 0) printLine(oneLine(found.nothing ?? "no paper was found"));
      else if (!options.why)
        printTable(
          ["id", "year", "author", "title", "score"],
          found.hits.map(({ id, year, author, title, score }) => [
            id,
            year === null ? "-" : String(year),
            author,
            shownText(title),
            score.toFixed(3),
          ]),
        );
      if (options.why) printWhy(found);
      if (inTexts.length > 0) {
        printLine();
        printTable(
          ["in the full text of", "at", "it says"],
          inTexts.slice(0, limit).map((match) => [match.id, placeText(match), shownText(match.quote)]),
        );
      }
    } finally {
      await library.close();
      await crossEncoder?.release();
    }
  });

function printWhy({ hits }: Found): void {
  for (const { id, year, author, title, score, why } of hits) {
    printLine(`${score.toFixed(3)}  ${id}  ${author} (${year ?? "undated"}): ${shownText(title)}`);
    for (const part of why.parts)
      printLine(
        `       ${part.contribution.toFixed(3)} = ${part.weight.toFixed(2)} x ${part.value.toFixed(2)} ${part.name}: ${part.why}`,
      );
  }
}

/** Ranked papers are the abstract's; these a reader would miss. */
function onlyInTexts(matches: readonly TextMatch[]): string {
  const shown = matches.slice(0, 5).map((match) => `${match.id} (${placeText(match)})`);
  const more = matches.length > shown.length ? ` and ${matches.length - shown.length} more` : "";
  return `not among these, but with it in the full text: ${shown.join(", ")}${more}`;
}
