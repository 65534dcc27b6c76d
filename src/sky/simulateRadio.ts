/** Surveys of simulated radio galaxies: pictures, a catalogue with the truth and what experts say, and each expert's labels. */

import { join } from "node:path";
import { exitCodes, Fault } from "../fault.ts";
import { randomStream } from "../random.ts";
import { writeWhole } from "../wholeFile.ts";
import { type ClippedRadio, clippedRadio } from "./clippedRadio.ts";
import {
  type ExpertVote,
  expertAnswers,
  expertVotes,
  type FanaroffRiley,
  fanaroffRiley,
  type Opinion,
  opinionOf,
} from "./radioExperts.ts";
import { radioMap, radioTelescopes } from "./radioMap.ts";
import { drawRadioSource, type RadioMix, type RadioSource, radioMixes } from "./radioSource.ts";
import { checkPictures, simulationFolder, writePixels } from "./simulatedFiles.ts";

export interface RadioOptions {
  domain: keyof typeof radioTelescopes;
  mix: RadioMix;
  count: number;
  seed: number;
  /** Side of the pictures in pixels of 1.8 arcseconds: 64 to 300. MiraBest's is 150. */
  size: number;
  /** Who class every source. */
  experts: number;
  /** Holds catalog.csv, expert-labels.csv and images/ afterwards. */
  folder: string;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export const expertLabelsName = "expert-labels.csv";

/** What every id of such a survey begins with. */
export function radioPrefix({ domain, mix, seed, experts }: Pick<RadioOptions, "domain" | "mix" | "seed" | "experts">) {
  return ["radio", domain, mix, `E${experts}`, `S${seed}`, ""].join("-");
}

export interface SimulatedRadio extends ClippedRadio {
  source: RadioSource;
  seen: FanaroffRiley;
  votes: ExpertVote[];
  opinion: Opinion;
}

/** One source of a survey, with its picture. The same options and index give the same. */
export function simulatedRadio(
  { domain, mix, seed, size, experts }: Pick<RadioOptions, "domain" | "mix" | "seed" | "size" | "experts">,
  index: number,
): SimulatedRadio {
  const telescope = radioTelescopes[domain];
  const source = drawRadioSource(seed, index, mix);
  const map = radioMap(source, size, telescope, randomStream(seed, "radio-noise", domain, index));
  const clipped = clippedRadio(map, size);
  const seen = fanaroffRiley(source, clipped, size, telescope);
  const votes = expertVotes(
    source,
    seen,
    { seed, experts, telescope, signal: clipped.peak / clipped.noise },
    randomStream(seed, "radio-experts", domain, index),
  );
  return { source, ...clipped, seen, votes, opinion: opinionOf(votes) };
}

/**
 * The same seed gives the same sources, seen by either telescope; more of them begin with the same ones.
 * @returns the catalogue's path; it is written last
 * @throws Fault for numbers out of range, a folder that holds another catalogue, or one that cannot be written
 */
export async function simulateRadio(options: RadioOptions): Promise<{ catalogue: string }> {
  const { count, size, experts, folder, onProgress = () => {}, signal } = options;
  checkPictures(options, 64, 300);
  if (!Number.isInteger(experts) || experts < 1 || experts > 1000)
    throw new Fault("usage", `1 to 1000 experts can be asked, not ${experts}`, { exitCode: exitCodes.usage });
  if (!(options.mix in radioMixes)) throw new Error(`there is no mix ${options.mix}`);
  const prefix = radioPrefix(options);
  const { catalogue, images } = await simulationFolder(folder, prefix);
  const lines = [header.join(",")];
  const labels = ["id_str,user,task,value,created_at"];
  for (let index = 0; index < count; index++) {
    if (signal?.aborted)
      throw new Fault("interrupted", "interrupted: no catalogue was written", { exitCode: exitCodes.interrupted });
    const simulated = simulatedRadio(options, index);
    const number = String(index).padStart(6, "0");
    await writePixels(join(images, `${number}.png`), upright(simulated.picture, size), size);
    lines.push(catalogueLine(`${prefix}${number}`, `images/${number}.png`, simulated));
    for (const [expert, vote] of simulated.votes.entries())
      labels.push(`${prefix}${number},expert-${expert + 1},fanaroff-riley,${vote.class},2000-01-01T00:00:00Z`);
    if (index % 20 === 19 || index === count - 1) onProgress(index + 1, count);
  }
  await writeWhole(join(folder, expertLabelsName), `${labels.join("\n")}\n`);
  await writeWhole(catalogue, `${lines.join("\n")}\n`);
  return { catalogue };
}

/** Maps begin at the bottom of the sky, pictures at its top. */
function upright(picture: Uint8Array, size: number): Uint8Array {
  const turned = new Uint8Array(picture.length);
  for (let row = 0; row < size; row++)
    turned.set(picture.subarray(row * size, (row + 1) * size), (size - 1 - row) * size);
  return turned;
}

const header = [
  "id_str",
  "file_loc",
  "class",
  "morphology",
  "fr_class",
  "confidence",
  "expert_disagreement",
  ...expertAnswers.map((answer) => `fanaroff-riley_${answer.toLowerCase()}`),
  "bent_yes",
  "bent_no",
  "truth_size_arcsec",
  "truth_flux_mjy",
  "truth_core_share",
  "truth_deflection_deg",
  "fr_ratio",
  "noise_mjy_per_beam",
  "peak_mjy_per_beam",
];

function catalogueLine(id: string, file: string, { source, seen, opinion, noise, peak }: SimulatedRadio): string {
  return [
    id,
    file,
    source.class,
    source.morphology,
    opinion.class,
    opinion.isConfident ? "confident" : "uncertain",
    opinion.disagreement.toFixed(3),
    ...opinion.votes,
    opinion.bent.yes,
    opinion.bent.no,
    source.sizeArcsec.toFixed(2),
    source.fluxMilliJansky.toFixed(2),
    source.coreShare.toFixed(4),
    source.deflectionDegrees.toFixed(1),
    seen.ratio.toFixed(4),
    noise.toFixed(5),
    peak.toFixed(4),
  ].join(",");
}
