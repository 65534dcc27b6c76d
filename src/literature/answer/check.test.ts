import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "./check.ts";
import { hasQuantity, quantities } from "./quantities.ts";

describe("quantities", () => {
  test.each([
    ["a mass of $3\\times10^{9}\\,M_\\odot$", 3e9, "msun"],
    ["3 x 10^9 M_sun", 3e9, "msun"],
    ["3 × 10^9 solar masses", 3e9, "msun"],
    ["$10^{12}$ M$_\\odot$", 1e12, "msun"],
    ["about ~0.45 kpc", 0.45, "kpc"],
    ["45% of them", 45, "%"],
    ["45 per cent", 45, "%"],
    ["1,200 galaxies", 1200, null],
    ["at -3.5 mag", -3.5, "mag"],
    ["220 km s$^{-1}$", 220, "km/s"],
    ["2 years", 2, "yr"],
  ])("%s", (text, value, unit) => {
    expect(quantities(text)[0]).toMatchObject({ value, unit });
  });

  test("a range has both ends, with the unit", () => {
    expect(quantities("at 2-3 kpc").map(({ value, unit }) => [value, unit])).toEqual([
      [2, "kpc"],
      [3, "kpc"],
    ]);
  });

  test("names are none", () => {
    expect(quantities("M31, z3 and SN1987A")).toEqual([]);
  });

  test("one is found among others only with its own unit", () => {
    const among = quantities("it is 3 kpc away");
    expect(hasQuantity(among, { value: 3, unit: "kpc", written: "" })).toBe(true);
    expect(hasQuantity(among, { value: 3, unit: "Mpc".toLowerCase(), written: "" })).toBe(false);
    expect(hasQuantity(among, { value: 4, unit: "kpc", written: "" })).toBe(false);
  });
});

const quote = "We find that the bar fraction of NGC-like discs increases to 45% at z = 0.7, and bars do not slow down.";
describe("a sentence beside its quote", () => {
  test.each([
    [quote, "quoted"],
    ["The bar fraction increases to 45% at z = 0.7.", "unsupported"],
    ["The bar fraction of NGC-like discs increases to 45% at z = 0.7, and bars do not slow down.", "supported"],
    ["The bar fraction of discs increases to 45% at z = 0.7, and bars do not slow down.", "weak"],
    ["The bar fraction of discs increases to 54% at z = 0.7, and bars do not slow down.", "unsupported"],
    ["The bar fraction of discs decreases to 45% at z = 0.7, and bars do not slow down.", "unsupported"],
    ["The bar fraction of spirals increases to 45% at z = 0.7, and bars do not slow down.", "weak"],
    ["Cheese is eaten by mice.", "unsupported"],
  ])("%s: %s", (sentence, status) => {
    expect(check(sentence, [quote]).status).toBe(status);
  });

  test("without one is not supported", () => {
    expect(check("Bars slow down.", []).status).toBe("unsupported");
  });

  test("is not helped by a language model, but can be stopped by one", () => {
    const sentence = "The bar fraction of NGC-like discs increases to 45% at z = 0.7, and bars do not slow down.";
    expect(check(sentence, [quote], "entails").status).toBe("supported");
    expect(check(sentence, [quote], "neither").status).toBe("weak");
    expect(check(sentence, [quote], "contradicts").status).toBe("unsupported");
    expect(check("Cheese is eaten by mice.", [quote], "entails").status).toBe("unsupported");
  });
});

