import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shippedFacilities } from "./facilities.ts";
import { mentionFinder } from "./mentions.ts";

const find = mentionFinder(shippedFacilities);
const found = (sentence: string) => find(sentence).map(({ subject, kind }) => `${subject.keyword} ${kind}`);
const named = (sentence: string) => find(sentence).map(({ subject }) => subject.keyword);

describe("a facility is mentioned", () => {
  test.each([
    ["the Hubble Space Telescope (HST) will", ["HST", "HST"]],
    ["a search with the Very Large Array", ["VLA"]],
    ["the Very Large Telescope Interferometer", ["VLTI"]],
    ["the Atacama Large Millimetre/submillimetre Array", ["ALMA"]],
    ["H.E.S.S. and VERITAS", ["HESS", "VERITAS"]],
    ["the PLANCK spacecraft", ["Planck"]],
    ["the masked Planck 2015 data", ["Planck"]],
    ["850um data from Planck", ["Planck"]],
    ["the Swift satellite", ["Swift"]],
    ["bursts seen by Swift and Fermi", ["Swift", "Fermi"]],
    ["Kepler's third quarter of data, and Kepler's data", ["Kepler"]],
    ["LIGO and Virgo", ["LIGO", "Virgo"]],
  ])("in: %s", (sentence, keywords) => {
    expect(named(sentence)).toEqual(keywords);
  });

  test("with others of its name as one where they say so", () => {
    expect(named("at the William Herschel Telescope")).toEqual(["WHT"]);
    expect(named("the Cherenkov Telescope Array")).toEqual(["CTA"]);
  });
});

describe("a law, a person or a star of the same name is no mention", () => {
  test.each([
    "the Hubble constant, the Hubble flow, Hubble's law and the Hubble time",
    "below the Planck scale, the Planck mass and the Planck length",
    "at the Max Planck Institute for Astronomy",
    "first-order Fermi acceleration, the Fermi energy, a Fermi gas and the Fermi paradox",
    "Kepler's laws and Keplerian motion",
    "an Einstein ring within its Einstein radius, by Einstein's equations",
    "the Gaia hypothesis, and the Gaia-ESO Survey",
    "a swift decline of the hubble of it, as planck and fermi and kepler wrote",
    "Newton's constant, and Compton scattering",
    "the Virgo cluster, seen at dawn in Gemini",
    "Johannes Kepler and Edwin Hubble",
    "the knot HST-1 of M87",
    "Swift evolution is expected",
  ])("%s", (sentence) => {
    expect(named(sentence)).toEqual([]);
  });
});

describe("what is only named after a facility is an object", () => {
  test.each([
    ["the planet Kepler-22b", ["Kepler object"]],
    ["the transits of Kepler 186f", ["Kepler object"]],
    ["the quasar SDSS J1030+0524", ["SDSS object"]],
    ["the protostar IRAS 16293-2422", ["IRAS object"]],
    ["the jet of Swift J1644+57", ["Swift object"]],
    ["SDSS imaging of SDSS J1030+0524", ["SDSS use", "SDSS object"]],
  ])("%s", (sentence, kinds) => {
    expect(found(sentence)).toEqual(kinds);
  });
});

describe("use is what the wording shows", () => {
  test.each([
    "We observed the disc with ALMA at 345 GHz",
    "Using data from ALMA we measure its mass",
    "We present new ALMA observations of the disc",
    "The spectra were obtained with ALMA",
  ])("%s", (sentence) => {
    expect(found(sentence)).toEqual(["ALMA use"]);
  });
  test.each([
    "ALMA will observe such discs",
    "Such discs could be observed with ALMA",
    "This agrees with recent ALMA observations",
    "ALMA has been a success",
  ])("is not shown: %s", (sentence) => {
    expect(found(sentence)).toEqual(["ALMA mention"]);
  });
});

test("a term is found in small and capital letters and in the plural, as a whole word", () => {
  const term = mentionFinder([{ aliases: ["random forest"], isAnyCase: true }]);
  expect(term("Random forests, a random-forest and RANDOM FOREST; randomforest, random forestry")).toHaveLength(3);
});

const words = fc.constantFrom(
  ...shippedFacilities.flatMap(({ aliases, bare = [] }) => [...aliases, ...bare.map(({ word }) => word)]),
  "the",
  "a",
  "data",
  "with",
  "observed",
  "constant",
  "scale",
  "-22b",
  " J1030+0524",
  "/",
  "(",
  ")",
  "et al.",
  "2016",
  "\\",
  "$",
  "É",
);
const sentences = fc.array(fc.oneof(words, fc.string()), { maxLength: 20 }).map((parts) => parts.join(" "));

test("mentions lie in the sentence, whole words of it, and those of one facility never overlap", () => {
  fc.assert(
    fc.property(sentences, (sentence) => {
      const mentions = find(sentence);
      for (const { subject, start, end } of mentions) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(sentence.slice(start - 1, start)).not.toMatch(/[\p{L}\p{N}]/u);
        expect(sentence.slice(end, end + 1)).not.toMatch(/^[\p{L}\p{N}]/u);
        expect(
          mentions.filter((other) => other.subject === subject && other.start < end && start < other.end),
        ).toHaveLength(1);
      }
    }),
    { numRuns: 500 },
  );
});

test("every way to write a facility that means nothing else is found, wherever it stands", () => {
  const ways = shippedFacilities.flatMap(({ keyword, aliases }) => aliases.map((alias) => ({ keyword, alias })));
  fc.assert(
    fc.property(
      fc.constantFrom(...ways),
      fc.constantFrom("We like ", "(", "in the ", ""),
      ({ keyword, alias }, lead) => {
        expect(named(`${lead}${alias}, of course`)).toContain(keyword);
      },
    ),
    { numRuns: 800 },
  );
});
