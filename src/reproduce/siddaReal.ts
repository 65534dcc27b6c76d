/**
 * Adaptation between real optical surveys, beside SIDDA's simulated ones: galaxies of Galaxy Zoo 1 (SDSS) with their classes, to
 * pictures of Galaxy Zoo 2 (SDSS, another selection and cut) and of Galaxy Zoo DECaLS (another telescope) without.
 */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { meanInterval } from "../explore/meanInterval.ts";
import { Fault, fileFault } from "../fault.ts";
import { randomStream, shuffled } from "../random.ts";
import { sharp } from "../sky/sharp.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { surveyNames } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { writeWhole } from "../wholeFile.ts";
import { adaptedSides, type Sides } from "./adaptedSides.ts";
import type { Claim, Plot, Scale, Verdict } from "./claims.ts";
import { planned } from "./sideBySide.ts";
import { fingerprint, type Steps } from "./steps.ts";

/** Folders of the data, each with catalog.csv and the images it names. */
export const realFolders = { source: "galaxy-zoo-1", near: "galaxy-zoo-2", far: "decals-rings" } as const;

/** Classes that all three can be said to have, by what each calls them. */
const matched: Record<keyof typeof realFolders, { column: string; as: Record<string, string> | "all spiral" }> = {
  source: {
    column: "class",
    as: { elliptical: "elliptical", edge_on: "edge-on", clockwise_spiral: "spiral", anticlockwise_spiral: "spiral" },
  },
  near: { column: "derived_label", as: { elliptical: "elliptical", "edge-on": "edge-on", spiral: "spiral" } },
  // Volunteers call every one of the 387 featured, and none edge-on: they were chosen for rings and for discs without.
  far: { column: "ring", as: "all spiral" },
};

const sizes = {
  small: { perClass: 300, epochs: 30, warmup: 16, batchSize: 32, imageSize: 32 },
  full: { perClass: 600, epochs: 80, warmup: 20, batchSize: 64, imageSize: 64 },
} as const satisfies Record<Scale, object>;
/** Galaxies lie in the middle half of the pictures; it is kept in so many pixels. */
const [middle, kept] = [0.5, 64];
/** SIDDA's plain one. */
const network = "sidda_cnn";

const targets = ["near", "far"] as const;
const ways = ["none", "sinkhorn"] as const;

interface Measured extends Sides {
  target: Sides["target"];
  to: (typeof targets)[number];
  way: (typeof ways)[number];
  seed: number;
}

export interface RealRequest {
  /** Holds the folders of `realFolders`. */
  data: string;
  scale: Scale;
  seeds: number;
  /** Networks under way at once, each on one thread. */
  threads: number;
  onProgress?: (fraction: number, text: string) => void;
  signal?: AbortSignal;
}

/** @throws Fault where a folder, a column or an image is missing */
export async function reproduceReal(
  workspace: Workspace,
  steps: Steps,
  { data, scale, seeds, threads, onProgress = () => {}, signal }: RealRequest,
): Promise<{ claims: Claim[]; plots: Plot[]; data: string }> {
  const { perClass, ...options } = sizes[scale];
  const prints = await fingerprint(...Object.values(realFolders).map((folder) => join(data, folder, "catalog.csv")));
  const names = {
    source: await survey(workspace, "source", data, perClass, signal),
    near: await survey(workspace, "near", data, perClass, signal),
    far: await survey(workspace, "far", data, perClass, signal),
  };
  const plan = Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) =>
    targets.flatMap((to) => ways.map((way) => ({ seed, to, way }))),
  );
  const measured = await planned(
    plan,
    threads,
    async ({ seed, to, way }, report): Promise<Measured> => {
      const settings = { to, way, seed, prints, perClass, middle, kept, network, ...options, version: 4 };
      const all = {
        seed,
        network,
        divergence: way,
        lossUnits: "measured",
        augment: true,
        threads: 1,
        ...options,
      } as const;
      const sides = await steps.done(`real-${to}-${way}-${seed}`, settings, () =>
        adaptedSides(workspace, { source: names.source, target: names[to], options: all }, report, signal),
      );
      return { to, way, seed, ...sides };
    },
    {
      onProgress: (done, { to, way, seed }) =>
        onProgress(done, `${realFolders.source} to ${realFolders[to]}, ${way}, seed ${seed}`),
      signal,
    },
  );
  return {
    claims: targets.map((to) => claimOf(measured, to)),
    plots: targets.map((to) => plotOf(measured, to)),
    data: `${perClass} galaxies a class of Galaxy Zoo 1 (SDSS), seen at ${options.imageSize} px`,
  };
}

