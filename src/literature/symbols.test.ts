import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namesIn } from "./names.ts";
import { plainSymbols } from "./symbols.ts";
import { stemsOf, words } from "./words.ts";

/** One thing, however it is written. */
const spellings: Record<string, string[]> = {
  "the spectral index of scalars": [
    "n_s",
    "$n_s$",
    "$n_{s}$",
    "$n_{\\rm s}$",
    "$n_\\mathrm{s}$",
    "n$_s$",
    "nₛ",
    "$n_S$",
  ],
  "sigma 8": [
    "sigma_8",
    "$\\sigma_8$",
    "$\\sigma_{8}$",
    "σ_8",
    "σ₈",
    "σ8",
    "sigma8",
    "sigma 8",
    "sigma-8",
    "\\sigma _8",
  ],
  "Hubble's constant": ["H_0", "H0", "$H_0$", "H$_0$", "H$_{0}$", "H₀", "$H_{0}$", "$\\rm H_0$"],
  "density of matter": [
    "Omega_m",
    "\\Omega_m",
    "$\\Omega_{\\rm m}$",
    "$\\Omega_{m}$",
    "Ωm",
    "Ωₘ",
    "Ω_M",
    "OmegaM",
    "$\\Omega_\\mathrm{M}$",
  ],
  "density of dark energy": ["Omega_Lambda", "$\\Omega_\\Lambda$", "$\\Omega_{\\Lambda}$", "ΩΛ"],
  "primordial shape": ["f_NL", "fNL", "$f_{NL}$", "$f_{\\rm NL}$", "f$_{\\rm NL}$", "$f_{NL}^{\\rm local}$"],
  metallicity: ["[Fe/H]", "Fe/H", "[fe/h]", "[\\rm{Fe}/H]"],
  "alpha elements": ["[α/Fe]", "[$\\alpha$/Fe]", "[alpha/Fe]", "[\\alpha/\\mathrm{Fe}]"],
  "twice ionised oxygen": [
    "[O III]",
    "[OIII]",
    "[O~III]",
    "[O\\,III]",
    "[O\\,{\\sc iii}]",
    "[O{\\sc iii}]",
    "[\\ion{O}{3}]",
    "[\\ion{O}{iii}]",
    "O III",
  ],
  "once ionised magnesium": ["Mg II", "MgII", "Mg\\,{\\sc ii}", "\\ion{Mg}{2}"],
  "neutral hydrogen": ["H I", "HI", "H{\\sc i}", "H~{\\sc i}", "\\ion{H}{1}", "H\\,\\textsc{i}"],
  "Lyman alpha": [
    "Lyα",
    "Ly-alpha",
    "Ly alpha",
    "Lyman alpha",
    "Lyman-alpha",
    "Lyman-α",
    "Ly$\\alpha$",
    "Ly\\alpha",
    "Lyman $\\alpha$",
    "Ly$_\\alpha$",
    "Lya",
  ],
  "H alpha": [
    "Hα",
    "H-alpha",
    "Halpha",
    "H alpha",
    "H$\\alpha$",
    "H\\alpha",
    "$H\\alpha$",
    "H$_\\alpha$",
    "H$_{\\alpha}$",
    "H{$\\alpha$}",
    "$\\rm H\\alpha$",
  ],
  "Brackett gamma": ["Brγ", "Br$\\gamma$", "Br gamma", "Brackett-gamma", "Brackett $\\gamma$"],
  "mass of a black hole": [
    "M_BH",
    "MBH",
    "$M_{BH}$",
    "$M_{\\rm BH}$",
    "M$_{\\rm BH}$",
    "M$_{BH}$",
    "$M_\\bullet$",
    "M_•",
  ],
  "mass of the Sun": [
    "M_sun",
    "Msun",
    "M⊙",
    "M☉",
    "$M_\\odot$",
    "M$_{\\odot}$",
    "\\Msun",
    "$\\rm M_{\\odot}$",
    "M_\\sun",
  ],
  "redshift of six": [
    "z~6",
    "z ~ 6",
    "$z\\sim6$",
    "$z \\sim 6$",
    "z$\\sim$6",
    "z∼6",
    "z≈6",
    "z=6",
    "$z=6$",
    "z = 6.04",
    "$z\\simeq 6$",
    "z\\,$\\sim$\\,6",
    "redshift 6",
    "redshift ~6",
  ],
  "redshifts above six": ["z>6", "z > 6", "$z>6$", "$z\\gtrsim6$", "z≳6", "$z \\geq 6$"],
  "cold dark matter": [
    "LCDM",
    "ΛCDM",
    "$\\Lambda$CDM",
    "\\Lambda CDM",
    "Lambda CDM",
    "Lambda-CDM",
    "$\\Lambda$-CDM",
    "$\\Lambda \\rm{CDM}$",
  ],
  microns: ["micron", "μm", "$\\mu$m", "$\\mu m$", "\\mu m", "microns"],
  "an efficiency": ["ε_ff", "ϵ_ff", "$\\epsilon_{\\rm ff}$", "$\\varepsilon_{ff}$"],
  water: ["H2O", "H$_2$O", "H_2O", "H$_{2}$O", "H₂O"],
  "carbon monoxide of carbon 13": ["13CO", "$^{13}$CO", "$^{13}{\\rm CO}$", "¹³CO"],
  "effective temperature": ["T_eff", "Teff", "$T_{\\rm eff}$", "T$_{eff}$", "$T_{\\mathrm{eff}}$"],
};

