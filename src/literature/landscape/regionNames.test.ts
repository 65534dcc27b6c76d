/** Names of regions: telling words, each said once, no two names the same; a language model's only where its words are the papers'. */

import { expect, test } from "vitest";
import type { LanguageModel } from "../answer/languageModel.ts";
import { modelNames } from "./modelNames.ts";
import { phrasesIn } from "./phrases.ts";
import { regionNames } from "./regionNames.ts";
import { regionWords } from "./regionWords.ts";

const word = (written: string, stem: string, papers: number) => ({
  word: written,
  stem,
  papers,
  share: papers / 100,
  score: papers,
});

test("a pair stands for its word, and two that overlap in the same papers are one", () => {
  const words = [
    word("nucleosynthesis", "nucleosynthesi", 60),
    word("Big bang", "big bang", 58),
    word("bang nucleosynthesis", "bang nucleosynthesi", 55),
    word("BBN", "bbn", 40),
    word("deuterium", "deuterium", 30),
  ];
  expect(regionNames([words])).toEqual(["Big bang nucleosynthesis, deuterium"]);
});

test("a phrase and its initials are not both said", () => {
  const words = [
    word("AGN", "agn", 50),
    word("active galactic nuclei", "activ galact nuclei", 40),
    word("torus", "toru", 30),
  ];
  expect(regionNames([words])).toEqual(["AGN, torus"]);
});

test("regions of the same words still have names of their own", () => {
  const words = [word("dust", "dust", 50), word("gas", "gas", 40), word("ice", "ice", 30)];
  expect(new Set(regionNames([words, words, words, words])).size).toBe(4);
});

test("nothing reaches over a stop word, a sign or a formula", () => {
  const stems = phrasesIn("Evolution of dwarf galaxies, winds and $M_\\odot$ outflows").map(({ written }) => written);
  expect(stems).toContain("dwarf galaxies");
  for (const wrong of ["Evolution dwarf", "galaxies winds", "winds outflows"]) expect(stems).not.toContain(wrong);
  expect(stems.join(" ")).not.toMatch(/odot/);
});

test("a word of every region tells of none", async () => {
  const texts = Array.from({ length: 20 }, (_, i) => ({
    title: `galaxies with ${i % 2 ? "bars" : "jets"}`,
    abstract: "",
  }));
  const read = async function* () {
    yield texts;
  };
  const [even, odd] = await regionWords(read, (paper) => [paper % 2], [0, 0]);
  expect(even?.map(({ word: each }) => each)).toEqual(["jets"]);
  expect(odd?.map(({ word: each }) => each)).toEqual(["bars"]);
});

const scripted = (text: string): LanguageModel => ({ name: "scripted", reply: async () => ({ text, problem: null }) });
const regions = [
  [word("galaxy bars", "galaxi bar", 50), word("secular evolution", "secular evolut", 40)],
  [word("dust", "dust", 50), word("grains", "grain", 40)],
];

test("a model's name is taken where each of its words is the region's, whatever else it says", async () => {
  const model = scripted("Here you are:\n0: Secular evolution of galaxy bars\n1: Alien megastructures\n7: dust\n");
  expect(await modelNames(model, regions, ["a", "b"])).toEqual([
    { name: "Secular evolution of galaxy bars", namedBy: "language model" },
    { name: "b", namedBy: "words" },
  ]);
});

test("a model that gives one name to all, writes markup, or nothing, changes little", async () => {
  const plain = [
    { name: "a", namedBy: "words" },
    { name: "b", namedBy: "words" },
  ];
  expect(await modelNames(scripted("0: <b>bars</b>\n1: dust\u202e grains"), regions, ["a", "b"])).toEqual(plain);
  expect(await modelNames(scripted(""), regions, ["a", "b"])).toEqual(plain);
  const same = await modelNames(
    scripted("0: galaxy bars\n1: galaxy bars"),
    [regions[0] ?? [], regions[0] ?? []],
    ["a", "b"],
  );
  expect(new Set(same.map(({ name }) => name)).size).toBe(2);
});
