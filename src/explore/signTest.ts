/** Whether things that changed one way or the other changed more often one way (McNemar 1947, exact). */

/** @returns two-sided probability of so unequal counts, or more so, where either way is as likely; 1 of none */
export function signTest(one: number, other: number): number {
  const changed = one + other;
  let [term, below] = [0.5 ** changed, 0];
  for (let count = 0; count <= Math.min(one, other); count++) {
    below += term;
    term *= (changed - count) / (count + 1);
  }
  return Math.min(1, 2 * below);
}
