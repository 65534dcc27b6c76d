/** The trainings of SIDDA's reproduction (arXiv 2501.14048): which there are, on what, for how long. */

import { join } from "node:path";
import type { DivergenceName } from "../methods/sidda/configuration.ts";
import { type DomainKind, type DomainName, simulateDomain } from "../sky/simulateDomain.ts";
import { importCatalogue } from "../survey/importCatalogue.ts";
import { surveyNames } from "../survey/survey.ts";
import type { Workspace } from "../survey/workspace.ts";
import { adaptedSides, type Sides } from "./adaptedSides.ts";
import type { Scale } from "./claims.ts";

/**
 * The paper has 15,000 pictures a domain, of 100 pixels, and 50 epochs of batches of 128. Smaller ones are drawn with the
 * same noise a pixel, and seen a little smaller yet, so that about as much of it is left as the paper's have.
 */
export const sizes = {
  small: { pictures: 960, drawn: 48, seen: 32, epochs: 30, warmup: 14, batchSize: 32 },
  full: { pictures: 15_000, drawn: 100, seen: 100, epochs: 50, warmup: 5, batchSize: 128 },
} as const satisfies Record<Scale, object>;

export const siddaSets = ["objects", "shapes"] as const satisfies readonly DomainKind[];
export type SiddaSet = (typeof siddaSets)[number];
/** On which networks that know turns are compared at small scale, and at any the order of their group. */
export const orderedSet: SiddaSet = "objects";

export interface Way {
  name: string;
  network: string;
  divergence: DivergenceName;
  /** Where it is left out, the weight is learnt. */
  weight?: number;
}

/** At small scale the networks that know turns have half as many fields: a quarter of the time. */
export function waysOf(scale: Scale, set: SiddaSet, withOrders: boolean): Way[] {
  const turned = (turns: number) => `sidda_d${turns}${scale === "small" ? "_half" : ""}`;
  const d4: Way[] = [
    { name: "D4, SIDDA", network: turned(4), divergence: "sinkhorn" },
    { name: "D4, no adaptation", network: turned(4), divergence: "none" },
  ];
  return [
    { name: "CNN, no adaptation", network: "sidda_cnn", divergence: "none" },
    { name: "CNN, SIDDA", network: "sidda_cnn", divergence: "sinkhorn" },
    { name: "CNN, mean discrepancy", network: "sidda_cnn", divergence: "mmd", weight: 1 },
    ...(scale === "full" || set === orderedSet ? d4 : []),
    ...(withOrders && set === orderedSet ? [1, 2, 8] : []).map(
      (turns): Way => ({ name: `D${turns}, SIDDA`, network: turned(turns), divergence: "sinkhorn" }),
    ),
  ];
}

export interface Training {
  set: SiddaSet;
  way: Way;
  seed: number;
}

export interface Measured extends Sides {
  set: SiddaSet;
  way: string;
  seed: number;
}

export async function trainedSides(
  workspace: Workspace,
  { set, seed, way }: Training,
  scale: Scale,
  report: (share: number) => void,
  signal?: AbortSignal,
): Promise<Sides> {
  const { epochs, warmup, batchSize, seen } = sizes[scale];
  const options = {
    seed,
    network: way.network,
    divergence: way.divergence,
    divergenceWeight: way.weight,
    epochs,
    warmup,
    batchSize,
    imageSize: seen,
    threads: 1,
    // Not the paper's: with its units the features of a few hundred steps fall together before classes are learnt.
    lossUnits: "measured",
    // As the published code trains: its augmentation is set, and then replaced.
    augment: false,
  } as const;
  const [source, target] = [nameOf(set, "source", scale), nameOf(set, "target", scale)];
  return adaptedSides(workspace, { source, target, options }, report, signal);
}

function nameOf(set: SiddaSet, domain: DomainName, scale: Scale): string {
  const { pictures, drawn } = sizes[scale];
  return `sidda-${set}-${domain}-${pictures}-${drawn}px`;
}

/** Both domains of a set, simulated once: all seeds train on the same pictures, as in the paper. */
export async function simulated(
  workspace: Workspace,
  set: SiddaSet,
  scale: Scale,
  signal?: AbortSignal,
): Promise<void> {
  const known = await surveyNames(workspace);
  const { pictures: count, drawn: size } = sizes[scale];
  for (const domain of ["source", "target"] as const) {
    const name = nameOf(set, domain, scale);
    if (known.includes(name)) continue;
    const { catalogue } = await simulateDomain({
      kind: set,
      domain,
      count,
      size,
      // The paper's seeds.
      seed: domain === "source" ? 42 : 41,
      folder: join(workspace.path, "simulated", name),
      signal,
    });
    await importCatalogue(workspace, name, catalogue, {
      label: { column: "class", merge: {} },
      reproduction: "sidda",
      signal,
    });
  }
}