describe("a sentence that is shown unmarked", () => {
  test.each([
    ["turns a passive round", "The disc is heated by the bar.", "The bar heats the disc."],
    [
      "moves a phrase of place to the front",
      "In dwarf galaxies, bars are short.",
      "We find that bars are short in dwarf galaxies.",
    ],
    [
      "puts a short form for the long one",
      "AGN are found in 12% of discs.",
      "Active galactic nuclei (AGN) are found in 12% of discs.",
    ],
    ["puts a phrase before the verb to the front", "In dwarfs, bars are short.", "Bars in dwarfs are short."],
    ["hedges what is said", "Bars may be old.", "This suggests that bars are old."],
    ["says who did it in the paper", "We derive new limits on bars.", "New limits on bars are derived."],
    ["puts one tense for another", "Bars were recently found in dwarfs.", "Bars have recently been found in dwarfs."],
    [
      "moves the first time",
      "Bars are seen in dwarfs for the first time.",
      "For the first time bars are seen in dwarfs.",
    ],
    [
      "leaves out what a bracket adds to a name",
      "The disc (Messier 31) is old.",
      "The disc (Messier 31, the closest of its kind) is old.",
    ],
    [
      "turns a relative clause round",
      "The bar, which gas heats if it is dense, is old.",
      "The bar, which is heated by gas if it is dense, is old.",
    ],
    [
      "says it without whose it is",
      "The equation has one solution.",
      "We demonstrate that the equation we find has one solution.",
    ],
    [
      "moves a condition to the end",
      "Burning spreads when carbon is ignited.",
      "When carbon is ignited, its burning spreads.",
    ],
    ["leaves out what the authors did", "The bar slows down.", "Using N-body runs, we find that the bar slows down."],
    [
      "leaves out a thought that was added",
      "Bars are long, red features.",
      "Bars are long, red features, implying that they are old.",
    ],
  ])("%s", (_what, sentence, quote) => {
    expect(check(sentence, [quote]).status).toBe("supported");
  });

  test.each([
    ["a hedge", "Bars are old.", "Bars may be old."],
    [
      "who does it in a relative clause",
      "The bar, which heats gas, is old.",
      "The bar, which is heated by gas, is old.",
    ],
    ["what stands beside what the authors found", "The equation is old.", "The equation that we find in discs is old."],
    ["an adjective that narrows", "Galaxies host bars.", "Dwarf galaxies host bars."],
    ["which ones are meant", "The masses derived are small.", "The masses derived in this paper are small."],
    ["a condition", "Bars are long.", "Bars are long, assuming that discs are thin."],
    ["who does it", "The disc heats the bar.", "The bar heats the disc."],
    ["where from and where to", "Gas flows to the halo from the disc.", "Gas flows from the halo to the disc."],
    ["the order of a name", "It is seen by a Multiplying Electron CCD.", "It is seen by an Electron Multiplying CCD."],
    [
      "the halves of a sentence that an adverb opens",
      "in dwarfs and discs Finally, we show limits.",
      "Finally, we show limits in dwarfs and discs.",
    ],
    ["that it was only asked", "Bars are old.", "We ask whether bars are old."],
    ["the paper that said so", "Bars are old, red features.", "Bars are old.", "Rings are blue, red features."],
  ])("never changes or leaves out %s", (_what, sentence, ...quotes) => {
    expect(check(sentence, quotes).status).not.toBe("supported");
  });
});

test("who exchanges doer and deed is marked", () => {
  expect(check("Halo mass drives bar growth.", ["Bar growth drives halo mass."]).status).not.toBe("supported");
});

test("a number that no quote has is never supported", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 9999 }), (a, b) => {
      fc.pre(a !== b);
      expect(check(`The disc has ${a} spiral arms.`, [`The disc has ${b} spiral arms.`]).status).toBe("unsupported");
    }),
  );
});

describe("a formula may be written in LaTeX, in Unicode or plainly", () => {
  test.each([
    ["We find σ₈ = 0.81 in ΛCDM.", "We find $\\sigma_8 = 0.81$ in $\\Lambda$CDM."],
    ["The mass of the hole is ≳ 10⁹ M☉.", "The mass of the hole is $\\gtrsim10^{9}\\,M_\\odot$."],
    ["The mass of the hole is 3 × 10⁹ solar masses.", "The mass of the hole is $3\\times10^{9}$ M$_{\\odot}$."],
    ["Hα emission and M_BH are tied.", "H$\\alpha$ emission and $M_{\\rm BH}$ are tied."],
    ["The Milky Way is old.", "We demonstrate that the Milky Way Galaxy is old."],
  ])("%s", (sentence, quote) => {
    expect(check(sentence, [quote]).status).toBe("supported");
  });

  test.each([
    ["We find σ₈ = 0.81 in ΛCDM.", "We find $\\sigma_8 = 0.83$ in $\\Lambda$CDM."],
    ["The mass of the hole is ≲ 10⁹ M☉.", "The mass of the hole is $\\gtrsim10^{9}\\,M_\\odot$."],
    ["The mass of the hole is 10⁸ M☉.", "The mass of the hole is $10^{9}\\,M_\\odot$."],
    ["Hβ emission and M_BH are tied.", "H$\\alpha$ emission and $M_{\\rm BH}$ are tied."],
    ["The mass is 10⁹ L☉.", "The mass is $10^{9}\\,M_\\odot$."],
    ["Bars are old.", "We argue that bars are old."],
    ["Bars are old.", "Our simulated results show that bars are old."],
  ])("but never as another: %s", (sentence, quote) => {
    expect(check(sentence, [quote]).status).not.toBe("supported");
  });
});
