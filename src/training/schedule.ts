/** How fast to learn at each step, and how many epochs there is time for. */

/** Linear from 0 over the first `warmup` steps, then half a cosine down to 0 at `steps` (Loshchilov & Hutter 2017). */
export function learningRateAt(
  step: number,
  { peak, steps, warmup }: { peak: number; steps: number; warmup: number },
): number {
  const rise = Math.min(1, step / Math.max(1, warmup));
  const done = Math.min(1, step / Math.max(1, steps));
  return peak * rise * 0.5 * (1 + Math.cos(Math.PI * done));
}

/** The running average forgets its beginnings quickly, then reaches `limit`. */
export function averageDecayAt(step: number, limit: number): number {
  return Math.min(limit, (1 + step) / (10 + step));
}

/** Kept back of the time allowed, for the last validation and the report. */
const reserve = 0.06;

/**
 * The epochs that fit into the time allowed, at the speed of the epochs done so far; never more than `planned`.
 * @param firstEpochSeconds is left out where there are others: it decoded the images too
 */
export function affordableEpochs(
  planned: number,
  done: number,
  {
    seconds,
    firstEpochSeconds,
    allowedSeconds,
  }: { seconds: number; firstEpochSeconds: number; allowedSeconds: number },
): number {
  const each = done > 1 ? (seconds - firstEpochSeconds) / (done - 1) : seconds / done;
  const left = allowedSeconds * (1 - reserve) - seconds;
  return Math.max(done, Math.min(planned, done + Math.floor(left / each)));
}
