import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partsOf } from "./parts.ts";

const searched = (question: string) => partsOf(question).map(({ question: part }) => part);

describe("a question taken apart by its wording", () => {
  test("asks for each of a list in the place of all", () => {
    expect(searched("How do mergers, gas accretion and bars build up bulges?")).toEqual([
      "How do mergers build up bulges",
      "How do gas accretion build up bulges",
      "How do bars build up bulges",
    ]);
  });

  test.each([
    "What are the differences between classical bulges and pseudobulges in disc galaxies?",
    "Compare classical bulges with pseudobulges in disc galaxies",
    "classical bulges versus pseudobulges in disc galaxies",
  ])("asks for both sides of a comparison, each with what is said of both: %s", (question) => {
    expect(searched(question)).toEqual(["classical bulges in disc galaxies", "pseudobulges in disc galaxies"]);
  });

  test("says again who is meant by they", () => {
    expect(searched("How do bars form in galaxies, and how long do they live?")).toEqual([
      "How do bars form in galaxies?",
      "how long do they live bars form galaxies?",
    ]);
  });

  test("of a claim looks for what speaks for it and what against", () => {
    expect(partsOf("Do all massive galaxies host a black hole?").map(({ why }) => why)).toEqual([
      "evidence for it",
      "evidence against it",
    ]);
  });

  test.each(["What sets the radius of the dust sublimation zone?", "redshift", "", "and or and", "?"])(
    "leaves one of one piece whole: %s",
    (question) => expect(partsOf(question)).toEqual([]),
  );

  test("whatever is asked, its parts are few, different, and of its own words", () => {
    const word = fc.constantFrom(
      "bars",
      "and",
      "or",
      "how",
      "do",
      "galaxies,",
      "between",
      "versus",
      "in",
      "?",
      "grow",
      "difference",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        const parts = searched(words.join(" "));
        expect(parts.length).toBeLessThanOrEqual(5);
        expect(new Set(parts).size).toBe(parts.length);
      }),
    );
  });
});
