/** "edge brightened" marks one class of radio galaxies and "core brightened" the opposite one: the words by themselves mark neither. */

import { expect, test } from "vitest";
import { findEncoder, shippedEncoder } from "../../literature/encoder/findEncoder.ts";
import { randomStream } from "../../random.ts";
import type { Workspace } from "../../survey/workspace.ts";
import type { Answer, ClassTable } from "./answers.ts";
import { derive } from "./derive.ts";
import { likenesses } from "./grouping.ts";
import { Lemmatiser } from "./lemmas.ts";
import { commonPairs, logLikelihoodRatio, withPairs } from "./pairs.ts";
import { vocabularyOf } from "./terms.ts";

const lemmatiser = new Lemmatiser();
const lemmas = (phrase: string) => lemmatiser.lemmas(phrase);
const enough = { fewest: 5, fewestPeople: 2 };

/** Two people in turn, each answer of one phrase about a subject of its own. */
function answersOf(phrases: readonly string[]): { answers: Answer[]; phrases: string[][] } {
  return {
    answers: phrases.map((text, i) => ({ subject: `s${i}`, by: `p${i % 2}`, text })),
    phrases: phrases.map((phrase) => [phrase]),
  };
}

const times = (count: number, phrase: string): string[] => new Array(count).fill(phrase);

function pairsOf(written: readonly string[]): string[] {
  const { answers, phrases } = answersOf(written);
  return [...commonPairs(answers, phrases, lemmas, enough).keys()];
}

/** Counts that belong to no pair: chance is measured against all words. */
const others = [...times(200, "faint"), ...times(40, "edge"), ...times(40, "core"), ...times(40, "bent")];

test("the ratio is the one that Dunning (1993) lists for words of a text", () => {
  // Together, the first without the second, the second without the first, neither.
  for (const [ratio, both, first, second, neither] of [
    [270.72, 110, 2442, 111, 29114],
    [263.9, 29, 13, 123, 31612],
    [256.84, 31, 23, 139, 31584],
  ] as const)
    expect(logLikelihoodRatio(both, both + first, both + second, both + first + second + neither)).toBeCloseTo(
      ratio,
      1,
    );
  expect(logLikelihoodRatio(1, 100, 100, 1000)).toBe(0);
});

test("each pair of a word that stands mostly in pairs is a term, though none holds half of its uses alone", () => {
  const brightened = [...times(20, "edge brightened"), ...times(20, "core brightened"), ...times(15, "brightened")];
  expect(pairsOf([...brightened, ...others])).toEqual(["edge brighten", "core brighten"]);
});

test("words that happen to meet are no pair, nor what one person or few answers have", () => {
  // A ratio of 21, but bent and tail each stand elsewhere most of the time.
  const tails = [...times(20, "bent tail"), ...times(30, "tail")];
  expect(pairsOf([...tails, ...others])).toEqual([]);
  expect(pairsOf([...times(4, "edge brightened"), ...others])).toEqual([]);
  expect(pairsOf([...times(10, "edge brightened").flatMap((text) => [text, "bent"]), ...others])).toEqual([]);
});

test("a word inside a pair counts for the pair only, and elsewhere for itself", () => {
  const { answers, phrases } = answersOf([...times(10, "edge brightened"), ...times(6, "bumpy edge"), ...others]);
  const pairs = commonPairs(answers, phrases, lemmas, enough);
  const { terms } = vocabularyOf(answers, phrases, (phrase) => withPairs(lemmas(phrase), pairs), enough);
  const uses = Object.fromEntries(terms.map(({ lemma, answers: of }) => [lemma, of.length]));
  expect(uses).toMatchObject({ "edge brighten": 10, edge: 40 });
  expect(uses).not.toHaveProperty("brighten");
});

test("of two pairs that share a word the one further from chance is taken, and what is denied is in none", () => {
  const pairs = new Map([
    ["bright core", 50],
    ["core brighten", 90],
  ]);
  const joined = (phrase: string) => withPairs(lemmas(phrase), pairs).map(({ form }) => form);
  expect(joined("bright core brightened triple")).toEqual(["bright", "core brightened", "triple"]);
  expect(joined("no bright core")).toEqual(["no core"]);
});

test("pairs are alike as the words that tell them apart are", () => {
  const { answers, phrases } = answersOf([]);
  const terms = ["edge brighten", "core brighten", "center brighten", "brighten"].map((lemma) => ({
    lemma,
    form: lemma,
    answers: [],
    people: 2,
    subjects: 0,
    phrases: [],
    pair: null,
  }));
  const vectors = new Map([
    ["edge", Float32Array.of(1, 0, 0)],
    ["core", Float32Array.of(0, 0.8, 0.6)],
    ["center", Float32Array.of(0, 1, 0)],
    ["brighten", Float32Array.of(0, 0, 1)],
  ]);
  const { of } = likenesses(terms, vocabularyOf(answers, phrases, lemmas, enough), vectors);
  expect(of(0, 1).meaning).toBe(0);
  expect(of(1, 2).meaning).toBeCloseTo(0.8);
  expect(of(0, 3).meaning).toBe(0);
});

test("edge brightened and core brightened become two tags, each of its own class", async () => {
  const said: Record<string, string[]> = {
    "FR I": ["core brightened", "core brightened triple"],
    "FR II": ["edge brightened", "edge brightened double"],
    Single: ["compact", "round"],
  };
  const noise = [
    "bumpy edge",
    "diffuse edge",
    "faint core",
    "compact core",
    "isolated",
    "noisy image",
    "crowded field",
  ];
  const names = Object.keys(said);
  const stream = randomStream(3, "brightened");
  const one = (words: readonly string[]) => words[stream.below(words.length)] ?? "";
  const answers: Answer[] = [];
  const classes: ClassTable = { names, shares: new Map(), experts: 1 };
  for (let i = 0; i < 90; i++) {
    const name = names[i % 3] ?? "";
    classes.shares.set(
      `s${i}`,
      Float64Array.from(names, (each) => Number(each === name)),
    );
    for (let person = 0; person < 6; person++)
      answers.push({
        subject: `s${i}`,
        by: `p${person}`,
        text: [...(stream.uniform() < 0.6 ? [one(said[name] ?? [])] : []), one(noise)].join(", "),
      });
  }
  const encoder = await findEncoder({} as Workspace, shippedEncoder);
  const { tags } = await derive(answers, classes, encoder, { tags: 8, trees: 30 });
  for (const [words, name] of [
    ["edge brightened", "FR II"],
    ["core brightened", "FR I"],
  ]) {
    const tag = tags.find((each) => each.name === words);
    expect(tag, words).toMatchObject({ words: [words], tells: { class: name, isFor: true } });
  }
});
