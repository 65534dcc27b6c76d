/** almagest similar: the objects most like one, or like several and unlike others. */

import { readFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { alike } from "../explore/alike.ts";
import { atPosition } from "../explore/atPosition.ts";
import { carriersOf, findTag, NoTag, tagText } from "../explore/tags.ts";
import { writtenPosition } from "../explore/writtenPosition.ts";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { predictPictureApart } from "../methods/zoobot/predictPicture.ts";
import type { Filter } from "../survey/galaxies.ts";
import { type Metric, metrics } from "../survey/metric.ts";
import { nearest, nearestTo, searchBy } from "../survey/nearest.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import { unheldValues } from "../survey/unheldValues.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writtenFilter } from "../survey/writtenFilter.ts";
import { chosenRun } from "./chosenRun.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom, repeatable } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";

interface SimilarOptions {
  id?: string[];
  not?: string[];
  image?: string[];
  position?: string;
  tag?: string;
  where?: Filter[];
  run?: string;
  model?: string;
  limit: number;
  exact?: boolean;
  metric: Metric;
}

const text = (value: string) => value;

export const similar = new Command("similar")
  .description(
    "List the objects most like an example (by the distance of their representations), or most like several and unlike " +
      "others (a score: standard deviations of the survey along what the examples have in common)",
  )
  .argument("<survey>")
  .option("--id <id_str>", "an object to be like (may be repeated)", repeatable(text))
  .option("--not <id_str>", "an object to be unlike (may be repeated)", repeatable(text))
  .option("--image <file>", "a picture to be like (may be repeated)", repeatable(text))
  .option("--position <ra,dec>", 'degrees, or as "10:00:28.8 +02:21:00": the object there is one to be like')
  .option("--tag <tag>", 'be like all that carry a tag: "name=column > 0.4 and ...", or one that tags evaluate lists')
  .option(
    "--where <condition>",
    'list only objects for which it holds, such as "redshift < 0.1" (may be repeated)',
    repeatable(writtenFilter),
  )
  .option("--run <run>", "whose representations (default: the last that were stored)")
  .option("--model <name>", "instead of a run: the model whose representations to compare")
  .option("--limit <n>", "how many", numberFrom(1, 10_000), 10)
  .addOption(
    new Option("--metric <metric>", "how one example is compared; manhattan: the sum of the numbers' differences")
      .choices(metrics)
      .default("cosine"),
  )
  .option("--exact", "compare with every object, even where there is an index (see almagest index)")
  .addHelpText(
    "after",
    examples(
      "almagest similar decals --id 587722953303916935 --run gz1-4k2j9a --limit 20",
      "almagest similar decals --id 587722953303916935 --id 587726033308680320 --not 587732771592405133",
      "almagest similar decals --id 587722953303916935 --metric manhattan",
      "almagest similar decals --image ring.jpg --where 'redshift < 0.1'",
      "almagest similar decals --tag 'merger=merging_merger_fraction > 0.6'",
    ),
  )
  .action(async (name: string, options: SimilarOptions, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const { image: files = [], where: filters = [], not: unlike = [], limit } = options;
    const survey = await openSurvey(await openWorkspace(folder), name);
    const run = chosenRun(survey, options.run ?? options.model, { quiet });
    const like = [...(options.id ?? [])];
    if (options.position !== undefined) {
      const { id, arcsec } = await atPosition(survey, ...writtenPosition(options.position));
      remark(`at ${options.position}: ${id}, ${arcsec.toFixed(1)}" away`, { quiet });
      like.push(id);
    }
    if (options.tag !== undefined)
      like.push(
        ...(await examplesOf(survey, options.tag).catch((error: unknown) => {
          if (error instanceof NoTag)
            error.facts = { survey: name, run, tag: options.tag, tags: error.known, alike: [] };
          throw error;
        })),
      );
    if (like.length + files.length === 0)
      throw new Fault("usage", "name what to be like: --id, --image, --position or --tag", {
        exitCode: exitCodes.usage,
      });
    const pictures: number[][] = [];
    for (const file of files) {
      const picture = await readFile(file).catch((error: unknown) => {
        throw fileFault(error, "read", file);
      });
      pictures.push((await predictPictureApart(survey.workspace, run, picture)).representation);
    }
    const [only, alone] = [like[0], like.length + pictures.length === 1 && unlike.length === 0];
    if (!alone) {
      if (options.metric !== "cosine")
        throw new Fault(
          "usage",
          `--metric ${options.metric} compares with one example, and there are more: leave it out`,
          {
            exitCode: exitCodes.usage,
          },
        );
      const found = await alike(survey, run, { like, unlike, pictures }, limit, filters);
      const hint = found.length > 0 ? {} : { hint: await nothingFound(survey, run, filters) };
      const examples = like.length + pictures.length;
      if (json) printJson({ survey: name, run, like: examples, unlike: unlike.length, alike: found, ...hint });
      else if (hint.hint !== undefined) printLine(hint.hint);
      else
        printFound(
          run,
          "score",
          found.map(({ id, score, image }) => [id, score, image]),
        );
      return;
    }
    const { metric } = options;
    const search = { among: filters, exact: options.exact, metric };
    const neighbours =
      only === undefined
        ? await nearestTo(survey, run, pictures[0] ?? [], limit, search)
        : await nearest(survey, run, only, limit, search);
    const how = searchBy(survey, run, limit, search);
    if (how.by === "index")
      remark(`by the index, which finds ${(100 * how.recall).toFixed(1)} % of the ten nearest; all of them: --exact`, {
        quiet,
      });
    const hint = neighbours.length > 0 ? {} : { hint: await nothingFound(survey, run, filters) };
    if (json)
      printJson({
        survey: name,
        run,
        ...(only === undefined ? {} : { id: only }),
        metric,
        search: how,
        neighbours,
        ...hint,
      });
    else if (hint.hint !== undefined) printLine(hint.hint);
    else
      printFound(
        run,
        "distance",
        neighbours.map(({ id, distance, image }) => [id, distance, image]),
      );
  });

function printFound(run: string, measure: string, rows: readonly (readonly unknown[])[]): void {
  printLine(`by the representations of ${run}:`);
  printTable(["id_str", measure, "image"], rows);
}

/** An empty answer is one: said, and no failure. */
async function nothingFound(survey: Survey, run: string, filters: readonly Filter[]): Promise<string> {
  const conditions = filters.map(({ column, operator, value }) => `${column} ${operator} ${value}`).join(" and ");
  const unheld = (await unheldValues(survey, filters)).map((each) => `; ${each}`).join("");
  return `no other object of survey "${survey.card.name}" that has a representation by "${run}"${conditions ? ` passes ${conditions}` : " is there"}${unheld}`;
}

async function examplesOf(survey: Survey, text: string): Promise<string[]> {
  const tag = await findTag(survey, text);
  const ids = await carriersOf(survey, tag);
  if (ids.length === 0)
    throw new Fault("no-example", `no object of survey "${survey.card.name}" carries ${tagText(tag)}`);
  return ids;
}
