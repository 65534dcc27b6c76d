import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { smallLibrary } from "../smallCorpus.ts";
import { ask } from "./ask.ts";
import { meetsConditions, numbersAsked, readByValue, withoutValues } from "./claimedValue.ts";

function said(question: string, sentence: string, title?: string) {
  const { claimed, conditions } = numbersAsked(question, new Map());
  return claimed ? readByValue(claimed, sentence, title) : meetsConditions(conditions, sentence);
}

const hubble = "Is H0 73 km/s/Mpc?";
describe("a claimed value beside a paper's", () => {
  test.each([
    [hubble, "We find H0 = 67.4 +- 0.5 km/s/Mpc.", "contradicts"],
    [hubble, "We obtain $H_0 = 72.8 \\pm 1.1$ km s$^{-1}$ Mpc$^{-1}$.", "supports"],
    [hubble, "The Hubble constant is 73.2 ± 1.3 km/s/Mpc, in tension with 67.4 ± 0.5 km/s/Mpc.", "supports"],
    [hubble, "We find H0 = 69 ± 1.5 km/s/Mpc.", "unclear"],
    [hubble, "We rule out H0 > 70 km/s/Mpc.", "contradicts"],
    [hubble, "We cannot rule out H0 = 67 km/s/Mpc.", "says nothing"],
    [hubble, "H0 is not 73 km/s/Mpc.", "contradicts"],
    [hubble, "We assume H0 = 73 km/s/Mpc.", "says nothing"],
    [hubble, "The sample has log L > 11.5 (H0=73 km/s/Mpc, q0=0.5).", "says nothing"],
    [hubble, "We measure the Hubble constant.", "says nothing"],
    [hubble, "The uncertainty of H0 is 73 km/s/Mpc.", "says nothing"],
    ["Is H0 greater than 70 km/s/Mpc?", "H0 = 67.4 ± 0.5 km/s/Mpc", "contradicts"],
    ["Is H0 greater than 70 km/s/Mpc?", "H0 = 73 ± 1 km/s/Mpc", "supports"],
    ["Is H0 greater than 70 km/s/Mpc?", "H0 = 70 ± 3 km/s/Mpc", "unclear"],
    ["Is H0 greater than 70 km/s/Mpc?", "H0 < 70 km/s/Mpc", "contradicts"],
    ["Is H0 about 70 km/s/Mpc?", "H0 = 67.4 ± 0.5 km/s/Mpc", "supports"],
    ["Is the age of the universe between 13 and 14 Gyr?", "The age of the universe is 13770 ± 60 Myr.", "supports"],
    ["Is the age of the universe between 13 and 14 Gyr?", "The universe has an age of 12.0 ± 0.2 Gyr.", "contradicts"],
    ["Is the age of the universe 6000 years?", "The age of the universe is 13.8 Gyr.", "contradicts"],
    ["Is sigma_8 0.8?", "We find $f(z)\\sigma_8(z) = 0.45 \\pm 0.02$ at z = 0.6.", "says nothing"],
    ["Is sigma_8 0.8?", "We find \\sigma_8 = 0.81 \\pm 0.02.", "supports"],
    [
      "Is the black hole mass of M87 6.5e9 solar masses?",
      "We find $M_\\mathrm{BH} = (6.5 \\pm 0.2) \\times 10^9 M_\\odot$ for M87.",
      "supports",
    ],
    ["Is the spin of Cygnus X-1 0.95?", "We find 0.93<a*<0.96 for the spin of Cygnus X-1.", "supports"],
    ["Is w = -1?", "We find w = -1.03 +/- 0.03.", "supports"],
    ["Is w = -1?", "We find $w=-0.8\\pm0.05$.", "contradicts"],
    ["Does Jupiter have 79 moons?", "Jupiter has 95 known moons.", "contradicts"],
    ["Is the bar fraction 30%?", "The bar fraction is 0.31 ± 0.02.", "supports"],
    ["Is the bar fraction 30 per cent?", "We find a bar fraction of 65%.", "contradicts"],
    ["Is the bar fraction 30%?", "The bar fraction of 300 galaxies is measured.", "says nothing"],
    [
      "Is the mass of the Milky Way 10^12 solar masses?",
      "The mass of the Milky Way is $1.1\\times10^{12} M_\\odot$.",
      "supports",
    ],
    [
      "Is the distance to the Large Magellanic Cloud 50 kpc?",
      "Pic II is 11.3 kpc from the Large Magellanic Cloud.",
      "says nothing",
    ],
    [
      "Is the distance to the Large Magellanic Cloud 50 kpc?",
      "The distance to the Large Magellanic Cloud is 49.6 ± 0.6 kpc.",
      "supports",
    ],
    ["Is sigma8 larger than 0.9?", "We determine sigma8 with an accuracy of 5%.", "says nothing"],
    ["Do bars exist at z > 2?", "We find bars at z = 2.3.", true],
    ["Do bars exist at z > 2?", "We find bars at z=0.5.", false],
    ["Do bars exist at z > 2?", "Bars exist.", false],
  ])("%s %s: %s", (question, sentence, expected) => {
    expect(said(question, sentence)).toBe(expected);
  });

  test.each([
    ["Is the distance to NGC 4258 7.6 Mpc?", "the distance to NGC 4258 is 7.6 Mpc", "supports"],
    ["Is the distance to NGC 4258 7.6 Mpc?", "We derive a distance to NGC 4258 of 7.60 +- 0.23 Mpc.", "supports"],
    ["Is the distance to NGC 4258 7.6 Mpc?", "We derive a distance to NGC4258 of 6.1 +- 0.2 Mpc.", "contradicts"],
    ["Is the distance to NGC 4258 7.6 Mpc?", "We derive a distance to NGC 1068 of 14.4 +- 0.2 Mpc.", "says nothing"],
    ["Is the redshift of 3C 273 0.158?", "The redshift of 3C 273 is 0.158.", "supports"],
    ["Is the spin of Sgr A* 0.9?", "The spin of the magnetar SGR 0418+5729 is slow.", "says nothing"],
    ["Is the spin of Sgr A* 0.9?", "The spin of Sgr A* is a = 0.65 +- 0.05.", "contradicts"],
    ["Is the mass of HD 209458b 0.69 Jupiter masses?", "HD 209458b has a mass of 0.69 M_Jup.", "supports"],
    ["Is the spin of M87* 0.9?", "The spin of M87 is studied since SN 1987A.", "says nothing"],
  ])("a number in a name is no value: %s %s: %s", (question, sentence, expected) => {
    expect(numbersAsked(question, new Map()).conditions).toEqual([]);
    expect(said(question, sentence)).toBe(expected);
  });

  test.each([
    [hubble, "We find H₀ = 73.8 ± 2.4 km s⁻¹ Mpc⁻¹.", "supports"],
    [hubble, "The Hubble constant H₀ is (67.3 ± 1.2) km s⁻¹ Mpc⁻¹.", "contradicts"],
    [hubble, "We find H<SUB>0</SUB> = 67.3 ± 1.2 km s<SUP>−1</SUP> Mpc<SUP>−1</SUP>.", "contradicts"],
    [
      "Is the mass of the Milky Way 10^12 solar masses?",
      "The mass of the Milky Way is 1.1 ± 0.2 × 10¹² M☉.",
      "supports",
    ],
    ["Is Omega_m 0.3?", "We find Ωₘ = 0.31 ± 0.01.", "supports"],
    ["Is sigma_8 0.8?", "We find σ₈ = 0.60 ± 0.02.", "contradicts"],
  ])("Unicode's signs read as LaTeX's: %s %s: %s", (question, sentence, expected) => {
    expect(said(question, sentence)).toBe(expected);
  });

  test("a sentence that only says what was found is of what the title names", () => {
    expect(said(hubble, "We find 72.8 ± 1.1 km/s/Mpc.", "The Hubble constant from Cepheids")).toBe("supports");
    expect(said(hubble, "We find 72.8 ± 1.1 Mpc.", "The Hubble constant from Cepheids")).toBe("says nothing");
  });
});

