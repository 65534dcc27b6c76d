/** What is cut, and how, as almagest cutout and almagest slurm cutout take it. */

import { extname, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { exists } from "../exists.ts";
import { exitCodes, Fault } from "../fault.ts";
import { type Stretch, stretches } from "../sky/cutoutPicture.ts";
import { formats } from "../survey/cutouts/cutoutPlan.ts";
import type { CutoutsRequest } from "../survey/cutouts/cutouts.ts";
import { absolutePattern } from "../survey/cutouts/planCutouts.ts";
import type { Filter } from "../survey/galaxies.ts";
import { defaultWorkspacePath } from "../survey/workspace.ts";
import { writtenFilter } from "../survey/writtenFilter.ts";
import { commaList, numberFrom, positiveNumber, repeatable, share } from "./options.ts";

export interface CutoutOptions {
  mosaics: string[];
  out: string;
  size: number;
  arcsec?: number;
  sizeColumn?: string;
  sizeFactor: number;
  bands: string[];
  northUp?: boolean;
  format: (typeof formats)[number];
  stretch: Stretch;
  scale?: number[];
  sky?: number[];
  turn: number;
  softness: number;
  minCovered: number;
  where?: Filter[];
  skipBad?: boolean;
}

export function withCutoutOptions(command: Command): Command {
  return command
    .argument(
      "<survey-or-catalogue>",
      "a survey of the workspace, or a CSV or Parquet file with id_str, ra, dec (degrees)",
    )
    .requiredOption(
      "--mosaics <pattern...>",
      "FITS files (.fits, .fits.fz, .fits.gz), such as 'tiles/*.fits' or 'tiles/*/image-{band}.fits.fz'",
    )
    .requiredOption("--out <folder>", "holds images/ and catalog.csv afterwards")
    .option(
      "--bands <a,b,...>",
      "from blue to red; the files' names differ in these (default: one band)",
      commaList,
      [],
    )
    .option("--size <pixels>", "side of a cutout, 4 to 4096", numberFrom(4, 4096), 128)
    .option("--arcsec <side>", "side of a cutout in the sky (default: the mosaic's own pixels)", positiveNumber)
    .option("--size-column <column>", "instead: each object's size in arcsec, times --size-factor, is its side")
    .option("--size-factor <times>", "sizes of the size column in a side", positiveNumber, 4)
    .option("--north-up", "turn each cutout: north up, east left (default: as the mosaic lies)")
    .option(
      "--format <name>",
      `${formats.join(", ")}; FITS keeps the mosaics' values and a WCS`,
      choice(formats),
      "jpeg",
    )
    .option("--stretch <name>", `of pictures: ${stretches.join(", ")}`, choice(stretches), "lupton")
    .option("--scale <a,b,...>", "what a band's values are multiplied by (default: 1 over the sky's noise)", numbers)
    .option("--sky <a,b,...>", "what is subtracted from a band's values before (default: the sky's level)", numbers)
    .option("--turn <value>", "scaled value at which the stretch turns from linear to logarithmic", positiveNumber, 15)
    .option("--softness <q>", "how soft the turn is (Lupton's Q)", positiveNumber, 6)
    .option("--min-covered <share>", "leave out objects of which the mosaics show less, 0 to 1", share, 0)
    .option("--where <condition>", "only objects for which it holds (may be repeated)", repeatable(writtenFilter))
    .option("--skip-bad", "cut out the good rows where others are bad (exit code 3)");
}

/** @param words of the command before its options: cutout */
export async function cutoutRequest(
  source: string,
  options: CutoutOptions,
  workspace: string | undefined,
): Promise<CutoutsRequest> {
  if (options.arcsec !== undefined && options.sizeColumn !== undefined)
    throw new Fault("usage", "--arcsec and --size-column both say how large a cutout is in the sky: give one of them", {
      exitCode: exitCodes.usage,
    });
  if (options.format !== "fits" && options.bands.length > 3)
    throw new Fault(
      "usage",
      `a picture shows 1 to 3 bands, from blue to red, not ${options.bands.length}: choose among --bands, or --format fits`,
      { exitCode: exitCodes.usage },
    );
  const isFile = [".csv", ".tsv", ".parquet", ".pq"].includes(extname(source).toLowerCase()) || (await exists(source));
  const place = resolve(workspace ?? defaultWorkspacePath());
  const folder = resolve(options.out);
  const mosaics = options.mosaics.map(absolutePattern);
  const { bands, size, sizeFactor, format, stretch, turn, softness, minCovered, where = [] } = options;
  return {
    source: isFile ? { catalogue: source } : { survey: source, workspace },
    folder,
    asked: {
      mosaics,
      bands,
      size,
      arcsec: options.arcsec ?? null,
      sizeColumn: options.sizeColumn ?? null,
      sizeFactor,
      isNorthUp: options.northUp ?? false,
      format,
      stretch,
      scale: options.scale ?? null,
      sky: options.sky ?? null,
      turn,
      softness,
      minCovered,
      where,
      skipBad: options.skipBad ?? false,
    },
    command: [
      "cutout",
      isFile ? resolve(source) : source,
      "--mosaics",
      ...mosaics,
      "--out",
      folder,
      ...(bands.length > 0 ? ["--bands", bands.join()] : []),
      ...["--size", String(size)],
      ...(options.arcsec === undefined ? [] : ["--arcsec", String(options.arcsec)]),
      ...(options.sizeColumn === undefined
        ? []
        : ["--size-column", options.sizeColumn, "--size-factor", String(sizeFactor)]),
      ...(options.northUp ? ["--north-up"] : []),
      ...["--format", format, "--stretch", stretch],
      ...(options.scale ? ["--scale", options.scale.join()] : []),
      ...(options.sky ? [`--sky=${options.sky.join()}`] : []),
      ...["--turn", String(turn), "--softness", String(softness), "--min-covered", String(minCovered)],
      ...where.flatMap(({ column, operator, value }) => ["--where", `${column} ${operator} ${value}`]),
      ...(options.skipBad ? ["--skip-bad"] : []),
      ...(isFile ? [] : ["--workspace", place]),
    ],
  };
}

function choice<Name extends string>(names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new InvalidArgumentError(`it must be ${names.join(", ")}.`);
    return found;
  };
}

function numbers(text: string): number[] {
  const values = text.split(",").map((each) => (each.trim() === "" ? Number.NaN : Number(each)));
  if (!values.every(Number.isFinite)) throw new InvalidArgumentError("it must be numbers, such as 6,3.4,2.2.");
  return values;
}
