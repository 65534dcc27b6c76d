/** almagest tags: words for what can be seen, and how well a search by one finds more. */

import { Command } from "commander";
import { evaluateTags, findTag, knownTags, tagText } from "../explore/tags.ts";
import { exitCodes, Fault } from "../fault.ts";
import { numberText } from "../numberText.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { chosenRun } from "./chosenRun.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom, repeatable, wholeNumber } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";
import { tagsSynonyms } from "./tagsSynonyms.ts";

interface EvaluateOptions {
  tag?: string[];
  run?: string;
  k: number;
  seed: number;
}

const tagsEvaluate = new Command("evaluate")
  .description(
    "How many of the first k held-out objects carry a tag, when the tag's other objects teach the ranking (five folds); " +
      "without --tag, of the tags that Galaxy Zoo 2's columns make and those that people wrote in labels (#ring)",
  )
  .argument("<survey>")
  .option(
    "--tag <tag>",
    'name and who carries it: "name=column > 0.4 and ...", or the name of a known one (may be repeated)',
    repeatable((text: string) => text),
  )
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .option("--k <n>", "how many of the first", numberFrom(1, 1000), 10)
  .option("--seed <n>", "of the folds", wholeNumber, 1)
  .addHelpText(
    "after",
    examples(
      "almagest tags evaluate gz2",
      "almagest tags evaluate gz2 --run gz2-4k2j9a",
      "almagest tags evaluate gz2 --tag 'merger=t08_odd_feature_a24_merger_debiased > 0.4' --run gz2-4k2j9a",
    ),
  )
  .action(async (name: string, { tag, run: wanted, k, seed }: EvaluateOptions, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const survey = await openSurvey(await openWorkspace(folder), name);
    const run = chosenRun(survey, wanted, { quiet });
    const tags = tag ? await Promise.all(tag.map((text) => findTag(survey, text))) : await knownTags(survey);
    if (tags.length === 0)
      throw new Fault(
        "usage",
        `survey "${name}" has no columns that make known tags, and no labels with #tags: write one with --tag "name=column > 0.4"`,
        {
          exitCode: exitCodes.usage,
        },
      );
    const found = await evaluateTags(survey, run, tags, { k, seed });
    const evaluated = found.flatMap(({ evaluation }) => evaluation ?? []);
    const tooFew = found.filter(({ evaluation }) => evaluation === null);
    if (json) {
      const fewer = tooFew.map(({ tag, count }) => ({ tag: tag.name, written: tagText(tag), count }));
      return printJson({ survey: name, run, k, tags: evaluated, tooFew: fewer });
    }
    printLine(`by the representations of ${run}:`);
    printTable(
      ["tag", "objects", "base rate", `precision@${k}`, "95 %", "times", "who carries it"],
      evaluated.map(({ tag, count, baseRate, precision, interval, written }) => [
        tag,
        count,
        numberText(baseRate, 3),
        numberText(precision, 3),
        interval.map((end) => end.toFixed(2)).join(" to "),
        (precision / baseRate).toFixed(1),
        written.slice(tag.length + 1),
      ]),
    );
    if (tooFew.length > 0)
      printLine(`too few to hold some out: ${tooFew.map(({ tag, count }) => `${tag.name} (${count})`).join(", ")}`);
  });

export const tags = new Command("tags")
  .description("Words for what can be seen: how well a search by one finds more, and which of them mean the same")
  .addCommand(tagsEvaluate)
  .addCommand(tagsSynonyms);
