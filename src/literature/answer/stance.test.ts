import { describe, expect, test } from "vitest";
import { smallLibrary } from "../smallCorpus.ts";
import { stemsOf } from "../words.ts";
import { ask } from "./ask.ts";
import { claimOf } from "./claim.ts";
import { stanceOf } from "./stance.ts";

describe("a claim is read from a question that yes or no would answer", () => {
  test.each([
    ["Do bars slow down in dark haloes?", "bars slow down in dark haloes"],
    ["Is dark matter warm?", 'yes to "Is dark matter warm?"'],
    ["How do bars form?", undefined],
    ["Are bars old or young?", undefined],
  ])("%s", (question, claim) => {
    expect(claimOf(question)).toBe(claim);
  });
});

const said = [
  ["We confirm that galactic bars slow down in dark haloes.", "supports"],
  ["Our data are consistent with galactic bars that slow down in dark haloes.", "supports"],
  ["The data are not consistent with bars that slow down in dark haloes.", "contradicts"],
  ["The observations rule out that galactic bars slow down in dark haloes.", "contradicts"],
  ["We find that bars do not slow down in their dark haloes.", "contradicts"],
  ["We cannot rule out that galactic bars slow down in dark haloes.", "does not address"],
  ["Whether galactic bars slow down in dark haloes is an old question.", "does not address"],
  ["We find no evidence that galactic bars slow down in dark haloes.", "contradicts"],
] as const;

const papers = said.map(([abstract], i) => ({
  id: `20${10 + i}.0000${i}`,
  title: `Study ${i} of bars in haloes`,
  abstract,
  // The first two are of one group.
  authors: i < 2 ? ["Weinberg, M. D.", "Katz, N."] : [`Alone${i}, A.`],
  year: 2010 + i,
  categories: ["astro-ph.GA"],
}));
const { workspace, library } = await smallLibrary(papers);

test("each paper's stance is read from its cues and what they deny, with the quote", async () => {
  const { stance, consensus } = await ask(workspace, library, "Do bars slow down in dark haloes?");
  const byId = new Map(stance.map((each) => [each.id, each]));
  said.forEach(([quote, expected], i) => {
    const read = byId.get(papers[i]?.id ?? "");
    expect([quote, read?.stance]).toEqual([quote, expected]);
    if (expected !== "does not address") expect(read?.citation?.quote).toBe(quote);
    else expect(read?.citation).toBeNull();
  });
  expect(consensus?.counts).toEqual({ supports: 2, contradicts: 4, mixed: 0, unclear: 0, "does not address": 2 });
  expect(consensus?.groups).toEqual({ supports: 1, contradicts: 4, mixed: 0, unclear: 0, "does not address": 2 });
});

test("no stance is read where the question is no claim", async () => {
  const { stance, consensus } = await ask(workspace, library, "How do bars slow down in dark haloes?");
  expect(stance).toEqual([]);
  expect(consensus).toBeNull();
});

describe("a sentence that only mentions what is asked of is neither for nor against:", () => {
  test.each([
    ["Is Pluto a planet?", "We observed the Pluto system in support of the New Horizons flyby."],
    ["Is Pluto a planet?", "The simulations, performed with the PLUTO code, confirm the shocks."],
    [
      "Are ultra-diffuse galaxies failed L* galaxies?",
      "We measured the velocity of an ultra-diffuse galaxy, confirming that it is a member of the cluster.",
    ],
    [
      "Is the 3.5 keV line caused by dark matter decay?",
      "Future data will enable us to discover or rule out that the 3.5 keV line is caused by dark matter decay.",
    ],
    [
      "Is the fine-structure constant varying with redshift?",
      "To confirm that the fine-structure constant varies with redshift, we observe quasars.",
    ],
    [
      "Is the sum of neutrino masses greater than 0.3 eV?",
      "The sum of the three active neutrino masses is constrained by the data.",
    ],
    ["Is sigma_8 lower than 0.78?", "We find sigma_8 = 0.495 \\Omega_M^{-0.60} for flat models."],
    ["Do bars slow down in dark haloes?", "We can't rule out that bars slow down in dark haloes."],
    [
      "Does star formation correlate with stellar mass?",
      "After excluding AGN hosts, we compare star formation and stellar mass.",
    ],
    ["Is the Universe isotropic?", "We find no evidence against the Universe being isotropic."],
    ["Is H0 > 70?", "The Hubble parameter H(z) at 0.1 < z < 1.2 shows no tension with H0."],
    ["Does AGN feedback quench star formation?", "AGN feedback is seen where star formation quenches."],
    ["Is H0 > 70 km/s/Mpc?", "We measure H_0 in four cosmological models."],
    ["Is the mass of the Milky Way above 10^12 Msun?", "The mass of the Milky Way is in two components."],
  ])("%s %s", (question, sentence) => {
    expect(stanceOf(sentence, question, evenly(question))).toBe("neither");
  });
});

test.each([
  [
    "Is the mass of the Milky Way above 10^12 Msun?",
    "The mass of the Milky Way is in the range $(1.2$-$1.9)\\times 10^{12}\\,M_\\odot$.",
    "supports",
  ],
  [
    "Is the stellar IMF of massive ellipticals bottom-heavy?",
    "We find that the stellar IMF of massive ellipticals is bottom-heavy at all radii, low-mass stars among them.",
    "supports",
  ],
  [
    "Do bars slow down in dark haloes?",
    "Our data don't support the idea that bars slow down in dark haloes.",
    "contradicts",
  ],
  ["Do bars slow down in dark haloes?", "We find little evidence that bars slow down in dark haloes.", "contradicts"],
  [
    "Does the Lyman alpha escape fraction correlate with dust content?",
    "The Lyman alpha escape fraction appears not to correlate with the dust content, confirming the role of geometry.",
    "contradicts",
  ],
  ["Do mergers trigger AGN activity?", "AGN activity is triggered by mergers.", "supports"],
  ["Do mergers trigger AGN activity?", "AGN activity is not triggered by mergers.", "contradicts"],
  ["Do bars drive gas inflow?", "Bars are driven by gas inflow.", "neither"],
  [
    "Is dark matter made of Q-balls?",
    "Q-balls, of which dark matter is made, are promising candidates for it.",
    "neither",
  ],
  ["Is H0 73 km/s/Mpc?", "Its luminosity is 10^44 erg/s (H0 = 50 km/s/Mpc).", "neither"],
  ["Is r < 0.1 (tensor-to-scalar)?", "The tensor-to-scalar ratio is r = 0.05 +/- 0.01.", "supports"],
  [
    "Does AGN feedback quench star formation?",
    "AGN feedback quenches star formation without destroying the cool core.",
    "supports",
  ],
] as const)("%s %s: %s", (question, sentence, stance) => {
  expect(stanceOf(sentence, question, evenly(question))).toBe(stance);
});

function evenly(question: string): Map<string, number> {
  const own = [...new Set(stemsOf(question))];
  return new Map(own.map((stem) => [stem, 1 / own.length]));
}
