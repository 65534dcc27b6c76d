/** A paper's claims beside what we measure: the frame that every file of this folder fills. */

export const scales = ["small", "full"] as const;
export type Scale = (typeof scales)[number];

export const verdicts = ["holds", "does not", "cannot tell"] as const;
export type Verdict = (typeof verdicts)[number];

export interface Claim {
  /** What the paper says, in words; its direction is what is judged. */
  claim: string;
  /** Its figure, or null where it gives none. */
  paper: number | string | null;
  /** Ours; null where it could not be measured. */
  ours: number | string | null;
  /** 95 % of ours. */
  interval: [number, number] | null;
  verdict: Verdict;
  /** How it was measured, and what differs from the paper. */
  note: string;
}

/** Numbers that belong to the claims, drawn on the page as bars. */
export interface Plot {
  title: string;
  /** What the length of a bar is. */
  measure: string;
  bars: { name: string; value: number; interval?: [number, number] }[];
}

export interface Reproduction {
  paper: string;
  title: string;
  scale: Scale;
  seeds: number;
  /** Where the data came from, in words. */
  data: string;
  claims: Claim[];
  plots: Plot[];
}

/** Whether a number lies above a bound, by its interval: where the bound lies inside, nobody can tell. */
export function isAbove(interval: readonly [number, number], bound: number): Verdict {
  if (interval.some(Number.isNaN)) return "cannot tell";
  if (interval[0] >= bound) return "holds";
  return interval[1] < bound ? "does not" : "cannot tell";
}

/** The result where an interval that tells nothing, as of one seed, is none: JSON has no infinity. */
export function withoutOpenIntervals(result: Reproduction): Reproduction {
  const known = (interval: [number, number]) => interval.every(Number.isFinite);
  return {
    ...result,
    claims: result.claims.map((claim) =>
      claim.interval && !known(claim.interval) ? { ...claim, interval: null } : claim,
    ),
    plots: result.plots.map((plot) => ({
      ...plot,
      bars: plot.bars.map(({ interval, ...bar }) => (interval && known(interval) ? { ...bar, interval } : bar)),
    })),
  };
}
