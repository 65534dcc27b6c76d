import { describe, expect, test } from "vitest";
import { askedQuantity, inQuantities } from "./askedQuantity.ts";

describe("a question that wants a value", () => {
  test.each([
    ["What is the mass of the black hole in NGC 1277?", "a mass of (4.9 \\pm 1.6) x 10^9 Msun", "at 440 pc"],
    ["How far away is the Large Magellanic Cloud?", "we find 49.97 +/- 0.19 kpc", "a mass of 10^{10} M_\\odot"],
    ["How old is the universe?", "its age is 14 Gyr", "H_0 = 70 km/s/Mpc"],
    ["What is the Hubble constant?", "$H_0=80\\pm17$ km/sec/Mpc", "within 20 Mpc"],
    ["What is the mass-loss rate of eta Carinae?", "10^{-3} M_\\odot yr^{-1}", "it lost 10 M_\\odot"],
    ["What is the orbital period of HD 80606 b?", "once in 111 days", "at 0.45 AU"],
  ])("%s", (question, has, hasNot) => {
    const quantity = askedQuantity(question);
    expect([quantity?.isIn(has), quantity?.isIn(hasNot), quantity?.isIn("no number")]).toEqual([true, false, false]);
  });

  test.each([
    ["What is the distance to M31?", "We derive a distance modulus of 24.49$\\pm$0.11 mag for M31.", "", true],
    ["What is the distance to M31?", "Streams lie at projected distances of 120 kpc from M31.", "", false],
    ["What is the distance to M31?", "It has 1e38 erg/s (assuming a distance of 780 kpc).", "A source in M31", false],
    ["What is the spin period of SGR 1806-20?", "SGR 1806-20 was seen over a period of 8 years.", "", false],
    ["What is the spin period of SGR 1806-20?", "We find a spin period of 7.5 s for SGR 1806-20.", "", true],
    ["How old is the universe?", "The age of the Universe, t_0, is 14+/-1.6 Gyr.", "", true],
    ["What is the mass of M 87?", "M 87 has a mass above 10^12 Msun.", "", false],
    [
      "What is the mass of the black hole in NGC 1277?",
      "Through orbit-based models we obtain a black hole mass of (4.9 \\pm 1.6) x 10^9 Msun.",
      "The galaxy NGC 1277",
      true,
    ],
  ])("%s is or is not given by: %s", (question, sentence, title, is) => {
    expect(askedQuantity(question)?.isGivenIn(sentence, title)).toBe(is);
  });

  test.each([
    "How does the mass of a galaxy depend on its environment?",
    "What sets the mass of stars?",
    "What is the lithium problem?",
    "Is the mass of the neutrino above 0.1 eV?",
    "How do distances of pulsars follow from their dispersion?",
  ])("is not: %s", (question) => {
    expect(askedQuantity(question)).toBeUndefined();
  });

  test("is put in the words of papers", () => {
    expect(inQuantities("How old is the universe?")).toBe("age is the universe?");
    expect(inQuantities("How far away is M 87?")).toBe("distance is M 87?");
    expect(inQuantities("What is the mass of M 87?")).toBe("What is the mass of M 87?");
  });
});
