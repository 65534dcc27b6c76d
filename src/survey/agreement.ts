/**
 * How far people agree beyond chance: Krippendorff's alpha (Krippendorff 2011, "Computing Krippendorff's
 * alpha-reliability") for any number of people and missing answers, Cohen's kappa (Cohen 1960) for two.
 */

export const levels = ["nominal", "ordinal", "interval"] as const;

/** What the answers are: names; steps in an order; numbers whose differences mean something. */
export type Level = (typeof levels)[number];

/**
 * Krippendorff's alpha: 1 where all agree, 0 where they agree as often as chance has it, less where they agree less.
 * @param units the answers to each object; an object with fewer than 2 does not count
 * @returns null where no two people answered about one object, or all answers are the same
 */
export function krippendorffAlpha(units: readonly (readonly (string | number)[])[], level: Level): number | null {
  const pairable = units.filter(({ length }) => length > 1);
  const values = [...new Set(pairable.flat())].sort((a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1,
  );
  const place = new Map(values.map((value, i) => [value, i]));
  const totals = new Float64Array(values.length);
  const coincidences = new Float64Array(values.length ** 2);
  for (const unit of pairable) {
    const counts = new Map<number, number>();
    for (const value of unit) counts.set(place.get(value) ?? 0, (counts.get(place.get(value) ?? 0) ?? 0) + 1);
    for (const [a, countA] of counts) {
      totals[a] = (totals[a] ?? 0) + countA;
      for (const [b, countB] of counts) {
        const cell = a * values.length + b;
        coincidences[cell] = (coincidences[cell] ?? 0) + (countA * (countB - Number(a === b))) / (unit.length - 1);
      }
    }
  }
  const difference = squaredDifference(level, values, totals);
  const n = totals.reduce((a, b) => a + b, 0);
  let observed = 0;
  let expected = 0;
  for (let a = 0; a < values.length; a++) {
    for (let b = a + 1; b < values.length; b++) {
      const squared = difference(a, b);
      observed += (coincidences[a * values.length + b] ?? 0) * squared;
      expected += (totals[a] ?? 0) * (totals[b] ?? 0) * squared;
    }
  }
  return expected === 0 ? null : 1 - ((n - 1) * observed) / expected;
}

/** Between the a-th and the b-th value, a < b. */
function squaredDifference(
  level: Level,
  values: readonly (string | number)[],
  totals: Float64Array,
): (a: number, b: number) => number {
  if (level === "nominal") return () => 1;
  if (level === "interval") return (a, b) => (Number(values[a]) - Number(values[b])) ** 2;
  // How many answers lie between the two, each counting half itself.
  return (a, b) => {
    const between = totals.subarray(a, b + 1).reduce((sum, total) => sum + total, 0);
    return (between - ((totals[a] ?? 0) + (totals[b] ?? 0)) / 2) ** 2;
  };
}

/**
 * Cohen's kappa of two people about the same objects.
 * @param weights "none": any two answers that differ disagree wholly; "quadratic": numbers disagree by their difference squared
 * @returns null where there are no objects, or chance alone would make them agree always
 */
export function cohenKappa(
  first: readonly (string | number)[],
  second: readonly (string | number)[],
  { weights = "none" }: { weights?: "none" | "quadratic" } = {},
): number | null {
  const disagreement = (a: string | number, b: string | number) =>
    weights === "none" ? Number(a !== b) : (Number(a) - Number(b)) ** 2;
  const n = first.length;
  let observed = 0;
  for (let i = 0; i < n; i++) observed += disagreement(first[i] ?? "", second[i] ?? "") / n;
  let expected = 0;
  for (const [a, countA] of tally(first))
    for (const [b, countB] of tally(second)) expected += (countA / n) * (countB / n) * disagreement(a, b);
  return expected === 0 ? null : 1 - observed / expected;
}

function tally(values: readonly (string | number)[]): Map<string | number, number> {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
