import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sentences } from "./sentences.ts";

const texts = (source: string) => sentences(source).map(({ text }) => text);

describe("does not split", () => {
  test.each([
    "As Smith et al. (2010) showed, dust sublimates.",
    "This agrees with Smith et al. Figure 2 is older.",
    "We see it in Fig. 3 and in Eq. (4) of Sect. 2.",
    "The mass is 1.5 M_sun at z = 0.3.",
    "The mass is 3.2 M$_\\odot$. within $a = 3. B$ of it",
    "E. Hubble and J.-P. Luminet wrote to the U.S. Naval Observatory.",
    "Several codes, e.g. RADMC and i.e. Cloudy, vs. Mocassin.",
    "Aims. We measure the distance.",
    "Its width is approx. 3 kpc.",
  ])("%s", (source) => {
    expect(texts(source)).toEqual([source]);
  });
});

test.each([
  ["We find dust. It is hot.", ["We find dust.", "It is hot."]],
  ["Is it hot? Yes! (It is.) The end.", ["Is it hot?", "Yes!", "(It is.)", "The end."]],
  ["Ends in 2010. 30 sources remain.", ["Ends in 2010.", "30 sources remain."]],
  ["Stars of population I. We count them.", ["Stars of population I.", "We count them."]],
  ["It is 10 M_sun. The rest is gas.", ["It is 10 M_sun.", "The rest is gas."]],
  ["It agrees with Smith et al. We go on.", ["It agrees with Smith et al.", "We go on."]],
  ["It is so. $\\alpha$ is steep.", ["It is so.", "$\\alpha$ is steep."]],
])("splits %s", (source, expected) => {
  expect(texts(source)).toEqual(expected);
});

const piece = fc.oneof(
  fc.constantFrom(
    "et al.",
    "Fig.",
    "M_sun",
    "1.5",
    "$x = 1. A$",
    "E.",
    "\\odot",
    " ",
    "  ",
    "We",
    "dust.",
    "?",
    "$",
    "(",
    ")",
    "é",
    "𝛼",
  ),
  fc.string(),
);

test("offsets reproduce the text: every sentence is a slice, and between them there is only blank", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const source = pieces.join("");
      let at = 0;
      for (const { start, end, text } of sentences(source)) {
        expect(source.slice(start, end)).toBe(text);
        expect(source.slice(at, start).trim()).toBe("");
        expect(text.trim()).toBe(text);
        expect(text).not.toBe("");
        at = end;
      }
      expect(source.slice(at).trim()).toBe("");
    }),
  );
});
