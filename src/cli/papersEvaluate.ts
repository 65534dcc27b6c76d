/** almagest papers evaluate: how well the library answers questions whose papers are known. */

import { Command } from "commander";
import { answersCaveat, evaluateAnswers } from "../literature/evaluate/answers.ts";
import { evaluate, pathfinderCaveat, pathfinderFigures } from "../literature/evaluate/evaluate.ts";
import type { Estimate } from "../literature/evaluate/measures.ts";
import { paraphraseRecall } from "../literature/evaluate/paraphrase.ts";
import { readQuestions } from "../literature/evaluate/questions.ts";
import { openForSearch } from "../literature/search.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";
import { startProgress } from "./progress.ts";

export const papersEvaluate = new Command("evaluate")
  .description(
    "Measure search on questions whose papers are known, with 95 % intervals by bootstrap over the questions",
  )
  .argument("<questions>", 'JSON lines {"question", "kind": "single" or "multi", "relevant": [ids]}')
  .option("--encoder <name>", "vectors by this text encoder, of those the library was indexed with")
  .option("--feedback", "ask as almagest papers search --feedback does")
  .option(
    "--paraphrase",
    "also ask for 1,000 of 4,000 papers by the last sentence of their abstracts, which is taken out of them",
  )
  .option("--answers", "also ask each, and measure how answers cite and when they say that they cannot answer")
  .addHelpText(
    "after",
    examples(
      "almagest papers evaluate questions.jsonl",
      "almagest papers evaluate questions.jsonl --answers",
      "almagest papers evaluate questions.jsonl --json",
    ),
  )
  .action(
    async (
      path: string,
      {
        paraphrase: isAsked,
        feedback,
        answers: isAnswered,
        encoder: named,
      }: { paraphrase?: boolean; feedback?: boolean; answers?: boolean; encoder?: string },
      command: Command,
    ) => {
      const { workspace: folder, json, quiet } = globalOptions(command);
      const questions = await readQuestions(path);
      const workspace = await openWorkspace(folder);
      const library = await openForSearch(workspace, { encoder: named });
      const progress = startProgress({ quiet });
      try {
        const found = await evaluate(library, questions, {
          feedback,
          onProgress: (done) => progress.report(done / questions.length, `asking: ${done} of ${questions.length}`),
        }).finally(() => progress.end());
        const paraphrase = isAsked
          ? await paraphraseRecall(workspace, library.encoder, {
              onProgress: (done, total) => progress.report(done / total, `paraphrases: ${done} of ${total}`),
            }).finally(() => progress.end())
          : undefined;
        const answers = isAnswered
          ? await evaluateAnswers(workspace, library, questions, (done) =>
              progress.report(done / questions.length, `answering: ${done} of ${questions.length}`),
            ).finally(() => progress.end())
          : undefined;
        const encoder = library.index.card.encoder.name;
        if (json)
          return printJson({
            ...found,
            ...(paraphrase ? { paraphrase } : {}),
            ...(answers ? { answers: { ...answers, caveat: answersCaveat } } : {}),
            papers: library.index.papers,
            encoder,
            pathfinder: { caveat: pathfinderCaveat, figures: pathfinderFigures },
          });
        printTable(
          ["measure", `single (${found.single.questions})`, "95 %", `multi (${found.multi.questions})`, "95 %"],
          Object.keys({ ...found.single.measures, ...found.multi.measures }).map((name) => [
            name,
            ...shown(found.single.measures[name]),
            ...shown(found.multi.measures[name]),
          ]),
        );
        printLine(`of ${library.index.papers} papers, meaning by ${encoder}`);
        if (found.outside > 0) printLine(`${found.outside} questions left out: the library has none of their papers`);
        if (answers) {
          printLine();
          printTable(
            [
              "answers",
              `inside (${answers.inside.questions})`,
              "95 %",
              `outside (${answers.outside.questions})`,
              "95 %",
            ],
            Object.keys({ ...answers.inside.measures, ...answers.outside.measures }).map((name) => [
              name,
              ...shown(answers.inside.measures[name]),
              ...shown(answers.outside.measures[name]),
            ]),
          );
          printLine(answersCaveat);
        }
        if (paraphrase) {
          printLine(
            `\nparaphrases: recall within 10 of ${paraphrase.papers} papers, ${paraphrase.questions} asked for`,
          );
          printTable(
            ["asked by", "words alone", "95 %", "words, meaning, names", "95 %"],
            [
              ["last sentence", ...shown(paraphrase.sentence.words), ...shown(paraphrase.sentence.fused)],
              [
                "without its rarest third",
                ...shown(paraphrase.withoutRareWords.words),
                ...shown(paraphrase.withoutRareWords.fused),
              ],
            ],
          );
        }
        printLine(`\n${pathfinderCaveat}:`);
        printTable(
          Object.keys(pathfinderFigures[0]),
          pathfinderFigures.map((row) => Object.values(row)),
        );
      } finally {
        await library.close();
      }
    },
  );

function shown(estimate: Estimate | undefined): string[] {
  if (!estimate) return ["-", "-"];
  return [estimate.mean.toFixed(3), estimate.interval.map((end) => end.toFixed(2)).join(" to ")];
}
