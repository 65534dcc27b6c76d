/** Tests that look only at which number is larger. */

export interface MannWhitney {
  /** How often a number of the first group is larger than one of the second; ties count half. */
  superiority: number;
  /** That the first group is not larger, one-sided, by the normal approximation with ties corrected. */
  p: number;
}

/** Mann & Whitney (1947). */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney {
  const [n, m] = [first.length, second.length];
  const all = [...first, ...second];
  const ranks = ranksOf(all);
  const u = ranks.slice(0, n).reduce((a, b) => a + b, 0) - (n * (n + 1)) / 2;
  const total = n + m;
  const ties = [...countsOf(all).values()].reduce((sum, count) => sum + count ** 3 - count, 0);
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  const z = deviation > 0 ? (u - (n * m) / 2) / deviation : 0;
  return { superiority: u / (n * m), p: normalTail(z) };
}

/** Spearman's rank correlation; ties share their mean rank. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [ranksOf(x), ranksOf(y)];
  const centre = (x.length + 1) / 2;
  let [both, own, other] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [u, v] = [(a[i] as number) - centre, (b[i] as number) - centre];
    both += u * v;
    own += u * u;
    other += v * v;
  }
  return both / Math.sqrt(own * other);
}

/** From 1; equal ones have their mean. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let i = start; i < end; i++) ranks[order[i] as number] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

function countsOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** P(Z > z) of a standard normal number: Abramowitz & Stegun 26.2.17, to 7.5e-8. */
function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