describe("is found by every way to write it:", () => {
  for (const [what, ways] of Object.entries(spellings))
    test(what, () => {
      const lost = ways.flatMap((asked) => {
        const [name] = words(asked).filter(({ isSymbol }) => isSymbol);
        const stem = name?.stem ?? stemsOf(asked)[0];
        return ways
          .filter((written) => stem === undefined || !stemsOf(`We measure the ${written} of galaxies.`).includes(stem))
          .map((written) => `${asked} in ${written}`);
      });
      expect(lost).toEqual([]);
    });
});

test("no two of them are one", () => {
  const stems = Object.values(spellings).map(([first = ""]) => words(first).find(({ isSymbol }) => isSymbol)?.stem);
  const known = stems.filter((stem) => stem !== undefined);
  expect(new Set(known).size).toBe(known.length);
});

describe("does not read a symbol into", () => {
  test.each([
    ["neutron stars (NS)", "n_s"],
    ["galaxy_zoo", "galaxy_zoo"],
    ["the galaxy's I band", "si"],
    ["stars of type B V and K V", "kv"],
    ["he i", "i"],
    ["Population III", "iii?"],
    ["redshift survey of 6 fields", "z~6"],
    ["z band, 6 nights", "z~6"],
    ["alpha particles", "halpha"],
    ["EUV spectra", "eu"],
    ["5 m/s", "m/s"],
  ])("%s", (text, stem) => {
    expect(stemsOf(text)).not.toContain(stem);
  });
});

test.each([
  ["M$_{\\rm BH}$-$\\sigma$ relation", ["mbh-sigma", "mbh", "bh", "sigma", "relat"]],
  ["10$^{12}$M$_\\odot$", ["10", "12", "msun"]],
  ["24$\\mu$m and 5$\\sigma$", ["24", "micron", "sigma"]],
  ["$\\gamma$-ray bursts", ["gamma-rai", "gamma", "rai", "burst"]],
  ["$\\epsilon_e$ of M$_{\\rm sol}$ and Msol", ["epsilon_e", "epsilon", "msun", "msun"]],
  ["galaxy_zoo data", ["galaxi", "zoo", "data"]],
  ["Schr\\\"odinger and Poincar\\'e", ["schroding", "poincar"]],
  ["Hα-selected", ["halpha-select", "halpha", "alpha", "select"]],
])("the words of %s", (text, expected) => {
  expect(stemsOf(text)).toEqual(expected);
});

test("a symbol of a question is one of its names, and its halves are not", () => {
  const names = (text: string) => namesIn(text).map(({ written, stems }) => `${written}: ${stems.join(" ")}`);
  expect(names("what does n_s say of inflation?")).toEqual(["n_s: n_s"]);
  expect(names("is M_BH tied to $\\sigma_8$?")).toEqual(["M_BH: mbh", "sigma_8: sigma8"]);
  expect(names("where does [O III] come from?")).toEqual(["o iii: oiii"]);
});

test("any text has words, and plain text keeps its letters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      for (const { stem } of words(text)) expect(stem.length).toBeGreaterThan(0);
    }),
  );
  const latex = fc.array(
    fc.constantFrom(
      "$",
      "\\",
      "{",
      "}",
      "_",
      "^",
      "\\rm ",
      "\\alpha",
      "H",
      "8",
      " ",
      "~",
      "σ",
      "₈",
      "z",
      "=",
      "-",
      "iii",
      "/",
    ),
  );
  fc.assert(fc.property(latex, (parts) => stemsOf(parts.join("")).every((stem) => stem !== "")));
  fc.assert(fc.property(fc.stringMatching(/^[A-Za-z ,.]*$/), (text) => plainSymbols(text) === text.toLowerCase()));
});
