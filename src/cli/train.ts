/** almagest train: learn from a survey's labels, votes or numbers. */

import { Command } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { startRun } from "../methods/startRun.ts";
import { runToResume } from "../methods/zoobot/startTraining.ts";
import { numberText } from "../numberText.ts";
import { spelled } from "../spelled.ts";
import { openWorkspace, type Workspace } from "../survey/workspace.ts";
import { openRun, type Run } from "../training/run.ts";
import { examples } from "./help.ts";
import { onInterrupt } from "./interruption.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";
import { type TrainOptions, withTrainOptions } from "./trainOptions.ts";
import { dashed, preparedTraining } from "./trainPrepared.ts";
import { describe, remarkFewExamples, trainingShown } from "./trainShown.ts";

export const train = withTrainOptions(new Command("train"))
  .addHelpText(
    "after",
    examples(
      "almagest train gz1 --label class --max-minutes 15",
      "almagest train gz2 --votes gz2 --from gz1-4k2j9a",
      "almagest train rings --task regression --target has-spiral-arms_no_fraction --from gz2-0f3m7c",
      "almagest train rings --label ring --from hf-hub:mwalmsley/zoobot-encoder-convnext_nano --tune linear",
      "almagest train --resume gz1-4k2j9a",
      "almagest train gz1 --label class --device webgpu",
      "almagest train sdss --label class --method sidda --target desi --equivariance d4",
      "almagest train sdss --label class --method sidda --target desi --from gz1-4k2j9a",
      "almagest train radio --label class --method bayesian --prior laplace --temperature 0.01",
      "almagest train radio --label class --method fixmatch --unlabelled first",
      "almagest train radio --label class --method fixmatch --labels 96 --steps 1000",
    ),
  )
  .action(async (name: string | undefined, options: TrainOptions, command: Command) => {
    const { workspace: folder, json, quiet } = globalOptions(command);
    const workspace = await openWorkspace(folder);
    const run =
      options.resume === undefined
        ? await preparedTraining(workspace, need(name), options, quiet)
        : await resumed(workspace, name, options);
    describe(run, quiet);
    await remarkFewExamples(run, quiet);
    const progress = startProgress({ quiet });
    const show = trainingShown(
      progress,
      quiet,
      Number(run.card.configuration.maxMinutes ?? Number.POSITIVE_INFINITY) * 60,
    );
    let isStopped = false;
    const job = startRun(workspace, run, (message) => {
      if (message.kind === "stopped") isStopped = true;
      else show(message);
    });
    const forget = onInterrupt(
      async () => {
        progress.end();
        remark("stopping: writing a checkpoint", { quiet });
        job.stop();
        await job.done.catch(() => {});
        remark(`stopped; go on with: almagest train --resume ${run.id}`, { quiet });
      },
      { isTold: false },
    );
    try {
      await job.done;
    } finally {
      progress.end();
    }
    forget();
    if (isStopped) {
      process.exitCode = exitCodes.interrupted;
      return;
    }
    const { card } = await openRun(workspace, run.id);
    const summary = card.summary ?? {};
    if (json) printJson({ run: run.id, ...summary });
    else {
      printLine(`run ${run.id} finished`);
      for (const [measure, value] of Object.entries(summary))
        printLine(`  ${spelled(measure)}: ${numberText(value, 4)}`);
    }
  });

/** A run goes on as it was begun, but for the device: what else is asked for would have no effect. */
async function resumed(
  workspace: Workspace,
  name: string | undefined,
  { resume = "", flips, device, ...others }: TrainOptions,
): Promise<Run> {
  const given = Object.entries(others).flatMap(([option, value]) =>
    value === undefined ? [] : [value === false ? `--no-${option}` : dashed(option)],
  );
  const [first] = [...given, ...(flips ? [] : ["--no-flips"])];
  if (first !== undefined)
    throw new Fault("usage", `--resume goes on with ${resume} as it was begun: leave out ${first}`, {
      exitCode: exitCodes.usage,
    });
  const run = await runToResume(workspace, resume, device);
  if (name !== undefined && name !== run.card.survey)
    throw new Fault(
      "usage",
      `${resume} learns from the survey "${run.card.survey}", not "${name}": leave out ${name}`,
      {
        exitCode: exitCodes.usage,
      },
    );
  return run;
}

function need(name: string | undefined): string {
  if (name === undefined)
    throw new Fault("usage", "name the survey to learn from, or --resume <run>", { exitCode: exitCodes.usage });
  return name;
}
