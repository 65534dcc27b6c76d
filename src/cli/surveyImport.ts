/** almagest survey import: a catalogue and its images, or a published set of pictures, into the workspace. */

import { stat } from "node:fs/promises";
import { Command, Option } from "commander";
import { exitCodes, Fault, usage } from "../fault.ts";
import { checkNewSurveyName, checkSurveyName } from "../survey/card.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import type { LabelOptions } from "../survey/labels.ts";
import { importPublicSet, type PublicSetName, publicSetNames } from "../survey/publicSets/importPublicSet.ts";
import { BadRows, countByKind, type RowFault, rowFaultsCsv } from "../survey/rowFaults.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { writeWhole } from "../wholeFile.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { commaList, globalOptions, repeatable } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  format?: PublicSetName;
  label?: string;
  mergeClasses?: { to: string; parts: string[] }[];
  onlyClasses?: string[];
  votes?: string;
  voteTotal?: string;
  imageFolder?: string;
  skipBad?: boolean;
  badRows?: string;
}

export const surveyImport = new Command("import")
  .description(
    "Import a catalogue (CSV, TSV, Parquet, FITS or VOTable) and its images, or a published set, as a survey, or update one",
  )
  .argument("<survey>", "name for it in the workspace")
  .argument(
    "<catalogue>",
    "file with columns id_str and file_loc; votes in columns question_answer; with --format a folder",
  )
  .addOption(
    new Option(
      "--format <set>",
      "a folder as a public set is published, with its classes: pickled batches of MiraBest or FR-DEEP (none of their code is run), " +
        "Radio Galaxy Zoo's list beside images/, Galaxy10's HDF5 file, MNIST's four files, MNIST-M's folders",
    ).choices(publicSetNames),
  )
  .option("--label <column>", "the column that holds each object's class")
  .option("--merge-classes <to=a,b>", "classes a and b become one (repeatable)", repeatable(mergeRule))
  .option("--only-classes <a,b,...>", "import only objects of these classes", commaList)
  .option("--votes <tree>", "decision tree of the vote columns: gz2, gz-decals, radio, or your own .json or .yaml file")
  .option("--vote-total <column>", "vote columns are fractions, and this column counts the volunteers")
  .option("--image-folder <folder>", "what file_loc is relative to (default: the catalogue's folder)")
  .option("--skip-bad", "import the good rows where others are bad (exit code 3)")
  .option("--bad-rows <file>", "write every bad row, with its number and what is wrong, to a CSV file")
  .addHelpText(
    "after",
    examples(
      "almagest survey import decals catalogue.csv",
      'almagest survey import gz1 catalog.csv --label class --merge-classes "spiral=clockwise_spiral,anticlockwise_spiral" --only-classes elliptical,spiral,edge_on',
      "almagest survey import mirabest ./batches --format mirabest",
      "almagest survey import mine votes.parquet --votes my-tree.yaml --skip-bad --bad-rows bad.csv",
    ),
  )
  .action(async (name: string, path: string, options: Options, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const label = labelOptions(options);
    checkSurveyName(name);
    await checkFormat(options, path);
    const workspace = await openWorkspace(folder, { create: true });
    await checkNewSurveyName(workspace, name);
    const progress = startProgress({ quiet });
    try {
      const report = await interruptible((signal) =>
        options.format !== undefined
          ? importPublicSet(
              workspace,
              name,
              { folder: path, format: options.format },
              {
                signal,
                skipBad: options.skipBad,
                onProgress: (done, total) => progress.report(done / total, `pictures: ${done} of ${total}`),
              },
            )
          : importCatalogue(workspace, name, path, {
              label,
              votes: options.votes,
              voteTotal: options.voteTotal,
              imageFolder: options.imageFolder,
              skipBad: options.skipBad,
              signal,
              onProgress: (done, total) => progress.report(done / total, `checking images: ${done} of ${total}`),
            }),
      );
      progress.end();
      await tell(report.faults, report.rows, options.badRows, quiet);
      if (report.questionsLeftOut.length > 0)
        remark(`no columns for ${report.questionsLeftOut.join(", ")}: left out of the decision tree`, { quiet });
      const { added, updated, leftOut, tree } = report;
      const bad = new Set(report.faults.map(({ row }) => row)).size;
      if (json)
        printJson({ survey: name, rows: report.rows, added, updated, leftOut, bad, tree, faults: report.faults });
      else {
        const others = leftOut > 0 ? `; ${leftOut} of other classes left out` : "";
        const votes = tree ? `; votes of decision tree ${tree}` : "";
        printLine(`${name}: ${added} added, ${updated} updated${others}${votes}`);
      }
      if (bad > 0) process.exitCode = exitCodes.badRows;
    } catch (error) {
      progress.end();
      if (error instanceof BadRows) {
        await tell(error.faults, 0, options.badRows, quiet);
        error.facts = { survey: name, faults: error.faults };
      }
      throw error;
    }
  });

/** @throws Fault where --format stands beside what a catalogue needs, or a folder is not one */
async function checkFormat(options: Options, path: string): Promise<void> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  if (options.format === undefined) {
    if (isFolder)
      throw usage(
        `${path} is a folder: name its catalogue, or say with --format which published set it is (${publicSetNames.join(", ")})`,
      );
    return;
  }
  const others = ["label", "votes", "voteTotal", "imageFolder", "mergeClasses", "onlyClasses"] as const;
  const other = others.find((each) => options[each] !== undefined && options[each]?.length !== 0);
  if (other !== undefined)
    throw usage(
      `--format ${options.format} knows the set's columns: leave out --${other.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
    );
  if (isFolder === false) throw usage(`${path} is a file, and --format ${options.format} takes the folder it lies in`);
}

function labelOptions({ label, mergeClasses = [], onlyClasses }: Options): LabelOptions | undefined {
  if (label === undefined) {
    if (mergeClasses.length > 0 || onlyClasses)
      throw new Fault("usage", "--merge-classes and --only-classes need --label: which column holds the classes?", {
        exitCode: exitCodes.usage,
      });
    return undefined;
  }
  return {
    column: label,
    merge: Object.fromEntries(mergeClasses.map(({ to, parts }) => [to, parts])),
    only: onlyClasses,
  };
}

function mergeRule(text: string): { to: string; parts: string[] } {
  const [to = "", list, ...rest] = text.split("=");
  if (to.trim() === "" || list === undefined || rest.length > 0)
    throw new Fault("usage", `--merge-classes "${text}" is not written to=a,b: e.g. "spiral=clockwise,anticlockwise"`, {
      exitCode: exitCodes.usage,
    });
  return { to: to.trim(), parts: commaList(list) };
}

/** More than this on a terminal is a wall of text; the file has them all. */
const rowsShown = 20;

async function tell(
  faults: readonly RowFault[],
  rows: number,
  file: string | undefined,
  quiet: boolean,
): Promise<void> {
  if (faults.length === 0) return;
  for (const { row, id, reason } of faults.slice(0, rowsShown))
    process.stderr.write(`row ${row}${id ? ` (${id})` : ""}: ${reason}\n`);
  if (faults.length > rowsShown) process.stderr.write(`... and ${faults.length - rowsShown} more\n`);
  for (const { meaning, count } of countByKind(faults)) remark(`${count} x ${meaning}`, { quiet });
  if (file !== undefined) {
    await writeWhole(file, rowFaultsCsv(faults));
    remark(`all of them: ${file}`, { quiet });
  } else if (faults.length > rowsShown && rows > 0) remark("write all of them to a file with --bad-rows", { quiet });
}
