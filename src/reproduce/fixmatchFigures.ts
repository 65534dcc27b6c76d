/** What pools at known distances brought in a workspace's own reproduction of FixMatch. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Reproduction, type Scale, scales } from "./claims.ts";
import { distanceTitle, gainTitle } from "./fixmatchPlots.ts";

export interface PoolFigures {
  scale: Scale;
  seeds: number;
  pools: {
    name: string;
    /** Fréchet distance over its null. */
    ratio: number;
    /** Accuracy less that of the labels alone, and its 95 % over seeds where there are more than one. */
    gain: number;
    interval?: [number, number];
  }[];
}

/** Of the largest scale that was run, nearest pool first; undefined where none was. */
export async function poolFigures(workspacePath: string): Promise<PoolFigures | undefined> {
  for (const scale of scales.toReversed()) {
    const path = join(workspacePath, "reproductions", `fixmatch-${scale}`, "claims.json");
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) return figuresOf(JSON.parse(text));
  }
  return undefined;
}

export function figuresOf({ scale, seeds, plots }: Reproduction): PoolFigures {
  const barsOf = (title: string) => plots.find((plot) => plot.title.startsWith(title))?.bars ?? [];
  const gains = barsOf(gainTitle);
  const pools = barsOf(distanceTitle).flatMap(({ name, value }) => {
    const gain = gains.find((bar) => bar.name === name);
    return gain ? [{ name, ratio: value, gain: gain.value, interval: gain.interval }] : [];
  });
  return { scale, seeds, pools: pools.sort((a, b) => a.ratio - b.ratio) };
}
