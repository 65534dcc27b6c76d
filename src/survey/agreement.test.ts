import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cohenKappa, krippendorffAlpha, levels } from "./agreement.ts";

/** By object, from one list of answers a person; null where there is none. */
function units<T>(people: readonly (readonly (T | null)[])[]): T[][] {
  return (people[0] ?? []).map((_, i) => people.flatMap((answers) => answers[i] ?? ([] as T[])));
}

describe("Krippendorff's alpha", () => {
  test.each([
    ["nominal", 0.743],
    ["ordinal", 0.815],
    ["interval", 0.849],
  ] as const)("of four observers with missing answers, %s, is Krippendorff's (2011) %s", (level, published) => {
    const x = null;
    const observers = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, x, x, x],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, x, 3],
      [x, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, x],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, x],
    ];
    expect(krippendorffAlpha(units(observers), level)).toBeCloseTo(published, 3);
  });

  test("is not to be had where nobody answered twice, or everybody said the same", () => {
    expect(krippendorffAlpha([["a"], ["b"]], "nominal")).toBeNull();
    expect(
      krippendorffAlpha(
        [
          ["a", "a"],
          ["a", "a"],
        ],
        "nominal",
      ),
    ).toBeNull();
  });

  test("is 1 where all agree on each object, and not changed by other names, other orders or lone answers", () => {
    const answers = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 }), {
      minLength: 2,
      maxLength: 20,
    });
    fc.assert(
      fc.property(answers, (given) => {
        const alpha = krippendorffAlpha(given, "nominal");
        const renamed = given.map((unit) => unit.map((value) => `class ${9 - value}`).reverse()).reverse();
        const other = krippendorffAlpha([...renamed, ["class 3"]], "nominal");
        if (alpha === null) expect(other).toBeNull();
        else expect(other).toBeCloseTo(alpha, 10);
        if (alpha !== null) expect(alpha).toBeLessThanOrEqual(1);
        const agreed = given.map((unit) => unit.map(() => unit[0] ?? 0));
        expect([1, null]).toContain(krippendorffAlpha(agreed, "ordinal"));
      }),
    );
  });
});

describe("Cohen's kappa", () => {
  test("of Cohen's (1960) two judges of 200 patients is 0.492", () => {
    const counts = [
      [88, 14, 18],
      [10, 40, 10],
      [2, 6, 12],
    ];
    const pairs = counts.flatMap((row, a) => row.flatMap((count, b) => Array.from({ length: count }, () => [a, b])));
    const kappa = cohenKappa(
      pairs.map(([a = 0]) => a),
      pairs.map(([, b = 0]) => b),
    );
    expect(kappa).toBeCloseTo(0.492, 3);
  });

  test("is not to be had of nobody, or where both always say the same one thing", () => {
    expect(cohenKappa([], [])).toBeNull();
    expect(cohenKappa(["a", "a"], ["a", "a"])).toBeNull();
  });
});

interface Case {
  ratings: (number | null)[][];
  alpha: Record<(typeof levels)[number], number>;
  kappa: number;
  weightedKappa: number;
}
const fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/agreement/agreement.json", import.meta.url), "utf8"),
) as { cases: Case[] };

test.each(fixture.cases.map((each, i) => [i, each] as const))(
  "agrees with the packages krippendorff and scikit-learn in case %i",
  (_, { ratings, alpha, kappa, weightedKappa }) => {
    for (const level of levels) expect(krippendorffAlpha(units(ratings), level)).toBeCloseTo(alpha[level], 10);
    const [first = [], second = []] = ratings;
    const both = first.flatMap((a, i) => (a === null || second[i] == null ? [] : [[a, second[i]] as const]));
    const of = (who: 0 | 1) => both.map((pair) => pair[who]);
    expect(cohenKappa(of(0), of(1))).toBeCloseTo(kappa, 10);
    expect(cohenKappa(of(0), of(1), { weights: "quadratic" })).toBeCloseTo(weightedKappa, 10);
  },
);
