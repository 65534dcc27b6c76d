/** Surveys of plain shapes or objects in a source or a target domain: pictures, and a catalogue with their classes (SIDDA). */

import { join } from "node:path";
import { exitCodes, Fault, usage } from "../fault.ts";
import { randomStream } from "../random.ts";
import { writeWhole } from "../wholeFile.ts";
import { type Domain, seenIn } from "./domain.ts";
import { drawObject, objectClasses } from "./plainObjects.ts";
import { drawShape, shapeClasses } from "./plainShapes.ts";
import { checkPictures, simulationFolder, writePixels } from "./simulatedFiles.ts";

export const domainKinds = ["shapes", "objects"] as const;
export type DomainKind = (typeof domainKinds)[number];
export const domainNames = ["source", "target"] as const;
export type DomainName = (typeof domainNames)[number];

interface Subject {
  classes: readonly string[];
  draw: (name: string, size: number, stream: ReturnType<typeof randomStream>) => Float32Array;
  domains: Record<DomainName, Domain>;
  /** Light that is shown white. */
  white: number;
}

const subjects: Record<DomainKind, Subject> = {
  shapes: {
    classes: shapeClasses,
    draw: (name, size, stream) => drawShape(named(shapeClasses, name), size, stream),
    domains: { source: { blur: 0, signalShare: 1 }, target: { blur: 0, signalShare: 0.05 } },
    white: 8,
  },
  objects: {
    classes: objectClasses,
    draw: (name, size, stream) => drawObject(named(objectClasses, name), size, stream),
    domains: { source: { blur: 0.7, signalShare: 1 }, target: { blur: 0.7, signalShare: 0.2 } },
    // The paper clips there.
    white: 255,
  },
};

export interface DomainOptions {
  kind: DomainKind;
  domain: DomainName;
  count: number;
  seed: number;
  /** Side of the pictures, pixels: 16 to 512. The paper's is 100. */
  size: number;
  /** Holds catalog.csv and images/ afterwards. */
  folder: string;
  /** In place of the domain's own. */
  signalShare?: number;
  blur?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** What every id of such a survey begins with. */
export function domainPrefix({
  kind,
  domain,
  seed,
  signalShare,
  blur,
}: Pick<DomainOptions, "kind" | "domain" | "seed" | "signalShare" | "blur">): string {
  const own = [signalShare === undefined ? "" : `snr${signalShare}`, blur === undefined ? "" : `psf${blur}`];
  return [kind, domain, ...own.filter((part) => part !== ""), `S${seed}`, ""].join("-");
}

/**
 * Classes come in turn, so that there are equally many; the same seed gives the same pictures, and more of them begin with
 * the same ones.
 * @returns the catalogue's path; it is written last
 * @throws Fault for numbers out of range, a folder that holds another catalogue, or one that cannot be written
 */
export async function simulateDomain(options: DomainOptions): Promise<{ catalogue: string }> {
  const { kind, domain, count, seed, size, folder, onProgress = () => {}, signal } = options;
  checkNumbers(options);
  const { classes, draw, domains, white } = subjects[kind];
  const seen: Domain = {
    signalShare: options.signalShare ?? domains[domain].signalShare,
    blur: options.blur ?? domains[domain].blur,
  };
  const prefix = domainPrefix(options);
  const { catalogue, images } = await simulationFolder(folder, prefix);
  const lines = ["id_str,file_loc,class,truth_snr,truth_psf"];
  for (let index = 0; index < count; index++) {
    if (signal?.aborted)
      throw new Fault("interrupted", "interrupted: no catalogue was written", { exitCode: exitCodes.interrupted });
    const name = classes[index % classes.length] as string;
    const light = draw(name, size, randomStream(seed, kind, domain, index));
    seenIn(seen, light, size, randomStream(seed, "noise", kind, domain, index));
    const picture = `${String(index).padStart(6, "0")}.png`;
    await writePicture(join(images, picture), light, size, white);
    lines.push(
      [`${prefix}${String(index).padStart(6, "0")}`, `images/${picture}`, name, seen.signalShare, seen.blur].join(","),
    );
    if (index % 50 === 49 || index === count - 1) onProgress(index + 1, count);
  }
  await writeWhole(catalogue, `${lines.join("\n")}\n`);
  return { catalogue };
}

function checkNumbers({ signalShare, blur, ...pictures }: DomainOptions): void {
  checkPictures(pictures, 16, 512);
  if (signalShare !== undefined && !(signalShare > 0 && signalShare <= 1))
    throw usage(`--snr is above 0, and at most 1 (no noise), not ${signalShare}`);
  if (blur !== undefined && !(blur >= 0 && blur <= 50)) throw usage(`--psf is 0 to 50 pixels, not ${blur}`);
}

/** Brightness by asinh, so that faint arms and bright stars are both seen. */
async function writePicture(path: string, light: Float32Array, size: number, white: number): Promise<void> {
  const scale = 255 / Math.asinh(white);
  const bytes = Uint8Array.from(light, (value) => Math.max(0, Math.min(255, Math.round(scale * Math.asinh(value)))));
  await writePixels(path, bytes, size);
}

function named<Name extends string>(names: readonly Name[], name: string): Name {
  const found = names.find((each) => each === name);
  if (!found) throw new Error(`there is no class ${name}`);
  return found;
}
