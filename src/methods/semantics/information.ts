/** What a word tells about classes: mutual information in bits, less what chance alone would show (Miller 1955; Roulston 1999). */

/**
 * Mutual information of two yes-or-no variables, in bits.
 * @param a, b [n] of 0 and 1
 */
export function mutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const cell = 2 * Number(a[i]) + Number(b[i]);
    counts[cell] = (counts[cell] as number) + 1;
  }
  const [none = 0, onlyB = 0, onlyA = 0, both = 0] = counts;
  const [withA, withB] = [onlyA + both, onlyB + both];
  const part = (count: number, rowSum: number, columnSum: number) =>
    count === 0 ? 0 : (count / n) * Math.log2((count * n) / (rowSum * columnSum));
  return (
    part(none, n - withA, n - withB) +
    part(onlyB, n - withA, withB) +
    part(onlyA, withA, n - withB) +
    part(both, withA, withB)
  );
}

/**
 * Bits that `feature` tells about all classes, each less the bias of a count this small; never below 0.
 * @param feature [n] of 0 and 1 @param classes each [n] of 0 and 1
 */
export function informationOn(feature: ArrayLike<number>, classes: readonly ArrayLike<number>[]): number {
  // (rows - 1)(columns - 1) / (2 n ln 2), the first term of the bias.
  const bias = 1 / (2 * feature.length * Math.LN2);
  return classes.reduce((sum, each) => sum + Math.max(0, mutualInformation(feature, each) - bias), 0);
}

/**
 * The cut of a share that tells most: people seldom all name the same thing.
 * @param shares [n], 0 to 1
 * @returns the least share that counts as yes, and the bits
 */
export function bestCut(
  shares: ArrayLike<number>,
  classes: readonly ArrayLike<number>[],
): { cut: number; bits: number } {
  let best = { cut: Number.MIN_VALUE, bits: 0 };
  // Few cuts: each more tried is another chance to be fooled.
  for (const cut of [Number.MIN_VALUE, 0.2, 0.4]) {
    const bits = informationOn(
      Array.from(shares, (value) => Number(value >= cut - 1e-9 && value > 0)),
      classes,
    );
    if (bits > best.bits) best = { cut, bits };
  }
  return best;
}
