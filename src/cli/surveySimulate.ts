/** almagest survey simulate: a survey of galaxies, of radio galaxies, or of plainer things, that never were. */

import { join } from "node:path";
import { Command, Option } from "commander";
import { exitCodes, Fault } from "../fault.ts";
import { type RadioMix, radioMixNames } from "../sky/radioSource.ts";
import {
  type DomainKind,
  type DomainName,
  domainKinds,
  domainNames,
  domainPrefix,
  simulateDomain,
} from "../sky/simulateDomain.ts";
import { radioPrefix, simulateRadio } from "../sky/simulateRadio.ts";
import { galaxyPrefix, simulateSurvey } from "../sky/simulateSurvey.ts";
import { telescopes } from "../sky/telescope.ts";
import { checkNewSurveyName, checkSurveyName } from "../survey/card.ts";
import { type ImportOptions, importCatalogue } from "../survey/importCatalogue.ts";
import { checkNothingIsLost } from "../survey/simulatedSurvey.ts";
import { openWorkspace } from "../survey/workspace.ts";
import { examples } from "./help.ts";
import { interruptible } from "./interruption.ts";
import { globalOptions, notNegative, positiveShare, wholeNumber } from "./options.ts";
import { printJson, printLine } from "./output.ts";
import { startProgress } from "./progress.ts";

interface Options {
  kind: DomainKind | "galaxies" | "radio";
  domain: DomainName;
  count: number;
  seed: number;
  size?: number;
  snr?: number;
  psf?: number;
  mix?: RadioMix;
  experts?: number;
  folder?: string;
}

export const surveySimulate = new Command("simulate")
  .description(
    "Simulate galaxies and the votes volunteers would give them, radio galaxies and the experts' doubt, or plain shapes and objects; import them",
  )
  .argument("<survey>", "name for it in the workspace")
  .addOption(
    new Option(
      "--kind <kind>",
      "galaxies; FR I, FR II and other radio galaxies; lines, rectangles and circles; ellipticals, spirals and stars",
    )
      .choices(["galaxies", "radio", ...domainKinds])
      .default("galaxies"),
  )
  .addOption(
    new Option("--domain <domain>", "target: the same kinds of things through another telescope, or with noise")
      .choices(domainNames)
      .default("source"),
  )
  .option("--count <n>", "pictures", wholeNumber, 2000)
  .option("--seed <n>", "same seed, same pictures", wholeNumber, 1)
  .option(
    "--size <pixels>",
    "side of the pictures, 32 to 512 (default: 64; shapes and objects: from 16; radio: 64 to 300 of 1.8 arcsec, 150)",
    wholeNumber,
  )
  .option(
    "--snr <share>",
    "of shapes and objects: mean light without noise over that with (target: 0.05, 0.2)",
    positiveShare,
  )
  .option("--psf <pixels>", "of shapes and objects: sigma of a Gaussian blur (objects: 0.7)", notNegative)
  .addOption(
    new Option(
      "--mix <mix>",
      "of radio: classes as common as in MiraBest, all alike, or as in an untargeted list (default: mirabest)",
    ).choices(radioMixNames),
  )
  .option("--experts <n>", "of radio: who class each source (default: 20)", wholeNumber)
  .option("--folder <folder>", "where to put pictures and catalogue (default: simulated/<survey> in the workspace)")
  .addHelpText(
    "after",
    examples(
      "almagest survey simulate sim",
      "almagest survey simulate big --count 100000 --size 128 --folder ./big",
      "almagest survey simulate clean --kind objects --count 1500",
      "almagest survey simulate noisy --kind objects --domain target --count 1500 --seed 2",
      "almagest survey simulate shallow --domain target --seed 2",
      "almagest survey simulate radio --kind radio --count 1000 --experts 30",
    ),
  )
  .action(async (name: string, { folder: asked, ...options }: Options, command: Command) => {
    const { workspace: path, json, quiet } = globalOptions(command);
    checkSurveyName(name);
    const size = options.size ?? (options.kind === "radio" ? 150 : 64);
    const simulation = simulationOf({ ...options, size });
    const workspace = await openWorkspace(path, { create: true });
    await checkNewSurveyName(workspace, name);
    const folder = asked ?? join(workspace.path, "simulated", name);
    const progress = startProgress({ quiet });
    await checkNothingIsLost(workspace, name, { ...options, size, prefix: simulation.prefix, folder });
    const started = performance.now();
    try {
      const { catalogue, imagesPerSecond, added, updated } = await interruptible(async (signal) => {
        const simulated = await simulation.simulate({
          folder,
          signal,
          onProgress: (done, total) => progress.report(done / total, `simulating: ${done} of ${total}`),
        });
        const imagesPerSecond = options.count / ((performance.now() - started) / 1000);
        const report = await importCatalogue(workspace, name, simulated.catalogue, {
          ...simulation.imported,
          signal,
          onProgress: (done, total) => progress.report(done / total, `checking images: ${done} of ${total}`),
        });
        return { ...simulated, ...report, imagesPerSecond };
      });
      progress.end();
      const { kind, domain, count } = options;
      if (json) printJson({ survey: name, kind, domain, [kind]: count, added, updated, catalogue, imagesPerSecond });
      else
        printLine(
          `${name}: ${count} ${kind === "radio" ? "radio galaxies" : kind} simulated (${imagesPerSecond.toFixed(0)} images/s), in ${folder}`,
        );
    } finally {
      progress.end();
    }
  });

interface Simulation {
  prefix: string;
  imported: Pick<ImportOptions, "votes" | "label">;
  simulate: (where: {
    folder: string;
    signal: AbortSignal;
    onProgress: (done: number, total: number) => void;
  }) => Promise<{ catalogue: string }>;
}

function simulationOf(options: Omit<Options, "folder" | "size"> & { size: number }): Simulation {
  const { kind, domain, count, seed, size, snr, psf, mix, experts } = options;
  checkOwnOptions(options);
  if (kind === "galaxies") {
    const telescope = domain === "source" ? undefined : telescopes.target;
    return {
      prefix: galaxyPrefix(seed, telescope),
      imported: { votes: "gz-decals", label: { column: "truth_type", merge: {} } },
      simulate: (where) => simulateSurvey({ count, seed, size, telescope, ...where }),
    };
  }
  if (kind === "radio") {
    const asked = { domain, count, seed, size, mix: mix ?? "mirabest", experts: experts ?? 20 };
    return {
      prefix: radioPrefix(asked),
      imported: { votes: "radio", label: { column: "class", merge: {} } },
      simulate: (where) => simulateRadio({ ...asked, ...where }),
    };
  }
  const asked = { kind, domain, count, seed, size, signalShare: snr, blur: psf };
  return {
    prefix: domainPrefix(asked),
    imported: { label: { column: "class", merge: {} } },
    simulate: (where) => simulateDomain({ ...asked, ...where }),
  };
}

/** @throws Fault for an option that belongs to another kind */
function checkOwnOptions({ kind, ...options }: Omit<Options, "folder">): void {
  const owners = { snr: "shapes and objects", psf: "shapes and objects", mix: "radio", experts: "radio" } as const;
  const isOwner = { snr: kind !== "galaxies" && kind !== "radio", mix: kind === "radio" };
  for (const [option, of] of Object.entries(owners) as [keyof typeof owners, string][]) {
    if (options[option] === undefined || (of === "radio" ? isOwner.mix : isOwner.snr)) continue;
    throw new Fault("usage", `--${option} is of ${of}: leave it out, or add --kind`, { exitCode: exitCodes.usage });
  }
}
