/** How well a few values tell their mean. */

/** 95 % interval of a mean, by Student's t, which holds for few; wide open of one. */
export function meanInterval(values: readonly number[]): { mean: number; interval: [number, number] } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  if (n < 2) return { mean, interval: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentT(n - 1) * Math.sqrt(variance / n);
  return { mean, interval: [mean - half, mean + half] };
}

/** 97.5 % points for 1 to 10 degrees of freedom; past those the normal's is near enough. */
const points = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

function studentT(freedom: number): number {
  return points[freedom - 1] ?? 1.96 + 2.4 / freedom;
}
