/** How numbers are spread: counts in bins of equal width. */

/** Of values, this share at each end may lie beyond the bins: -9999 for "not measured" must not squeeze all others into one. */
const cutShare = 0.001;
/** But only where the rest fills less than this part of the whole range. */
const squeezed = 0.1;

export interface Histogram {
  /** Ends of the bins, one more than there are; empty where there is no number. */
  edges: number[];
  counts: number[];
  /** Numbers beyond the first and the last end. */
  below: number;
  above: number;
  /** Values that are no numbers. */
  missing: number;
}

/**
 * Over the whole range or, where few stray values would leave nearly all in one bin, over all but those. Few whole numbers
 * have a bin each.
 * @param values those that are not finite are missing
 */
export function histogramOf(values: Float32Array | Float64Array, bins: number): Histogram {
  const sorted = finite(values).sort();
  const edges = edgesOf(sorted, bins);
  return { edges, ...countsIn(values, edges), missing: values.length - sorted.length };
}

/** A loop, for of a million `filter` takes longer than to sort them. */
function finite(values: Float32Array | Float64Array): Float64Array {
  const found = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) found[count++] = values[i] as number;
  return found.subarray(0, count);
}

/** @param mask 1 for the values that are counted; all are where it is left out */
export function countsIn(
  values: ArrayLike<number>,
  edges: readonly number[],
  mask?: Uint8Array,
): Pick<Histogram, "counts" | "below" | "above"> {
  const bins = Math.max(0, edges.length - 1);
  const binOf = binFinder(edges);
  const counts = new Array<number>(bins).fill(0);
  let [below, above] = [0, 0];
  for (let i = 0; bins > 0 && i < values.length; i++) {
    if (mask && mask[i] === 0) continue;
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    const at = binOf(value);
    if (at < 0) below++;
    else if (at === bins) above++;
    else counts[at] = (counts[at] as number) + 1;
  }
  return { counts, below, above };
}

/** Which bin a number is in: -1 below the first, as many as there are bins above the last. */
export type BinFinder = (value: number) => number;

export function binFinder(edges: readonly number[]): BinFinder {
  const bins = edges.length - 1;
  const [low, high] = [edges[0] as number, edges[bins] as number];
  // Numbers as far apart as can be have no difference that is a number, but half of it is.
  const unit = Number.isFinite(high - low) ? 1 : 0.5;
  const span = high * unit - low * unit;
  const factor = bins / span;
  const within = Number.isFinite(factor)
    ? (value: number) => Math.floor((value * unit - low * unit) * factor)
    : (value: number) => Math.floor((bins * (value * unit - low * unit)) / span) || 0;
  // The last bin has its upper end too.
  return (value) => (value < low ? -1 : value > high ? bins : Math.min(bins - 1, within(value)));
}

function edgesOf(all: Float64Array, bins: number): number[] {
  const sorted = withoutStandIns(all);
  const last = sorted.length - 1;
  if (last < 0) return [];
  const at = (place: number) => sorted[Math.round(place)] as number;
  let [low, high] = [at(0), at(last)];
  const [inner, outer] = [at(last * cutShare), at(last * (1 - cutShare))];
  if (outer > inner && outer - inner < squeezed * (high - low)) [low, high] = [inner, outer];
  const isWhole = high - low < bins && sorted.every((value) => value < low || value > high || Number.isInteger(value));
  if (isWhole) return range(low - 0.5, high + 0.5, high - low + 1);
  return high > low ? range(low, high, bins) : range(low - 0.5, high + 0.5, 1);
}

/** Without numbers at an end that are all nines and far from the rest: they stand for "not measured", however many have them. */
function withoutStandIns(sorted: Float64Array): Float64Array {
  const [low, high] = [sorted[0] as number, sorted.at(-1) as number];
  if (!(high > low)) return sorted;
  const above = sorted.subarray(sorted.findIndex((value) => value > low));
  const below = sorted.subarray(0, sorted.findLastIndex((value) => value < high) + 1);
  const isStandIn = (value: number, rest: Float64Array) =>
    nines.test(String(value)) && (rest.at(-1) as number) - (rest[0] as number) < squeezed * (high - low);
  if (isStandIn(low, above)) return withoutStandIns(above);
  return isStandIn(high, below) ? withoutStandIns(below) : sorted;
}

const nines = /^-?99+(\.9+)?$/;

function range(low: number, high: number, bins: number): number[] {
  const edges = [low];
  // Where they are but a few roundings apart, one could come to lie before the one before it.
  for (let i = 1; i < bins; i++)
    edges.push(Math.min(high, Math.max(edges[i - 1] as number, low * (1 - i / bins) + high * (i / bins))));
  return [...edges, high];
}