const size = fc.integer({ min: 10, max: 900 });
test("inside one error a value supports, beyond three it contradicts, in any unit and spelling", () => {
  fc.assert(
    fc.property(
      size,
      fc.integer({ min: 1, max: 5 }),
      fc.double({ min: -8, max: 8, noNaN: true }),
      (mass, share, away) => {
        const error = (mass * share) / 100;
        const found = mass + away * error;
        const ways = [
          `The halo mass is ${found.toFixed(4)} ± ${error.toFixed(4)} kpc.`,
          `The halo mass is $${(found / 1000).toFixed(7)}\\pm${(error / 1000).toFixed(7)}$ Mpc.`,
        ];
        for (const sentence of ways) {
          const verdict = said(`Is the halo mass ${mass} kpc?`, sentence);
          if (Math.abs(away) < 0.98) expect(verdict).toBe("supports");
          // What is written "73" means 72.5 to 73.5.
          if (Math.abs(away) > 3.02 + 0.5 / error + 2 / share) expect(verdict).toBe("contradicts");
        }
      },
    ),
  );
});

test("what supports that it is larger contradicts that it is smaller", () => {
  const turned = {
    supports: "contradicts",
    contradicts: "supports",
    unclear: "unclear",
    "says nothing": "says nothing",
  };
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 50 }), (claim, found, error) => {
      const sentence = `The halo mass is ${found} ± ${error} kpc.`;
      const larger = said(`Is the halo mass greater than ${claim} kpc?`, sentence) as keyof typeof turned;
      expect(said(`Is the halo mass less than ${claim} kpc?`, sentence)).toBe(turned[larger]);
    }),
  );
});

test("the words of a question are left without its value, and in its own spelling", () => {
  expect(withoutValues("Is the dark energy equation of state w = -1?")).toMatch(
    /^Is the dark energy equation of state w =\s+\?$/,
  );
  expect(withoutValues("How large is 73 km/s/Mpc?")).toBe("How large is 73 km/s/Mpc?");
});

const { workspace, library } = await smallLibrary(
  [
    ["We find that the Hubble constant is H0 = 67.4 +- 0.5 km/s/Mpc.", "contradicts"],
    ["We find that the Hubble constant is H0 = 72.8 +- 1.1 km/s/Mpc.", "supports"],
    ["We find that the Hubble constant is H0 = 69 +- 1.5 km/s/Mpc.", "unclear"],
    ["We confirm that the Hubble constant H0 is of great interest.", "does not address"],
  ].map(([abstract], i) => ({
    id: `20${10 + i}.0000${i}`,
    title: `Study ${i} of expansion`,
    abstract,
    authors: [`Alone${i}, A.`],
    year: 2010 + i,
    categories: ["astro-ph.CO"],
  })),
);

test("asked for a value, papers stand for and against it by their own, and one without a value by nothing", async () => {
  const { stance, consensus } = await ask(workspace, library, "is H0 73 km/s/Mpc?");
  const byId = [...stance].sort((a, b) => (a.id < b.id ? -1 : 1)).map((each) => each.stance);
  expect(byId).toEqual(["contradicts", "supports", "unclear", "does not address"]);
  expect(consensus?.says).toMatch(/^By the values .* 1 support it, 1 contradict it, 0 do both, 1 leave it open/);
});