/** As many of each class as asked for, drawn by a seed: imported once. @returns its name */
async function survey(
  workspace: Workspace,
  role: keyof typeof realFolders,
  data: string,
  perClass: number,
  signal?: AbortSignal,
): Promise<string> {
  const name = `sidda-real-${realFolders[role]}-${perClass}`;
  if ((await surveyNames(workspace)).includes(name)) return name;
  const taken = role === "source" ? new Set<string>() : undefined;
  // A galaxy that both have would be learnt with its label.
  if (taken) for (const { id } of await galaxiesOf(data, "near")) taken.add(id);
  const all = (await galaxiesOf(data, role)).filter(({ id }) => !taken?.has(id));
  const chosen = [...new Set(all.map((each) => each.class))].sort().flatMap((each) => {
    const own = all.filter((galaxy) => galaxy.class === each);
    return [...shuffled(own.length, randomStream(1, "sidda-real", role, each))]
      .slice(0, perClass)
      .map((at) => own[at] as Galaxy);
  });
  const folder = join(workspace.path, "imported", name);
  await mkdir(join(folder, "images"), { recursive: true });
  const lines = ["id_str,file_loc,class"];
  for (const { id, file, class: label } of chosen) {
    signal?.throwIfAborted();
    const picture = join("images", `${id}.png`);
    await cutMiddle(resolve(data, realFolders[role], file), join(folder, picture));
    lines.push(`${id},${picture},${label}`);
  }
  const catalogue = join(folder, "catalog.csv");
  await writeWhole(catalogue, `${lines.join("\n")}\n`);
  await importCatalogue(workspace, name, catalogue, {
    label: { column: "class", merge: {} },
    reproduction: "sidda",
    signal,
  });
  return name;
}

async function cutMiddle(from: string, to: string): Promise<void> {
  const image = sharp(
    await readFile(from).catch((error) => {
      throw fileFault(error, "read", from);
    }),
  );
  const { width, height } = await image.metadata();
  const side = Math.round(middle * Math.min(width, height));
  const [left, top] = [Math.round((width - side) / 2), Math.round((height - side) / 2)];
  const png = await image.extract({ left, top, width: side, height: side }).resize(kept, kept).png().toBuffer();
  await writeFile(to, png);
}

interface Galaxy {
  id: string;
  file: string;
  class: string;
}

async function galaxiesOf(data: string, role: keyof typeof realFolders): Promise<Galaxy[]> {
  const path = join(data, realFolders[role], "catalog.csv");
  const text = await readFile(path, "utf8").catch((error) => {
    throw fileFault(error, "read", path);
  });
  const [head = "", ...rows] = text.trimEnd().split(/\r?\n/);
  const { column, as } = matched[role];
  const [id, file, label] = ["id_str", "file_loc", column].map((name) => {
    const at = head.split(",").indexOf(name);
    if (at < 0) throw new Fault("catalogue", `${path} has no column ${name}`);
    return at;
  }) as [number, number, number];
  return rows.flatMap((row) => {
    const cells = row.split(",");
    const name = as === "all spiral" ? "spiral" : as[cells[label] ?? ""];
    return name === undefined ? [] : [{ id: cells[id] ?? "", file: cells[file] ?? "", class: name }];
  });
}

function claimOf(measured: readonly Measured[], to: Measured["to"]): Claim {
  const of = (way: Measured["way"], value: (each: Measured) => number) =>
    measured.filter((each) => each.to === to && each.way === way).map(value);
  const onTarget = (way: Measured["way"]) => of(way, ({ target }) => target.accuracy);
  const without = onTarget("none");
  const { mean, interval } = meanInterval(onTarget("sinkhorn").map((value, i) => value - (without[i] as number)));
  const percent = (values: readonly number[]) => `${(100 * meanInterval(values).mean).toFixed(1)} %`;
  const verdict: Verdict = interval[0] > 0 ? "holds" : interval[1] < 0 ? "does not" : "cannot tell";
  const figures =
    `without adaptation ${percent(without)}, with ${percent(onTarget("sinkhorn"))}; on the source ` +
    `${percent(of("none", ({ source }) => source.accuracy))} and ${percent(of("sinkhorn", ({ source }) => source.accuracy))}; CNN`;
  return {
    claim:
      to === "near"
        ? "real: Galaxy Zoo 1 to Galaxy Zoo 2, adaptation raises accuracy on the target (elliptical, edge-on, spiral)"
        : "real: Galaxy Zoo 1 (SDSS) to DECaLS, adaptation raises the share of discs called spiral",
    paper: null,
    ours: mean,
    interval,
    verdict,
    note:
      to === "near"
        ? `${figures}. Both are SDSS; classes by Galaxy Zoo 1's label and by the thresholds of the Galaxy Zoo 2 set, clockwise and anticlockwise spirals as one, mergers left out, galaxies in both left out of the source`
        : `${figures}. Another telescope, but every target galaxy is of one class (volunteers call all featured and none edge-on), where the source has three alike: what adaptation by transport is not made for`,
  };
}

function plotOf(measured: readonly Measured[], to: Measured["to"]): Plot {
  return {
    title: `real: ${realFolders.source} to ${realFolders[to]}`,
    measure: "accuracy on the target, 95 % over seeds",
    bars: ways.map((way) => {
      const values = measured.filter((each) => each.to === to && each.way === way).map(({ target }) => target.accuracy);
      const { mean, interval } = meanInterval(values);
      return {
        name: way === "none" ? "no adaptation" : "SIDDA",
        value: mean,
        ...(interval.every(Number.isFinite) ? { interval } : {}),
      };
    }),
  };
}
