/** almagest predict: a run's predictions for a survey. */

import { Command, Option } from "commander";
import { usage } from "../fault.ts";
import { askedPredictor } from "../methods/bayesian/askedPredictor.ts";
import { predictWithDoubt } from "../methods/bayesian/doubtfulPredictions.ts";
import { predictionViews } from "../methods/zoobot/configuration.ts";
import { usualDraws } from "../methods/zoobot/drawnPredictions.ts";
import { kinds } from "../methods/zoobot/shardedWork.ts";
import { openSurvey } from "../survey/survey.ts";
import { checkTablePath } from "../survey/tableFile.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import type { Device } from "../tensor/device.ts";
import { checkDevice } from "../training/deviceCheck.ts";
import { openRun, type Run } from "../training/run.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { betweenShare, deviceOption, globalOptions, numberFrom, repeatable, wholeNumber } from "./options.ts";
import { printJson } from "./output.ts";
import { learntScaleOption } from "./poolOptions.ts";
import { showPredicted } from "./predictShown.ts";
import { startProgress } from "./progress.ts";
import { ratioSaid } from "./runPictures.ts";
import { computeOneShard, mergeAll, mergeOption, type ShardOptions, shardOption } from "./sharded.ts";

/** Work in shards is of one run as it is. */
const whole = ["shard", "merge"];

export const predict = new Command("predict")
  .description("Predict a survey's classes, vote fractions or numbers with a trained run; labels are not needed")
  .argument("<survey>")
  .requiredOption(
    "--run <run>",
    "the run to predict with; several times: an ensemble of runs that differ by --seed or network",
    repeatable(String),
  )
  .option("--out <file>", "table to write: .csv, .tsv, .parquet, .fits or .vot (they are kept in the workspace too)")
  .option("--views <n>", "average over this many views of each image, 1 to 8", numberFrom(1, 8), predictionViews)
  .option(
    "--draws <n>",
    "of a Bayesian run, or with --laplace: average over this many networks drawn out of it, instead of views",
    numberFrom(2, 10_000),
    usualDraws,
  )
  .addOption(
    new Option(
      "--passes <n>",
      "look this many times with other parts of the representation left out, as when it learnt (MC dropout), instead of views",
    )
      .argParser(numberFrom(2, 10_000))
      .conflicts(whole),
  )
  .addOption(
    new Option("--laplace", "doubt the last layer's weights (Laplace's approximation), instead of views").conflicts(
      whole,
    ),
  )
  .addOption(
    new Option(
      "--calibrate",
      "make probabilities as sure as objects held out say they should be (temperature scaling)",
    ).conflicts(whole),
  )
  .addOption(
    new Option(
      "--conformal <share>",
      "also the set of classes that each object may be, which holds the right one this often, such as 0.9; of a number, an interval",
    )
      .argParser(betweenShare)
      .conflicts(whole),
  )
  .addOption(learntScaleOption())
  .option("--seed <n>", "by which held objects are parted, and what is left to chance is drawn", wholeNumber, 0)
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
      "almagest predict radio --run radio-7dk2qa --calibrate",
      "almagest predict radio --run radio-4s81tx --run radio-b02m5e --run radio-n3f7wk",
      "almagest predict radio --run radio-4s81tx --passes 50",
      "almagest predict radio --run radio-4s81tx --laplace",
      "almagest predict first --run radio-7dk2qa --same-scale",
      "almagest predict decals --run gz2-0f3m7c --shard 1/2",
      "almagest predict decals --run gz2-0f3m7c --shard 2/2",
      "almagest predict decals --run gz2-0f3m7c --merge",
    ),
  )
  .action(
    async (
      name: string,
      options: {
        run: [string, ...string[]];
        out?: string;
        views: number;
        draws: number;
        passes?: number;
        laplace?: boolean;
        calibrate?: boolean;
        conformal?: number;
        sameScale?: boolean;
        seed: number;
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
      const runs = await opened(workspace, options.run);
      const [run] = runs;
      if ((options.merge || options.shard) && runs.length > 1)
        throw usage("--shard and --merge are of one run: an ensemble is predicted at once");
      if (options.merge) return mergeAll(survey, "predict", run.id, { json, quiet });
      const ratio = await ratioSaid(survey, runs, { isSameScale: options.sameScale, quiet });
      if (options.shard) {
        const work = await kinds.predict.prepare(
          survey,
          { run: run.id },
          { views: options.views, draws: options.draws, ratio },
        );
        return computeOneShard(survey, work, options.shard, options, { json, quiet });
      }
      const { passes, laplace, seed } = options;
      const predictor = await askedPredictor(runs, { passes, laplace, seed });
      if (command.getOptionValueSource("draws") === "cli" && !predictor.isDoubtful)
        throw usage(
          `--draws is of Bayesian runs, or with --laplace: the weights of "${run.id}" are certain, and every draw would say the same`,
        );
      const progress = startProgress({ quiet });
      const started = performance.now();
      const found = await interruptible((signal) =>
        predictWithDoubt(survey, predictor, {
          out: options.out,
          calibrate: options.calibrate,
          conformal: options.conformal,
          seed,
          views: options.views,
          draws: options.draws,
          ratio,
          threads: options.threads,
          device: options.device,
          signal,
          onProgress: (done, total) => progress.report(done / total, `predicting: ${done} of ${total}`),
        }),
      ).finally(() => progress.end());
      const imagesPerSecond = found.objects / ((performance.now() - started) / 1000);
      if (json)
        printJson({
          survey: name,
          run: predictor.name,
          ...(runs.length > 1 ? { runs: options.run } : {}),
          out: options.out,
          imagesPerSecond,
          ...found,
        });
      else showPredicted(name, predictor, found, { out: options.out, imagesPerSecond, quiet });
    },
  );

async function opened(
  workspace: Workspace,
  [first, ...others]: readonly [string, ...string[]],
): Promise<[Run, ...Run[]]> {
  const runs: [Run, ...Run[]] = [await openRun(workspace, first)];
  for (const id of others) runs.push(await openRun(workspace, id));
  return runs;
}
