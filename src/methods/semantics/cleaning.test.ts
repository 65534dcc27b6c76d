import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanPhrases, commonRules, imageryRule } from "./cleaning.ts";
import { foreignAnswers } from "./languages.ts";
import { Lemmatiser } from "./lemmas.ts";
import { corrections } from "./spelling.ts";

const clean = (text: string) => cleanPhrases([text], [...commonRules, imageryRule]).phrases[0];

test.each([
  ["Double component, faint counterpart South", ["double component", "faint counterpart south"]],
  ["core+extension/edge-brightened.", ["core extension", "edge brightened"]],
  ["It isn't compact & can't be", ["it is not compact and can not be"]],
  ["2 lobes, 14 arcsec apart", ["two lobes", "apart"]],
  ["no source in WISE3.4, host found on DSS, wise", []],
  ["a galaxíe; (faint)\nsmall", ["a galaxie", "faint", "small"]],
  ["", []],
])("%j is cleaned to %j", (text, phrases) => {
  expect(clean(text)?.filter((phrase) => !phrase.startsWith("no source in wise"))).toEqual(phrases);
});

test("every rule counts the answers it touched, and only these", () => {
  const { touched } = cleanPhrases(["Bent", "bent", "bent, faint", "host on dss"], [...commonRules, imageryRule]);
  const counts = Object.fromEntries(touched.map(({ rule, phrases }) => [rule, phrases]));
  expect(counts["lower case, without accents"]).toBe(1);
  expect(counts["cut at commas, slashes, full stops and lines"]).toBe(1);
  expect(counts["no phrases about optical, DSS or WISE imagery"]).toBe(1);
  expect(counts["& is and"]).toBe(0);
});

test("whatever was written, a clean phrase is of small letters and single spaces, and cleaning it again changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const phrase of clean(text) ?? []) {
        expect(phrase).toMatch(/^[a-z]+( [a-z]+)*$/);
        expect(clean(phrase)).toEqual([phrase]);
      }
    }),
  );
});

test("a rare unknown word is taken for the common one it is close to, a run-on for its two words, a known one for itself", () => {
  const counts = new Map([
    ["asymmetric", 100],
    ["assymmetric", 14],
    ["head", 20],
    ["tail", 50],
    ["headtail", 18],
    ["tails", 3],
    ["zzzzzz", 2],
  ]);
  const found = corrections(counts, (word) => ["asymmetric", "head", "tail", "tails"].includes(word));
  expect([...found]).toEqual([
    ["assymmetric", "asymmetric"],
    ["headtail", "head tail"],
  ]);
});

test("a letter before a word is no slip of that word", () => {
  const counts = new Map([
    ["shape", 20],
    ["xshape", 1],
    ["sshape", 4],
  ]);
  expect([...corrections(counts, (word) => word === "shape")]).toEqual([
    ["xshape", "x shape"],
    ["sshape", "s shape"],
  ]);
});

test("words that no paper's index has, as papers are full of them, are English ones", () => {
  for (const word of ["there", "where", "whale", "galaxies", "fainter", "blobby", "brightnesses", "rightward", "lobes"])
    expect(english.isEnglish(word), word).toBe(true);
  for (const word of ["galaxie", "compacte", "noyau", "faible", "sehr", "hellere", "xshape", "brigth"])
    expect(english.isEnglish(word), word).toBe(false);
});

test("a server that has derived words twenty times derives them once more", () => {
  for (let i = 0; i < 25; i++) expect(new Lemmatiser().isEnglish("galaxy")).toBe(true);
});

test("words come in their dictionary forms, without words that name no form", () => {
  const lemmas = (phrase: string) => new Lemmatiser().lemmas(phrase).map(({ lemma }) => lemma);
  expect(lemmas("edge brightened")).toEqual(["edge", "brighten"]);
  expect(lemmas("two bent tails of the source")).toEqual(["two", "bent", "tail"]);
});

test("what a phrase denies is another word than what it affirms", () => {
  const lemmas = (phrase: string) => new Lemmatiser().lemmas(phrase).map(({ lemma }) => lemma);
  expect(lemmas("host not found")).toEqual(["no host"]);
  expect(lemmas("no clear host")).toEqual(["no host"]);
  expect(lemmas("compact without jets")).toEqual(["compact", "no jet"]);
});

const english = new Lemmatiser();
const lists = { isEnglish: (word: string) => english.isEnglish(word), isSlip: (word: string) => word === "brigth" };
const isForeign = (text: string) => foreignAnswers([clean(text) ?? []], lists).length === 1;

test.each([
  "galaxie compacte et faible",
  "une galaxie avec deux lobes",
  "noyau brillant",
  "deux lobes",
  "kein Jet",
  "source double et étendue",
  "galaxie avec jet",
  "die Galaxie ist sehr kompakt und hell",
  "helle Scheibe ringförmig",
  "schwache Scheibe mit Kern",
  "galaxia compacta y débil",
  "núcleo brillante con chorro",
  "galassia debole e compatta",
  "nucleo luminoso con getto",
  "source double, contrepartie faible",
  "lobe étendu, noyau brillant",
])("%j is told from English", (text) => {
  expect(isForeign(text)).toBe(true);
});

test.each([
  "bent tail",
  "tadpole",
  "headtail, overedge",
  "fainter blobs",
  "x and y shaped lobes",
  "brigth",
  "e side brigth",
  "elliptical, de Vaucouleurs profile",
  "as in Norris et al",
  "AGN, FRII",
  "FRII or FRII",
  "extended/outofframe",
  "DES and EMU overlap",
  "",
])("%j is English, or says too little to be told", (text) => {
  expect(isForeign(text)).toBe(false);
});

test("words are foreign where whole foreign sentences have them, and not where English ones do", () => {
  const phrases = [["une galaxie avec un noyau"], ["noyau"], ["tadpolish"], ["bright tadpolish"], ["bright lobes"]];
  expect(foreignAnswers(phrases, lists)).toEqual([0, 1]);
});
