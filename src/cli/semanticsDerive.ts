/** almagest semantics derive: class targets in people's own words. */

import { Command, Option } from "commander";
import { counted } from "../counted.ts";
import { findEncoder, shippedEncoder } from "../literature/encoder/findEncoder.ts";
import { readAnswers, readClasses } from "../methods/semantics/answers.ts";
import { commonRules } from "../methods/semantics/cleaning.ts";
import { matchTags, readOtherTags } from "../methods/semantics/comparison.ts";
import { type Derivation, defaults, derive } from "../methods/semantics/derive.ts";
import { type Evaluation, evaluateTags } from "../methods/semantics/evaluate.ts";
import { neededAnswers } from "../methods/semantics/needed.ts";
import { nameFromFile, storeDerivation } from "../methods/semantics/storedTaxonomy.ts";
import { checkTagsPath, writeTags } from "../methods/semantics/tagsFile.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { globalOptions, numberFrom, share, wholeNumber } from "./options.ts";
import { printJson, printLine, printTable, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  text: string;
  subject: string;
  user?: string;
  classes: string;
  classText?: string;
  classSubject?: string;
  tags?: number;
  name?: string;
  replace?: boolean;
  rules: "radio" | "common";
  likeness: number;
  expertShare: number;
  compare?: string;
  folds: number;
  seeds?: number;
  seed: number;
  out?: string;
}

export const semanticsDerive = new Command("derive")
  .description(
    "Derive a few tags in people's own words that tell experts' classes, and say how well they do beside the full text",
  )
  .argument("<annotations>", "table of what people wrote, a row an answer (.csv, .tsv or .parquet)")
  .requiredOption("--text <column>", "holds what they wrote")
  .requiredOption("--subject <column>", "holds the id of what they looked at")
  .requiredOption("--classes <table>", "experts' classes, a row an answer, several between commas")
  .option("--user <column>", "holds who wrote it (default: user_id, user_name, annotator, by or user)")
  .option("--class-text <column>", "of the classes' table, where it is not as --text")
  .option("--class-subject <column>", "of the classes' table, where it is not as --subject")
  .option(
    "--tags <n>",
    "how many tags (default: those with 68 % of the importance, but at least 15, and at most 30 though they have less)",
    numberFrom(2, 100),
  )
  .option("--name <name>", "under which the tags are kept (default: the annotations' file name)")
  .option("--replace", "lose the changes that people made to tags of that name")
  .addOption(
    new Option("--rules <set>", "radio: phrases about optical, DSS and WISE images are left out")
      .choices(["radio", "common"])
      .default("radio"),
  )
  .option("--likeness <x>", "words at least this alike become one tag, 0 to 1", share, defaults.likeness)
  .option("--expert-share <x>", "share of experts who must give a class", share, defaults.expertShare)
  .option("--compare <tags>", "tags of others to judge ours by: a table with one a column, or a,b,c")
  .option("--folds <n>", "of the cross-validation", numberFrom(2, 50), 10)
  .option(
    "--seeds <n>",
    "cross-validations to take the mean of (default: 3, or 1 past 2,000 subjects)",
    numberFrom(1, 100),
  )
  .option("--seed <n>", "of forests and folds", wholeNumber, defaults.seed)
  .option("--out <file>", "write the tags, as .csv or .json")
  .addHelpText(
    "after",
    examples(
      "almagest semantics derive annotations.csv --text annotations --subject subject_ids --classes experts.csv",
      "almagest semantics derive comments.csv --text comment --subject id_str --classes labels.csv --class-text class --tags 22 --out tags.csv",
    ),
  )
  .action(async (path: string, options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    if (options.out !== undefined) await checkTagsPath(options.out);
    const columns = { text: options.text, subject: options.subject, by: options.user };
    const table = await readAnswers(path, columns);
    const classes = await readClasses(options.classes, {
      text: options.classText ?? options.text,
      subject: options.classSubject ?? options.subject,
      by: options.user,
    });
    const others = options.compare === undefined ? undefined : await readOtherTags(options.compare, [options.subject]);
    const workspace = await openWorkspace(folder, { create: true });
    const encoder = await findEncoder(workspace, shippedEncoder);
    const progress = startProgress({ quiet });
    const { seed, likeness, expertShare } = options;
    let derivation: Derivation;
    let evaluation: Evaluation;
    try {
      derivation = await derive(table.answers, classes, encoder, {
        tags: options.tags,
        rules: options.rules === "common" ? commonRules : defaults.rules,
        likeness,
        expertShare,
        seed,
        onProgress: (fraction, text) => progress.report(0.2 * fraction, text),
      });
      evaluation = await evaluateTags(derivation, {
        folds: options.folds,
        seeds: options.seeds ?? (derivation.vocabulary.subjects.length > 2000 ? 1 : 3),
        seed,
        onProgress: (fraction, text) => progress.report(0.2 + 0.8 * fraction, `comparing with the full text, ${text}`),
      });
    } finally {
      progress.end();
    }
    const name = options.name ?? nameFromFile(path);
    const source = { annotations: path, classes: options.classes, text: options.text, subject: options.subject };
    await storeDerivation(workspace, name, source, derivation, { replaces: options.replace });
    if (options.out !== undefined) await writeTags(options.out, derivation.tags);
    const { clean, vocabulary, tags, strange, targets, tree, tried, carrying } = derivation;
    const compared = others && matchTags(tags, others);
    const found = compared?.filter(({ tag }) => tag !== null).length;
    if (table.bad > 0) remark(`${table.bad} rows name no subject or could not be read, and were left out`, { quiet });
    if (table.repeated > 0)
      remark(`${counted(table.repeated, "row")} left out: the same person described the subject again later`, {
        quiet,
      });
    if (clean.foreign.count > 0)
      remark(
        `${clean.foreign.count} answers seem not to be English and were left out, such as "${clean.foreign.example}"`,
        { quiet },
      );
    if (strange.length > 0)
      remark(
        `no list of English words and no paper has ${quoted(strange)}: if ${strange.length > 1 ? "they are" : "it is"} of another language, translate the answers first, or take ${strange.length > 1 ? "them" : "it"} out (Words)`,
        { quiet },
      );
    const idle = tags.filter(({ bits }) => bits.toFixed(2) === "0.00").map((tag) => tag.name);
    if (idle.length > 0)
      remark(
        `${counted(idle.length, "tag")} ${idle.length > 1 ? "tell" : "tells"} nothing of the classes (0.00 bits): ${quoted(idle)}. Ask for fewer with --tags ${tags.length - idle.length}, or drop ${idle.length > 1 ? "them" : "it"} (Words)`,
        { quiet },
      );
    if (json)
      return printJson({
        name,
        rows: table.rows,
        answers: clean.answers.length,
        empty: table.empty,
        repeated: table.repeated,
        bad: table.bad,
        notEnglish: clean.foreign.count,
        subjects: vocabulary.subjects.length,
        people: new Set(clean.answers.map(({ by }) => by)).size,
        experts: classes.experts,
        phrases: clean.phrases.flat().length,
        candidates: vocabulary.terms.length,
        cleaning: clean.touched,
        spelling: clean.spelling,
        tags,
        strangeWords: strange,
        tree,
        tried,
        carrying,
        rareClasses: targets.rare,
        evaluation,
        ...(compared && { compared: { found, of: compared.length, tags: compared } }),
      });
    printTable(
      ["tag", "words", "answers", "subjects", "needs", "people", "bits", "agreement", "tells most about"],
      tags.map((tag) => [
        tag.name,
        tag.words.join(", "),
        tag.answers,
        tag.subjects,
        neededAnswers(tag.cut, vocabulary.answersOf),
        tag.people,
        tag.bits.toFixed(2),
        tag.agreement?.toFixed(2) ?? null,
        `${tag.tells.isFor ? "" : "not "}${tag.tells.class}`,
      ]),
    );
    printLine();
    if (options.tags === undefined && carrying !== tags.length)
      printLine(
        `${counted(carrying, "group")} of words carry 68 % of what words tell of classes: ${tags.length} are kept, for no fewer than 15 and no more than 30 are unless you say --tags <n>`,
      );
    for (const line of meanings(evaluation, tags.length)) printLine(line);
    if (compared)
      printLine(
        `${found} of ${compared.length} tags to compare with are among these; not: ${
          compared
            .filter(({ tag }) => tag === null)
            .map(({ other }) => other)
            .join(", ") || "none"
        }`,
      );
    printLine(
      `Kept as "${name}": look at the words and change them with almagest serve (Words), or almagest semantics confirm ${name}`,
    );
  });

