/** SIDDA on simulated shapes and objects (Pandya+ 2025, arXiv 2501.14048): what adaptation and equivariance bring on a target without labels. */

import type { Workspace } from "../survey/workspace.ts";
import type { Reproduction, Scale } from "./claims.ts";
import { siddaClaims, siddaPlots } from "./siddaClaims.ts";
import { reproduceReal } from "./siddaReal.ts";
import {
  type Measured,
  type SiddaSet,
  simulated,
  sizes,
  type Training,
  trainedSides,
  waysOf,
} from "./siddaTrainings.ts";
import { planned } from "./sideBySide.ts";
import type { Steps } from "./steps.ts";

export interface SiddaRequest {
  scale: Scale;
  seeds: number;
  /** Networks under way at once, each on one thread. */
  threads: number;
  sets: readonly SiddaSet[];
  /** Without D1, D2 and D8, which take two fifths of the time. */
  withoutOrders?: boolean;
  /** Folder that holds real surveys, which are looked at last: see `realFolders`. Left out, only simulated ones are. */
  data?: string;
  onProgress?: (fraction: number, text: string) => void;
  signal?: AbortSignal;
}

/** Each training is a step of its own: what was stopped goes on where it was. */
export async function reproduceSidda(
  workspace: Workspace,
  steps: Steps,
  { scale, seeds, threads, sets, withoutOrders = false, data, onProgress = () => {}, signal }: SiddaRequest,
): Promise<Reproduction> {
  // Of all the time, as measured at small scale.
  const simulatedShare = data === undefined ? 1 : sets.length === 0 ? 0 : 0.75;
  for (const set of sets) await simulated(workspace, set, scale, signal);
  // A seed of every set and way first: whoever stops early has something to compare.
  const plan = Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) =>
    sets.flatMap((set) => waysOf(scale, set, !withoutOrders).map((way): Training => ({ set, seed, way }))),
  );
  const measured = await planned(
    plan,
    threads,
    async ({ set, way, seed }, report): Promise<Measured> => {
      const settings = { set, way, seed, ...sizes[scale], version: 4 };
      const sides = await steps.done(`${set}-${way.network}-${way.divergence}-${seed}`, settings, () =>
        trainedSides(workspace, { set, seed, way }, scale, report, signal),
      );
      return { set, way: way.name, seed, ...sides };
    },
    {
      onProgress: (done, { set, way, seed }) => onProgress(simulatedShare * done, `${set}, ${way.name}, seed ${seed}`),
      signal,
    },
  );
  const real =
    data === undefined
      ? undefined
      : await reproduceReal(workspace, steps, {
          data,
          scale,
          seeds,
          threads,
          signal,
          onProgress: (share, text) => onProgress(simulatedShare + (1 - simulatedShare) * share, text),
        });
  const { pictures, drawn, seen, epochs, warmup } = sizes[scale];
  const of = `simulated ${sets.join(" and ")}, ${pictures} pictures a domain of ${drawn} px, seen at ${seen}, ${epochs} epochs, the first ${warmup} on the source alone`;
  return {
    paper: "arXiv 2501.14048",
    title: "SIDDA: classes that hold on a survey without labels",
    scale,
    seeds,
    data: [...(sets.length > 0 ? [of] : []), ...(real ? [real.data] : [])].join("; "),
    claims: [...siddaClaims(measured, sets), ...(real?.claims ?? [])],
    plots: [...siddaPlots(measured, sets), ...(real?.plots ?? [])],
  };
}
