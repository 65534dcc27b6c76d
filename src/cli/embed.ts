/** almagest embed: an encoder's representations of a survey. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { indexRepresentations, worthIndexing } from "../explore/indexRepresentations.ts";
import { exitCodes, Fault } from "../fault.ts";
import { embedResumed } from "../methods/zoobot/resumedEmbedding.ts";
import { kinds } from "../methods/zoobot/shardedWork.ts";
import { openSurvey } from "../survey/survey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import type { Device } from "../tensor/device.ts";
import { checkDevice } from "../training/deviceCheck.ts";
import { askedEncoder, checkEncoderOptions, type EncoderOptions, modelText } from "./askedEncoder.ts";
import { examples } from "./help.ts";
import { printIndex } from "./indexSurvey.ts";
import { interruptible } from "./interruption.ts";
import { deviceOption, globalOptions, numberFrom } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";
import { learntScaleOption } from "./poolOptions.ts";
import { startProgress } from "./progress.ts";
import { encoderRatioSaid } from "./runPictures.ts";
import { computeOneShard, mergeAll, mergeOption, type ShardOptions, shardOption } from "./sharded.ts";

export const embed = new Command("embed")
  .description(
    "Store an encoder's representation of every object, to search by: see almagest similar. Cut off, it goes on from where " +
      "it was when it is run again",
  )
  .argument("<survey>")
  .option("--run <run>", "the run whose encoder to use")
  .option("--model <encoder>", modelText)
  .option("--threads <n>", "processor threads", numberFrom(1, 256), 2)
  .addOption(deviceOption())
  .option("--again", "begin anew, where an earlier run was cut off")
  .addOption(learntScaleOption())
  .addOption(shardOption())
  .addOption(mergeOption())
  .addHelpText(
    "after",
    examples(
      "almagest embed decals --run gz1-4k2j9a",
      "almagest embed decals --model shipped",
      "almagest embed decals --model zoobot-nano",
      "almagest embed decals --run gz1-4k2j9a --shard 1/2",
      "almagest embed decals --run gz1-4k2j9a --shard 2/2",
      "almagest embed decals --run gz1-4k2j9a --merge",
    ),
  )
  .action(
    async (
      name: string,
      options: { threads: number; device?: Device; again?: boolean; sameScale?: boolean } & EncoderOptions &
        ShardOptions,
      command: Command,
    ) => {
      const { workspace: folder, json, quiet } = globalOptions(command);
      checkEncoderOptions(options);
      await checkDevice(options.device);
      const workspace = await openWorkspace(folder);
      const survey = await openSurvey(workspace, name);
      const ratioFor = (encoder: Awaited<ReturnType<typeof askedEncoder>>) =>
        encoderRatioSaid(survey, encoder, { isSameScale: options.sameScale, quiet });
      if (options.merge || options.shard) {
        const encoder = await askedEncoder(workspace, options);
        if (!options.shard)
          return mergeAll(survey, "embed", "run" in encoder ? encoder.run : encoder.model, { json, quiet });
        const work = await kinds.embed.prepare(survey, encoder, { ratio: await ratioFor(encoder) });
        return computeOneShard(survey, work, options.shard, options, { json, quiet });
      }
      const progress = startProgress({ quiet });
      const { by, ...embedded } = await interruptible(async (signal) => {
        const encoder = await askedEncoder(workspace, options, { signal });
        const work = await kinds.embed.prepare(survey, encoder, { ratio: await ratioFor(encoder) });
        const { threads, device, again: isAgain } = options;
        const result = await embedResumed(survey, work, {
          threads,
          device,
          signal,
          isAgain,
          onProgress: (done, total) => progress.report(done / total, `embedding: ${done} of ${total}`),
          onResumed: (before, objects, since) =>
            remark(`going on: ${before} of ${objects} were computed before, since ${since}; --again would begin anew`, {
              quiet,
            }),
        }).catch((error) => {
          if (!signal.aborted || error instanceof Fault) throw error;
          throw new Fault(
            "interrupted",
            "interrupted: what is computed is kept, and the same command goes on from there",
            {
              exitCode: exitCodes.interrupted,
              cause: error,
            },
          );
        });
        return { by: work.by, ...result };
      });
      const { objects, dimension, before } = embedded;
      const index = await (objects < worthIndexing
        ? undefined
        : interruptible((signal) =>
            indexRepresentations(workspace, name, by, {
              signal,
              onProgress: (fraction, text) => progress.report(fraction, text),
            }),
          ));
      progress.end();
      const encoder = options.run === undefined ? { model: by } : { run: by };
      if (json) return printJson({ survey: name, ...encoder, objects, dimension, before, ...(index ? { index } : {}) });
      printLine(
        `${name}: ${counted(objects, "representation")} of ${dimension} numbers by ${by}${before > 0 ? `, of which ${before} had been computed before` : ""}`,
      );
      if (index) printIndex(name, by, index);
    },
  );