function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(", ");
}

function meanings(
  { classes, tags, text, guessing, scrambled, isTold, ratio, ratioInterval }: Evaluation,
  count: number,
): string[] {
  const between = (interval: readonly [number, number]) => `${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}`;
  const verdict = !isTold
    ? "cannot tell, for the tags recover no more of the classes than of scrambled ones"
    : ratioInterval[0] >= 0.9
      ? "the tags keep what the full text tells about classes"
      : ratioInterval[1] < 0.9
        ? "the tags lose some of what the full text tells about classes"
        : "on so few subjects the tags cannot be told from the full text by this much";
  return [
    `${classes.length} classes recovered by forests, macro F1: ${count} tags ${tags.macroF1.toFixed(3)} (95 %: ${between(tags.interval)}), ` +
      `full text (${text.words} words) ${text.macroF1.toFixed(3)} (${between(text.interval)}), guessing ${guessing.macroF1.toFixed(3)}`,
    `the same tags on classes scrambled among subjects, ${scrambled.times} times: ${scrambled.macroF1.mean.toFixed(3)}, 95 % below ${scrambled.macroF1.high.toFixed(3)}: ${
      isTold ? "the tags tell classes" : "nothing shows that the tags tell classes"
    }`,
    `tags over text: ${ratio.toFixed(2)} (${between(ratioInterval)}): ${verdict}`,
  ];
}
