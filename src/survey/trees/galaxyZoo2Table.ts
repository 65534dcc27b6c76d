/** Column names of the public Galaxy Zoo 2 tables (Willett+ 2013, Hart+ 2016), as Zoobot's names. */

/** The tables number answers over all tasks: a01 to a38. There is no a35. */
const answers: Record<string, string> = {
  a01: "smooth-or-featured_smooth",
  a02: "smooth-or-featured_featured-or-disk",
  a03: "smooth-or-featured_artifact",
  a04: "disk-edge-on_yes",
  a05: "disk-edge-on_no",
  a06: "bar_yes",
  a07: "bar_no",
  a08: "has-spiral-arms_yes",
  a09: "has-spiral-arms_no",
  a10: "bulge-size_no",
  a11: "bulge-size_just-noticeable",
  a12: "bulge-size_obvious",
  a13: "bulge-size_dominant",
  a14: "something-odd_yes",
  a15: "something-odd_no",
  a16: "how-rounded_round",
  a17: "how-rounded_in-between",
  a18: "how-rounded_cigar",
  a19: "odd-feature_ring",
  a20: "odd-feature_lens-or-arc",
  a21: "odd-feature_disturbed",
  a22: "odd-feature_irregular",
  a23: "odd-feature_other",
  a24: "odd-feature_merger",
  a25: "bulge-shape_round",
  a26: "bulge-shape_boxy",
  a27: "bulge-shape_no-bulge",
  a28: "spiral-winding_tight",
  a29: "spiral-winding_medium",
  a30: "spiral-winding_loose",
  a31: "spiral-arm-count_1",
  a32: "spiral-arm-count_2",
  a33: "spiral-arm-count_3",
  a34: "spiral-arm-count_4",
  a36: "spiral-arm-count_more-than-4",
  a37: "spiral-arm-count_cant-tell",
  a38: "odd-feature_dust-lane",
};

export const totalColumn = "total_classifications";

/** Weighted by how well a volunteer agrees with the others, so nearer to the truth than the plain fraction. */
const fractionKinds = ["weighted_fraction", "fraction"];

/**
 * From vote column of the tree to column of the table.
 * @param kind "count" where the table has counts for every answer of a question, else "fraction"
 */
export function galaxyZoo2Columns(columns: readonly string[], kind: "count" | "fraction"): Map<string, string> {
  const found = new Map<string, string>();
  for (const wanted of kind === "count" ? ["count"] : fractionKinds) {
    for (const column of columns) {
      const parts = /^t\d\d_\w+?_(a\d\d)_\w+?_(count|weighted_fraction|fraction)$/.exec(column);
      const answer = parts?.[2] === wanted ? answers[parts[1] as string] : undefined;
      if (answer === undefined) continue;
      const voteColumn = suffixed(answer);
      if (!found.has(voteColumn)) found.set(voteColumn, column);
    }
  }
  return found;
}

function suffixed(answer: string): string {
  const [question, ...rest] = answer.split("_");
  return `${question}-gz2_${rest.join("_")}`;
}
