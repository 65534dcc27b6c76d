/** almagest cutout: one picture an object out of a survey's mosaics, and their catalogue. */

import { Command } from "commander";
import { counted } from "../counted.ts";
import { exitCodes, Fault } from "../fault.ts";
import { type CutoutsDone, catalogPath, leftOutPath } from "../survey/cutouts/cutoutFolder.ts";
import { beginAgain, mergeCutoutFolder, runCutoutShard } from "../survey/cutouts/cutouts.ts";
import { type CutoutOptions, cutoutRequest, withCutoutOptions } from "./cutoutOptions.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions } from "./options.ts";
import { printJson, printLine, remark } from "./output.ts";
import { startProgress } from "./progress.ts";
import { mergeOption, type ShardOptions, shardOption } from "./sharded.ts";

export const cutout = withCutoutOptions(new Command("cutout"))
  .description("Cut every object of a catalogue out of a survey's FITS mosaics, for survey import")
  .addOption(shardOption())
  .addOption(mergeOption())
  .option("--again", "drop what was cut into the folder before, and begin anew")
  .addHelpText(
    "after",
    examples(
      "almagest cutout catalogue.csv --mosaics 'tiles/*.fits.fz' --bands g,r,z --size 128 --out cutouts",
      "almagest cutout catalogue.csv --mosaics 'coadd/*-{band}.fits' --bands g,r,i --arcsec 20 --north-up --out cutouts",
      "almagest cutout decals --mosaics 'tiles/*-r.fits' --size-column petro_r90 --size-factor 4 --out cutouts --min-covered 0.9",
      "almagest cutout catalogue.csv --mosaics 'tiles/*.fits' --format fits --out cutouts --shard 1/2",
    ),
  )
  .action(async (source: string, options: CutoutOptions & ShardOptions & { again?: boolean }, command: Command) => {
    const { workspace, json, quiet } = globalOptions(command);
    const request = await cutoutRequest(source, options, workspace);
    const { folder } = request;
    if (options.again) await beginAgain(folder);
    if (options.merge) {
      const { done, isNew } = await mergeCutoutFolder(folder);
      return tell(done, folder, { json, quiet, isNew });
    }
    const wanted = options.shard ?? { shard: 1, of: 1 };
    const progress = startProgress({ quiet });
    const started = performance.now();
    const result = await interruptible((signal) =>
      runCutoutShard(request, wanted, {
        signal,
        onProgress: (at, total, what) => progress.report(at / total, `${what}: ${at} of ${total}`),
      }).catch((error) => {
        if (!signal.aborted || error instanceof Fault) throw error;
        throw new Fault(
          "interrupted",
          `interrupted: ${options.out} keeps what it has; run the command again to go on`,
          {
            exitCode: exitCodes.interrupted,
            cause: error,
          },
        );
      }),
    ).finally(() => progress.end());
    const { objects, before, faults } = result;
    const seconds = (performance.now() - started) / 1000;
    for (const { row, id, reason } of faults.slice(0, 20))
      remark(`row ${row}${id ? ` (${id})` : ""}: ${reason}`, { quiet });
    if (faults.length > 20) remark(`... and ${faults.length - 20} more`, { quiet });
    if (faults.length > 0) process.exitCode = exitCodes.badRows;
    if (result.done) return tell(result.done, folder, { json, quiet, isNew: false });
    const perSecond = (objects - before) / seconds;
    if (options.shard) {
      const { shard, of } = options.shard;
      if (json) printJson({ folder, shard, shards: of, objects, before, perSecond, bad: faults.length });
      else
        printLine(
          `${options.out}: shard ${shard}/${of} is complete: ${counted(objects, "object")}` +
            (before > 0 ? `, of which ${before} had been cut before` : ` (${perSecond.toFixed(0)} a second)`),
        );
      return;
    }
    const { done } = await mergeCutoutFolder(folder);
    tell(done, folder, { json, quiet, isNew: true, perSecond, bad: faults.length });
  });

interface Talk {
  json: boolean;
  quiet: boolean;
  isNew: boolean;
  perSecond?: number;
  bad?: number;
}

function tell(done: CutoutsDone, folder: string, talk: Talk): void {
  const { json, isNew, perSecond, bad = 0 } = talk;
  const { objects, cut, partly, leftOut, look, at } = done;
  const catalogue = catalogPath(folder);
  if (json)
    printJson({
      folder,
      catalogue,
      merged: isNew,
      objects,
      cut,
      partlyCovered: partly,
      leftOut,
      bad,
      look,
      perSecond,
      at,
    });
  else if (isNew) tellNew(done, folder, talk);
  else printLine(`${folder}: ${counted(cut, "cutout")}, made before (${at}): nothing to do`);
}

function tellNew({ objects, cut, partly, leftOut, look, asked }: CutoutsDone, folder: string, talk: Talk): void {
  const { quiet, perSecond } = talk;
  const speed = perSecond === undefined ? "" : ` (${perSecond.toFixed(0)} a second)`;
  printLine(`${counted(cut, "cutout")} of ${counted(objects, "object")}${speed}: ${catalogPath(folder)}`);
  if (partly > 0)
    printLine(
      `${partly} of them are covered in part: see cutout_covered and cutout_flags, or leave them out with --min-covered`,
    );
  if (leftOut > 0) printLine(`${counted(leftOut, "object")} left out, each with its reason: ${leftOutPath(folder)}`);
  const say = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(4))).join(",");
  if (asked.format === "fits")
    remark("survey import takes pictures, not FITS: cut into another folder with --format jpeg for that", { quiet });
  else {
    if (!asked.scale || !asked.sky)
      remark(
        `light as measured on these mosaics; for the same on others: --sky=${say(look.sky)} --scale ${say(look.scale)}`,
        { quiet },
      );
    remark(`next: almagest survey import NAME ${catalogPath(folder)}`, { quiet });
  }
}
