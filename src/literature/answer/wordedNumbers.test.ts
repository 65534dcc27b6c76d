import { describe, expect, test } from "vitest";
import { check } from "./check.ts";
import { numbersAsked, readByValue } from "./claimedValue.ts";
import { asWrittenIn, inDigits } from "./wordedNumbers.ts";

describe("a number in words is the one in digits", () => {
  test.each([
    ["A tenth of the galaxies host bars.", "We find that 10 % of the galaxies host bars.", "supported"],
    ["A tenth of the galaxies host bars.", "We find that 10\\% of the galaxies host bars.", "supported"],
    ["Ten per cent of the galaxies host bars.", "We find that 10% of the galaxies host bars.", "supported"],
    ["10 % of the galaxies host bars.", "A tenth of the galaxies host bars.", "supported"],
    [
      "One in two discs is old, and half of them are red.",
      "One in two discs is old, and 50% of them are red.",
      "supported",
    ],
    ["Two thirds of the discs are old.", "67 per cent of the discs are old.", "supported"],
    ["Two-thirds of the discs are old.", "66.7% of the discs are old.", "supported"],
    ["Half of the discs are old.", "50% of the discs are old.", "supported"],
    ["Bars are longer by a factor of three.", "Bars are longer by a factor of 3.", "supported"],
    ["Bars are brighter by an order of magnitude.", "Bars are brighter by a factor of 10.", "supported"],
    ["Bars are brighter by a factor of 100.", "Bars are brighter by two orders of magnitude.", "supported"],
    ["Bars show a threefold excess.", "Bars show a 3-fold excess.", "supported"],
    ["We find five old discs.", "We find 5 old discs.", "supported"],
    ["Bars are twice as long as rings.", "Bars are 2 times as long as rings.", "supported"],
  ])("%s beside %s: %s", (sentence, quote, status) => {
    expect(check(sentence, [quote]).status).toBe(status);
  });
});

describe("another number in words is not", () => {
  test.each([
    ["A third of the galaxies host bars.", "We find that 10 % of the galaxies host bars."],
    ["A third of the galaxies host bars.", "We find that 30 % of the galaxies host bars."],
    ["Half of the galaxies host bars.", "We find that 45 % of the galaxies host bars."],
    ["Half of the galaxies host bars.", "Galaxies with large half-light radii host bars."],
    ["Two fifths of the discs are old.", "Two thirds of the discs are old."],
    ["A third of A is old and a tenth of B.", "10 % of A is old and 33 % of B."],
    ["Bars are longer by a factor of three.", "Bars are longer by a factor of 2."],
    ["Bars are brighter by an order of magnitude.", "Bars are brighter by a factor of 2."],
    ["We find six old discs.", "We find 5 old discs."],
    ["A tenth of the galaxies host bars.", "About 10 % of the galaxies host bars."],
  ])("%s beside %s", (sentence, quote) => {
    expect(["supported", "quoted"]).not.toContain(check(sentence, [quote]).status);
  });
});

test("a share that no quote has is removed, as a number in digits is", () => {
  const { status, why } = check("A third of the galaxies host bars.", ["We find that 10 % of the galaxies host bars."]);
  expect([status, why]).toEqual(["unsupported", "the number A third is not in its quotes"]);
});

test("what only looks like a number is left alone", () => {
  for (const text of [
    "a third component",
    "the half-light radius",
    "the third data release",
    "a fifth force",
    "one of them",
  ])
    expect([inDigits(text), asWrittenIn(text, ["3 and 33 % and 50 %"])]).toEqual([text, text]);
});

test.each([
  ["Is the bar fraction a third?", "The bar fraction is 0.31 ± 0.03.", "supports"],
  ["Is the bar fraction a third?", "The bar fraction is 65 ± 3 %.", "contradicts"],
  ["Is the bar fraction 50 %?", "The bar fraction is one half.", "supports"],
  ["Is the bar fraction two thirds?", "The bar fraction is 30 %.", "contradicts"],
  ["Does Jupiter have 79 moons?", "Jupiter has ninety known moons.", "contradicts"],
])("%s %s: %s", (question, sentence, expected) => {
  const { claimed } = numbersAsked(question, new Map());
  expect(claimed && readByValue(claimed, sentence)).toBe(expected);
});
