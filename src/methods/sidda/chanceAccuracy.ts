/** What accuracy chance reaches: by it a network whose features all became the same is known, whatever its loss. */

/** Standard deviations: over dozens of epochs two would be passed by one that tells nothing. */
const deviations = 3;

/**
 * The accuracy up to which a prediction may have nothing to do with the label, both as common as they are: their expected
 * agreement and three of its standard deviations. One that always says the same class never lies above, however common it is.
 * @param counts rows: the label; columns: what was predicted
 * @see Fleiss, Cohen & Everitt 1969, the null variance of kappa
 */
export function chanceAccuracy(counts: readonly (readonly number[])[]): number {
  const total = counts.flat().reduce((a, b) => a + b, 0);
  const labelled = counts.map((row) => row.reduce((a, b) => a + b, 0) / total);
  const said = counts.map((_, column) => counts.reduce((sum, row) => sum + (row[column] ?? 0), 0) / total);
  let expected = 0;
  let spread = 0;
  labelled.forEach((p, k) => {
    const q = said[k] ?? 0;
    expected += p * q;
    spread += p * q * (p + q);
  });
  return expected + deviations * Math.sqrt(Math.max(0, expected + expected * expected - spread) / total);
}
