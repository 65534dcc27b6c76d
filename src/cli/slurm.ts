/** almagest slurm: a survey embedded, predicted or cut out by an array of Slurm jobs. */

import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { counted } from "../counted.ts";
import { exists } from "../exists.ts";
import { exitCodes, Fault } from "../fault.ts";
import { predictionViews } from "../methods/zoobot/configuration.ts";
import { type KindName, kinds, type ShardedWork } from "../methods/zoobot/shardedWork.ts";
import { slurmSurvey } from "../methods/zoobot/slurmSurvey.ts";
import { slurmCutouts } from "../survey/cutouts/slurmCutouts.ts";
import {
  followShards,
  type SlurmRequest,
  type SlurmWork,
  type Submitted,
  slurmScripts,
  submitShards,
} from "../survey/shards/slurmShards.ts";
import { openSurvey, type Survey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import type { Device } from "../tensor/device.ts";
import { builtEntry, moduleBeside } from "../training/job.ts";
import { askedEncoder, checkEncoderOptions, type EncoderOptions, modelText } from "./askedEncoder.ts";
import { type CutoutOptions, cutoutRequest, withCutoutOptions } from "./cutoutOptions.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { deviceOption, globalOptions, numberFrom, repeatable } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { learntScaleOption } from "./poolOptions.ts";
import { startProgress } from "./progress.ts";
import { encoderRatioSaid } from "./runPictures.ts";

interface SlurmOptions extends EncoderOptions {
  sameScale?: boolean;
  views?: number;
  device?: Device;
  shards: number;
  atOnce?: number;
  time: string;
  memory: string;
  cpus: number;
  partition?: string;
  account?: string;
  sbatch?: string[];
  before?: string[];
  resume?: boolean;
  again?: boolean;
  dryRun?: boolean;
  wait?: boolean;
}

export const slurm = new Command("slurm")
  .description(
    "Split work on a survey into shards that a Slurm cluster computes, then merge them into the survey, once",
  )
  .addCommand(
    submitting("embed")
      .description("Embed a survey on a cluster: see almagest embed")
      .option("--run <run>", "the run whose encoder to use")
      .option("--model <encoder>", modelText)
      .addOption(learntScaleOption())
      .addHelpText(
        "after",
        examples(
          "almagest slurm embed decals --run gz1-4k2j9a --shards 16",
          "almagest slurm embed decals --run gz1-4k2j9a --shards 16 --dry-run",
          "almagest slurm embed decals --run gz1-4k2j9a --shards 16 --partition short --time 0:30:00 --wait",
          "almagest slurm embed decals --run gz1-4k2j9a --shards 16 --resume",
          "almagest slurm embed decals --model shipped --shards 16",
          "almagest slurm embed decals --model zoobot-nano --shards 4 --device cuda --sbatch '--gres=gpu:1'",
        ),
      ),
  )
  .addCommand(
    submitting("predict")
      .description("Predict a survey on a cluster: see almagest predict")
      .requiredOption("--run <run>", "the run to predict with")
      .option("--views <n>", "average over this many views of each image, 1 to 8", numberFrom(1, 8), predictionViews)
      .addOption(learntScaleOption())
      .addHelpText(
        "after",
        examples(
          "almagest slurm predict decals --run gz2-0f3m7c --shards 16",
          "almagest slurm predict decals --run gz2-0f3m7c --shards 16 --resume --wait",
        ),
      ),
  )
  .addCommand(
    submittingCutouts()
      .description("Cut a catalogue out of a survey's mosaics on a cluster: see almagest cutout")
      .addHelpText(
        "after",
        examples(
          "almagest slurm cutout catalogue.csv --mosaics 'tiles/*.fits.fz' --bands g,r,z --out cutouts --shards 16",
          "almagest slurm cutout catalogue.csv --mosaics 'tiles/*.fits.fz' --bands g,r,z --out cutouts --shards 16 --resume --wait",
        ),
      ),
  );

function submitting(kind: KindName): Command {
  return withSlurmOptions(new Command(kind).argument("<survey>"))
    .addOption(deviceOption())
    .action(async (name: string, options: SlurmOptions, command: Command) => {
      const { workspace: folder, json, quiet } = globalOptions(command);
      const survey = await openSurvey(await openWorkspace(folder), name);
      const sharded = await prepared(survey, kind, options, quiet);
      const words = options.device === undefined ? [] : ["--device", options.device];
      await submitted(slurmSurvey(survey, sharded), slurmRequest(options, words), options, {
        json,
        quiet,
        name,
        told: { survey: name, by: sharded.by },
        before: `${kind} by ${sharded.by} was merged before`,
        merged: (objects) => `${kind} of ${counted(objects, "object")} by ${sharded.by} merged`,
      });
    });
}

function submittingCutouts(): Command {
  return withSlurmOptions(withCutoutOptions(new Command("cutout"))).action(
    async (source: string, options: SlurmOptions & CutoutOptions, command: Command) => {
      const { workspace, json, quiet } = globalOptions(command);
      const request = await cutoutRequest(source, options, workspace);
      await submitted(slurmCutouts(request, workspace), slurmRequest(options, []), options, {
        json,
        quiet,
        name: options.out,
        told: { folder: request.folder },
        before: "the cutouts were merged before",
        merged: (objects) => `cutouts of ${counted(objects, "object")} merged`,
      });
    },
  );
}

function withSlurmOptions(command: Command): Command {
  return command
    .requiredOption("--shards <n>", "how many parts", numberFrom(1, 100_000))
    .option("--at-once <n>", "how many parts may run at the same time", numberFrom(1, 100_000))
    .option(
      "--time <time>",
      "for one part, as sbatch takes it; what is not done then goes on by itself",
      time,
      "1:00:00",
    )
    .option("--memory <size>", "for one part, such as 8G", memory, "8G")
    .option("--cpus <n>", "processors of one part", numberFrom(1, 256), 2)
    .option("--partition <name>", "of the cluster", plainName)
    .option("--account <name>", "that the time is charged to", plainName)
    .option(
      "--sbatch <option>",
      "any other option of sbatch for the parts, such as '--gres=gpu:1' (may be repeated)",
      repeatable(sbatchOption),
    )
    .option(
      "--before <command>",
      "of the shell, run first on each node, such as 'module load gcc' (may be repeated)",
      repeatable(oneCommand),
    )
    .option("--resume", "submit what is missing of an earlier submission")
    .option("--again", "drop what was computed before, and begin anew")
    .option("--dry-run", "print the scripts, and submit nothing")
    .option("--wait", "follow the jobs until all is merged");
}

/** @param words of the command that only the shards take */
function slurmRequest(options: SlurmOptions, words: readonly string[]): SlurmRequest {
  return {
    shards: options.shards,
    isResumed: options.resume ?? false,
    isAgain: options.again ?? false,
    atOnce: options.atOnce,
    words,
    job: {
      node: process.execPath,
      almagest: fileURLToPath(builtEntry(moduleBeside(import.meta.url, "almagest"))),
      resources: {
        time: options.time,
        memory: options.memory,
        cpus: options.cpus,
        partition: options.partition,
        account: options.account,
        options: options.sbatch ?? [],
      },
      before: options.before ?? [],
    },
  };
}

interface Talk {
  json: boolean;
  quiet: boolean;
  name: string;
  /** What the JSON begins with. */
  told: object;
  before: string;
  merged(objects: number): string;
}

async function submitted(work: SlurmWork, request: SlurmRequest, options: SlurmOptions, talk: Talk): Promise<void> {
  const { json, name, told } = talk;
  const { shards } = options;
  if (options.dryRun) {
    const scripts = await slurmScripts(work, request);
    if (json) printJson({ ...told, shards, scripts });
    else printLine(`${scripts.shards}\n${scripts.merge}`.trimEnd());
    return;
  }
  const result = await submitShards(work, request).catch(async (error: unknown) => {
    if (error instanceof Fault && ["no-slurm", "slurm-away"].includes(error.code))
      error.facts = { ...told, shards, submitted: [], scripts: await writtenScripts(work) };
    throw error;
  });
  if ("mergedAt" in result) {
    if (json) printJson({ ...told, merged: true, mergedAt: result.mergedAt });
    else printLine(`${name}: ${talk.before} (${result.mergedAt}): nothing to do`);
    return;
  }
  if (!json) printLine(submittedText(name, result));
  if (options.wait) await follow(work, result, talk);
  const { submitted: now, waiting, array, merge, folder: files } = result;
  const scripts = { shards: files.shardsScript, merge: files.mergeScript };
  const isMerged = options.wait ?? false;
  if (json)
    printJson({
      ...told,
      shards,
      submitted: now,
      waiting,
      jobs: { array, merge },
      scripts,
      logs: files.logs,
      merged: isMerged,
    });
  else if (isMerged) printLine(`${name}: ${talk.merged(result.plan.objects)}`);
}

/** Without a cluster the scripts are there all the same, to be taken to one. */
async function writtenScripts({ folder }: SlurmWork): Promise<{ shards: string | null; merge: string | null }> {
  const [shards, merge] = [folder.shardsScript, folder.mergeScript];
  return { shards: (await exists(shards)) ? shards : null, merge: (await exists(merge)) ? merge : null };
}

async function prepared(survey: Survey, kind: KindName, options: SlurmOptions, quiet: boolean): Promise<ShardedWork> {
  checkEncoderOptions(options);
  const encoder = await askedEncoder(survey.workspace, options);
  const ratio = await encoderRatioSaid(survey, encoder, { isSameScale: options.sameScale, quiet });
  return kinds[kind].prepare(survey, encoder, { views: options.views, ratio });
}

function submittedText(name: string, { submitted, waiting, array, merge, folder }: Submitted): string {
  const parts = [
    ...(array === undefined ? [] : [`${counted(submitted.length, "shard")} submitted as job ${array}`]),
    ...(waiting.length === 0 ? [] : [`${counted(waiting.length, "shard")} (${waiting.join(", ")}) still in the queue`]),
    `the merge after them is job ${merge}`,
  ];
  return `${name}: ${parts.join("; ")}. Logs: ${folder.logs}`;
}

async function follow(work: SlurmWork, result: Submitted, { quiet }: { quiet: boolean }): Promise<void> {
  const progress = startProgress({ quiet });
  const { shards } = result.plan;
  await interruptible((signal) =>
    followShards(work, result, {
      signal,
      onProgress: (done, total, complete) => progress.report(done / total, `${complete} of ${shards} shards complete`),
    }).catch((error) => {
      if (!signal.aborted) throw error;
      throw new Fault("interrupted", "no longer watching: the jobs go on (see squeue; --resume --wait watches again)", {
        exitCode: exitCodes.interrupted,
      });
    }),
  ).finally(() => progress.end());
}

function matching(pattern: RegExp, expected: string): (text: string) => string {
  return (text) => {
    if (!pattern.test(text)) throw new InvalidArgumentError(`it must be ${expected}.`);
    return text;
  };
}

function time(text: string): string {
  return matching(/^\d+(-\d+)?(:\d+){0,2}$/, "a time as sbatch takes it, such as 2:00:00 or 1-12:00:00")(text);
}

function memory(text: string): string {
  return matching(/^\d+[KMGT]?$/i, "a size as sbatch takes it, such as 8G")(text);
}

function plainName(text: string): string {
  return matching(/^[\w.,@-]+$/, "a name (letters, digits, . , @ _ and -)")(text);
}

function sbatchOption(text: string): string {
  return matching(/^--?[A-Za-z][^\r\n]*$/, "an option of sbatch, such as --gres=gpu:1")(text);
}

function oneCommand(text: string): string {
  return matching(/^[^\r\n]+$/, "one line")(text);
}
