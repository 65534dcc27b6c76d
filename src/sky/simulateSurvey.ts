/** A survey of simulated galaxies: pictures, and a catalogue with what volunteers would have voted. */

import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { randomStream } from "../random.ts";
import { textIfThere } from "../textIfThere.ts";
import { writeWhole } from "../wholeFile.ts";
import { drawGalaxy, type GalaxyModel } from "./galaxyModel.ts";
import { sharp } from "./sharp.ts";
import { imageName, type SimulationSetup } from "./simulateWorker.ts";
import { seenBy, type Telescope } from "./telescope.ts";
import { visibility, volunteerVotes, voteColumns } from "./volunteers.ts";

export interface SimulationOptions {
  count: number;
  seed: number;
  /** Side of the pictures, pixels: 32 to 512. */
  size: number;
  /** Holds catalog.csv and images/ afterwards. */
  folder: string;
  /** As the simulator's own sees it if left out. */
  telescope?: Telescope;
  workers?: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Few enough for progress to be seen and for an interrupt to be heard: a tenth of a second's work. */
function galaxiesPerTask(size: number): number {
  return Math.max(1, Math.round(25 * (64 / size) ** 2));
}

/**
 * The same seed gives the same galaxies, whatever the number of workers; more of them begin with the same ones.
 * @returns the catalogue's path; it is written last, so that an interrupted simulation leaves none
 * @throws Fault for a size or count out of range, a folder that holds another catalogue, or one that cannot be written
 */
export async function simulateSurvey({
  count,
  seed,
  size,
  folder,
  telescope,
  workers = 2,
  onProgress = () => {},
  signal,
}: SimulationOptions): Promise<{ catalogue: string }> {
  if (!Number.isInteger(size) || size < 32 || size > 512)
    throw new Fault("usage", `pictures are 32 to 512 pixels wide, not ${size}`, { exitCode: exitCodes.usage });
  if (!Number.isInteger(count) || count < 1)
    throw new Fault("usage", `at least 1 galaxy must be simulated, not ${count}`, { exitCode: exitCodes.usage });
  const images = join(folder, "images");
  await mkdir(images, { recursive: true }).catch((error) => {
    throw fileFault(error, "make the folder", images);
  });
  const catalogue = join(folder, "catalog.csv");
  await clearFolder(catalogue, images, { count, prefix: galaxyPrefix(seed, telescope), size });
  await renderAll({ seed, size, folder: images, telescope }, { count, workers, onProgress, signal });
  const lines = [header.join(","), ...Array.from({ length: count }, (_, i) => catalogueLine(seed, i, telescope))];
  await writeWhole(catalogue, `${lines.join("\n")}\n`);
  return { catalogue };
}

/**
 * Takes away an earlier simulation's catalogue where it would describe other pictures, and what it had beyond `count`.
 * One that this simulation extends stays until the longer one replaces it: a survey may have been imported from it.
 */
async function clearFolder(
  catalogue: string,
  images: string,
  { count, prefix, size }: { count: number; prefix: string; size: number },
): Promise<void> {
  const lines = await linesOf(catalogue);
  if (lines === undefined) return;
  const [head = "", ...galaxies] = lines;
  if (!head.startsWith("id_str,") || !head.includes(",truth_type,"))
    throw new Fault(
      "not-simulated",
      `${catalogue} is not the catalogue of a simulation and would be overwritten: choose another folder`,
    );
  const isExtended =
    galaxies.length <= count &&
    galaxies.every((line) => line.startsWith(prefix)) &&
    (await pictureWidth(join(images, imageName(0)))) === size;
  if (!isExtended) await rm(catalogue);
  const old = (await readdir(images)).filter(
    (name) => /^\d{6,}\.jpg$/.test(name) && Number.parseInt(name, 10) >= count,
  );
  await Promise.all(old.map((name) => rm(join(images, name))));
}

async function linesOf(path: string): Promise<string[] | undefined> {
  const text = await textIfThere(path);
  return text?.trimEnd().split("\n");
}

/** @returns undefined where there is no picture that can be read */
export async function pictureWidth(path: string): Promise<number | undefined> {
  // Through a buffer: libvips would remember the file under its name, and another picture may soon stand there.
  return readFile(path)
    .then((bytes) => sharp(bytes).metadata())
    .then(
      ({ width }) => width,
      () => undefined,
    );
}

async function renderAll(
  setup: SimulationSetup,
  {
    count,
    workers,
    onProgress,
    signal,
  }: Required<Pick<SimulationOptions, "count" | "workers" | "onProgress">> & { signal?: AbortSignal },
): Promise<void> {
  const file = import.meta.url.endsWith(".ts")
    ? new URL("../../dist/src/sky/simulateWorker.js", import.meta.url)
    : new URL("./simulateWorker.js", import.meta.url);
  const pool = Array.from({ length: Math.min(workers, count) }, () => new Worker(file, { workerData: setup }));
  let next = 0;
  let done = 0;
  let failure: { cause: unknown } | undefined;
  /** A worker's part: it ends between two tasks, when there are no more or another's part has failed. */
  const part = (worker: Worker) =>
    new Promise<void>((resolve) => {
      const fail = (cause: unknown) => {
        failure ??= { cause };
        resolve();
      };
      const give = () => {
        if (signal?.aborted)
          return fail(
            new Fault("interrupted", "interrupted: no catalogue was written", { exitCode: exitCodes.interrupted }),
          );
        if (failure || next >= count) return resolve();
        const from = next;
        next = Math.min(count, from + galaxiesPerTask(setup.size));
        worker.postMessage({ from, to: next });
      };
      worker.on("message", (reply: { done: number } | { error: NodeJS.ErrnoException }) => {
        if ("error" in reply) {
          const { code, message } = reply.error;
          return fail(fileFault(Object.assign(new Error(message), { code }), "write", setup.folder));
        }
        done += reply.done;
        onProgress(done, count);
        give();
      });
      worker.on("error", fail);
      give();
    });
  // Every part ends before a thread does: one that is ended while libvips works for it takes the process with it.
  await Promise.all(pool.map(part));
  await Promise.all(pool.map((worker) => worker.terminate()));
  if (failure) throw failure.cause;
}

const truths = [
  "type",
  "arms",
  "winding_deg",
  "inclination_deg",
  "bar",
  "ring",
  "bulge_fraction",
  "sersic_index",
  "radius",
  "snr",
  "seeing",
  "visibility",
];
const header = [
  "id_str",
  "file_loc",
  "ra",
  "dec",
  "redshift",
  ...voteColumns,
  ...truths.map((name) => `truth_${name}`),
];

/** What every id of such a survey begins with. */
export function galaxyPrefix(seed: number, telescope?: Telescope): string {
  if (!telescope) return `S${seed}-`;
  return `S${seed}-${telescope.depth}x${telescope.seeing}x${telescope.pixelScale}-`;
}

function catalogueLine(seed: number, index: number, telescope: Telescope | undefined): string {
  const drawn = drawGalaxy(seed, index);
  const model = telescope ? seenBy(drawn, telescope) : drawn;
  const stream = randomStream(seed, "place", index);
  const ra = 120 + 120 * stream.uniform();
  // Evenly over the sphere between the equator and 60 degrees north.
  const dec = (Math.asin(Math.sin(Math.PI / 3) * stream.uniform()) * 180) / Math.PI;
  const id = `${galaxyPrefix(seed, telescope)}${String(index).padStart(6, "0")}`;
  return [
    id,
    `images/${imageName(index)}`,
    ra.toFixed(6),
    dec.toFixed(6),
    model.redshift.toFixed(5),
    ...volunteerVotes(model),
    ...truthOf(model),
  ].join(",");
}

/** Lengths are shares of the picture's side; the winding is the arms' pitch angle. */
function truthOf(model: GalaxyModel): (string | number)[] {
  const degrees = (angle: number) => ((angle * 180) / Math.PI).toFixed(1);
  return [
    model.type,
    model.arms?.count ?? 0,
    model.arms ? degrees(model.arms.pitch) : "",
    degrees(model.inclination),
    model.bar ? model.bar.share.toFixed(3) : 0,
    model.ring ? 1 : 0,
    model.bulgeFraction.toFixed(3),
    model.sersicIndex.toFixed(2),
    model.radius.toFixed(4),
    model.signal.toFixed(2),
    model.seeing.toFixed(4),
    visibility(model).toFixed(3),
  ];
}
