/** Poisson's numbers by inversion: many with one mean. */

/** Deviations from the mean beyond which nothing is drawn: one in 1e15. */
const reach = 9;

/** @returns from a uniform number in [0, 1) to a count with this mean */
export function poisson(mean: number): (uniform: number) => number {
  if (!(mean > 0)) return () => 0;
  const spread = reach * Math.sqrt(mean) + reach;
  const first = Math.max(0, Math.floor(mean - spread));
  const mode = Math.floor(mean);
  const counts = Math.ceil(mean + spread) - first + 1;
  // From the mode outwards, where nothing underflows; its own height cancels out.
  const weights = new Float64Array(counts);
  weights[mode - first] = 1;
  for (let k = mode + 1; k < first + counts; k++) weights[k - first] = ((weights[k - first - 1] as number) * mean) / k;
  for (let k = mode - 1; k >= first; k--) weights[k - first] = ((weights[k - first + 1] as number) * (k + 1)) / mean;
  let sum = 0;
  const cumulative = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return (uniform) => {
    const wanted = uniform * sum;
    let [low, high] = [0, counts - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return first + low;
  };
}
