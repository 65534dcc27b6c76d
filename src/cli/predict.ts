/** almagest predict: a run's predictions for a survey. */

import { Command, Option } from "commander";
import { predictWithDoubt } from "../methods/bayesian/doubtfulPredictions.ts";
import { aloneOf, runModel } from "../methods/bayesian/predictor.ts";
import { predictionViews } from "../methods/zoobot/configuration.ts";
import { usualDraws } from "../methods/zoobot/drawnPredictions.ts";
import { kinds } from "../methods/zoobot/shardedWork.ts";
import { openSurvey } from "../survey/survey.ts";
import { checkTablePath } from "../survey/tableFile.ts";
import { openWorkspace } from "../survey/workspace.ts";
import type { Device } from "../tensor/device.ts";
import { checkDevice } from "../training/deviceCheck.ts";
import { openRun } from "../training/run.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { betweenShare, deviceOption, globalOptions, numberFrom } from "./options.ts";
import { printJson } from "./output.ts";
import { showPredicted } from "./predictShown.ts";
import { startProgress } from "./progress.ts";
import { computeOneShard, mergeAll, mergeOption, type ShardOptions, shardOption } from "./sharded.ts";

export const predict = new Command("predict")
  .description("Predict a survey's classes, vote fractions or numbers with a trained run; labels are not needed")
  .argument("<survey>")
  .requiredOption("--run <run>", "the run to predict with")
  .option("--out <file>", "table to write: .csv, .tsv or .parquet (they are kept in the workspace too)")
  .option("--views <n>", "average over this many views of each image, 1 to 8", numberFrom(1, 8), predictionViews)
  .option(
    "--draws <n>",
    "of a Bayesian run: average over this many networks drawn out of it, instead of views",
    numberFrom(2, 10_000),
    usualDraws,
  )
  .addOption(
    new Option(
      "--conformal <share>",
      "also the set of classes that each object may be, which holds the right one this often, such as 0.9",
    )
      .argParser(betweenShare)
      .conflicts(["shard", "merge"]),
  )
  .option("--threads <n>", "processor threads", numberFrom(1, 256), 2)
  .addOption(deviceOption())
  .addOption(shardOption().conflicts("out"))
  .addOption(mergeOption().conflicts("out"))
  .addHelpText(
    "after",
    examples(
      "almagest predict decals --run gz1-4k2j9a --out predictions.csv",
      "almagest predict decals --run gz2-0f3m7c --out predictions.parquet --views 8",
      "almagest predict radio --run radio-7dk2qa --draws 200",
      "almagest predict radio --run radio-7dk2qa --conformal 0.9 --out sets.csv",
      "almagest predict decals --run gz2-0f3m7c --shard 1/2",
      "almagest predict decals --run gz2-0f3m7c --shard 2/2",
      "almagest predict decals --run gz2-0f3m7c --merge",
    ),
  )
  .action(
    async (
      name: string,
      options: {
        run: string;
        out?: string;
        views: number;
        draws: number;
        conformal?: number;
        threads: number;
        device?: Device;
      } & ShardOptions,
      command: Command,
    ) => {
      const { workspace: folder, json, quiet } = globalOptions(command);
      if (options.out !== undefined) await checkTablePath(options.out);
      await checkDevice(options.device);
      const workspace = await openWorkspace(folder);
      const survey = await openSurvey(workspace, name);
      const run = await openRun(workspace, options.run);
      if (options.merge) return mergeAll(survey, "predict", run.id, { json, quiet });
      if (options.shard) {
        const work = await kinds.predict.prepare(
          survey,
          { run: run.id },
          { views: options.views, draws: options.draws },
        );
        return computeOneShard(survey, work, options.shard, options, { json, quiet });
      }
      const progress = startProgress({ quiet });
      const started = performance.now();
      const predictor = aloneOf(await runModel(run));
      const found = await interruptible((signal) =>
        predictWithDoubt(survey, predictor, {
          out: options.out,
          conformal: options.conformal,
          views: options.views,
          draws: options.draws,
          threads: options.threads,
          device: options.device,
          signal,
          onProgress: (done, total) => progress.report(done / total, `predicting: ${done} of ${total}`),
        }),
      ).finally(() => progress.end());
      const imagesPerSecond = found.objects / ((performance.now() - started) / 1000);
      if (json) printJson({ survey: name, run: predictor.name, out: options.out, imagesPerSecond, ...found });
      else showPredicted(name, predictor, found, { out: options.out, imagesPerSecond, quiet });
    },
  );
