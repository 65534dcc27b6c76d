/** almagest teach: a class from a few hundred examples. */

import { Command } from "commander";
import type { ExampleSource } from "../explore/teach/examples.ts";
import type { Measure } from "../explore/teach/measures.ts";
import { type Taught, teach as taught, teachingSpace, writeExamplesColumn } from "../explore/teach/teach.ts";
import { tooFewText } from "../explore/teach/tooFew.ts";
import { exitCodes, Fault } from "../fault.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writtenFilter } from "../survey/writtenFilter.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom, repeatable, wholeNumber } from "./options.ts";
import { printJson, printLine, printTable } from "./output.ts";

interface Options {
  name?: string;
  positive?: ExampleSource[];
  positiveSelection?: ExampleSource[];
  positiveId?: string[];
  negative?: ExampleSource[];
  negativeSelection?: ExampleSource[];
  negativeId?: string[];
  negativeRandom?: number;
  run?: string;
  by?: string;
  examples?: boolean;
  seed: number;
  limit: number;
}

const conditions = (text: string): ExampleSource => ({ filters: text.split(/\s+and\s+/i).map(writtenFilter) });
const selection = (name: string): ExampleSource => ({ selection: name });
const text = (value: string) => value;

export const teach = new Command("teach")
  .description(
    "Teach a class by examples: a linear probe on a run's representations, what it is worth on held-out examples, and " +
      "with --name every object's probability as a column",
  )
  .argument("<survey>")
  .option(
    "--name <class>",
    "keep it: labels given to this class hold, the column is <class>@teach, the round is stored",
  )
  .option("--positive <conditions>", 'examples: "COLUMN > 0.5 and ..." (may be repeated)', repeatable(conditions))
  .option("--positive-selection <name>", "examples: a saved selection (may be repeated)", repeatable(selection))
  .option("--positive-id <id_str>", "an example (may be repeated)", repeatable(text))
  .option("--negative <conditions>", "counter-examples, likewise (may be repeated)", repeatable(conditions))
  .option("--negative-selection <name>", "counter-examples: a saved selection", repeatable(selection))
  .option("--negative-id <id_str>", "a counter-example (may be repeated)", repeatable(text))
  .option("--negative-random <n>", "counter-examples: so many of all others", numberFrom(1, 100_000))
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .option("--examples", "write the examples into the label column <class>-examples, to train or fine-tune a network on")
  .option("--by <name>", "who teaches, for the history of rounds")
  .option("--seed <n>", "of the folds and of what is drawn at random", wholeNumber, 0)
  .option("--limit <n>", "how many to list", numberFrom(1, 1000), 10)
  .addHelpText(
    "after",
    examples(
      'almagest teach gz2 --positive "ring_fraction > 0.5" --negative "ring_fraction < 0.1" --run gz2-4k2j9a',
      "almagest teach gz2 --name ring --positive-selection my-rings --negative-random 300 --by Ada --json",
      "almagest teach gz2 --name ring",
    ),
  )
  .action(async (name: string, options: Options, command: Command) => {
    const { workspace: folder, json } = globalOptions(command);
    const { positive, negative } = sourcesOf(options);
    if (options.name === undefined && (positive.length === 0 || negative.length === 0))
      throw new Fault(
        "usage",
        "name examples of both sides: --positive or --positive-selection, and --negative, --negative-selection or --negative-random; " +
          "only a class with a --name has labels, and rounds before, to learn from",
        { exitCode: exitCodes.usage },
      );
    const survey = await openSurvey(await openWorkspace(folder), name);
    const { seed, by, limit } = options;
    const space = await teachingSpace(survey, options.run);
    const given = positive.length + negative.length > 0 ? { positive, negative } : {};
    const result = await taught(survey, space, { ...given, name: options.name, by, seed, most: limit });
    const label = options.examples ? await writeExamplesColumn(survey, roundOf(result)) : undefined;
    if (json) return printJson({ ...result, tooFew: tooFewText(result), ...(label === undefined ? {} : { label }) });
    print(result);
    if (label !== undefined)
      printLine(`label column ${label}: almagest train ${name} --label ${label} --from ${result.run} --tune all`);
  });

function roundOf({ name, ...result }: Taught): Parameters<typeof writeExamplesColumn>[1] {
  if (name !== null) return { ...result, name };
  throw new Fault("usage", "--examples writes a column named after the class: give it a --name", {
    exitCode: exitCodes.usage,
  });
}

function sourcesOf(options: Options): { positive: ExampleSource[]; negative: ExampleSource[] } {
  const listed = (ids: string[] | undefined) => (ids ? [{ ids }] : []);
  return {
    positive: [...(options.positive ?? []), ...(options.positiveSelection ?? []), ...listed(options.positiveId)],
    negative: [
      ...(options.negative ?? []),
      ...(options.negativeSelection ?? []),
      ...listed(options.negativeId),
      ...(options.negativeRandom === undefined ? [] : [{ random: options.negativeRandom }]),
    ],
  };
}

function print(result: Taught): void {
  const { measures, curve, column, objects, found } = result;
  printLine(
    `${result.positives} positives, ${result.negatives} negatives` +
      (result.said > 0 ? ` (${result.said} as people said)` : "") +
      (result.unseen > 0 ? `; ${result.unseen} without a representation by ${result.run} left out` : "") +
      (result.disputed > 0 ? `; ${result.disputed} left out: people disagree` : ""),
  );
  printLine();
  printTable(
    [`held out, ${result.folds} folds`, "value", "95 %"],
    [
      ["accuracy", ...shown(measures.accuracy)],
      ["balanced accuracy", ...shown(measures.balancedAccuracy)],
      ["ROC AUC", ...shown(measures.rocAuc)],
      ["average precision", ...shown(measures.averagePrecision)],
    ],
  );
  const tooFew = tooFewText(result);
  if (tooFew !== null) printLine(tooFew);
  printLine();
  printTable(
    ["examples", "accuracy", "95 %", "ROC AUC", "95 %"],
    curve.map((point) => [point.examples, ...shown(point.measures.accuracy), ...shown(point.measures.rocAuc)]),
  );
  printLine();
  printTable(
    ["the most probable that are no examples", "probability"],
    result.top.map(({ id, probability }) => [id, probability.toFixed(3)]),
  );
  printLine();
  printLine(
    `${found} of ${objects} objects are above 0.5` +
      (column === null
        ? "; nothing was kept: give the class a --name to keep every object's probability"
        : `; column ${column}, round ${result.round} of ${result.name}`),
  );
}

function shown({ value, interval: [low, high] }: Measure): [string, string] {
  return [value.toFixed(3), `${low.toFixed(2)} to ${high.toFixed(2)}`];
}
