import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rowNumbers } from "./catalogue.ts";
import { splitRecord } from "./csvHead.ts";
import { answerColumns, type DecisionTree, parseDecisionTree } from "./decisionTree.ts";
import { galaxyZoo2 } from "./trees/galaxyZoo2.ts";
import { galaxyZooDecals } from "./trees/galaxyZooDecals.ts";
import { countsFromFractions, parentRule, parseCount } from "./voteRules.ts";

describe("a CSV record", () => {
  test("is split into the fields it was joined from", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (fields) => {
        const record = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",");
        expect(splitRecord(record, ",")).toEqual(fields);
      }),
    );
  });

  test("has the row number that a person counts, whatever rows were passed over", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 2, max: 60 })), (skipped) => {
        const read = Array.from({ length: 59 }, (_, i) => i + 2).filter((row) => !skipped.includes(row));
        const rowOf = rowNumbers(skipped.toSorted((a, b) => a - b));
        expect(read.map((_, i) => rowOf(i + 1))).toEqual(read);
      }),
    );
  });
});

describe("a decision tree of one's own", () => {
  const parse = (tree: object) => parseDecisionTree(JSON.stringify(tree), "tree.json");
  const bar = { name: "bar", answers: ["yes", "no"] };

  test.each<[string, object, string]>([
    [
      "a circle",
      {
        name: "t",
        questions: [
          { ...bar, askedAfter: "arms_yes" },
          { name: "arms", answers: ["yes", "no"], askedAfter: "bar_yes" },
        ],
      },
      "questions go round in a circle",
    ],
    [
      "an unknown parent",
      { name: "t", questions: [{ ...bar, askedAfter: "shape_disc" }] },
      'question "bar" is asked after "shape_disc", which no question has',
    ],
    [
      "one answer",
      { name: "t", questions: [{ name: "bar", answers: ["yes"] }] },
      'question "bar" needs at least 2 answers, and has 1',
    ],
    [
      "an answer twice",
      { name: "t", questions: [{ name: "bar", answers: ["yes", "yes"] }] },
      'has the answer "yes" twice',
    ],
    ["a question twice", { name: "t", questions: [bar, bar] }, 'the question "bar" stands there twice'],
    ["no questions", { name: "t", questions: [] }, '"questions" is empty'],
    ["no name", { questions: [bar] }, '"name" is missing'],
    ["a word that means nothing", { name: "t", questions: [{ ...bar, parent: "x" }] }, '"parent" means nothing here'],
  ])("with %s is refused by file and question", (_, tree, message) => {
    expect(() => parse(tree)).toThrow(message);
    expect(() => parse(tree)).toThrow("tree.json");
  });

  test("is read from any text without anything but a tree or a clear error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseDecisionTree(text, "any.yaml");
        } catch (error) {
          expect(String(error)).toContain("any.yaml");
        }
      }),
    );
  });
});

describe("vote counts", () => {
  const trees: DecisionTree[] = [galaxyZoo2, galaxyZooDecals];

  test("made of fractions never exceed those who reached the question", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...trees),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.nat(200),
        (tree, stream, total) => {
          const fractions = answerColumns(tree).map(() => stream.next().value as number);
          const counts = countsFromFractions(tree)(fractions, total);
          expect(parentRule(tree)(counts)).toEqual([]);
          expect(counts.every((count) => count >= 0)).toBe(true);
        },
      ),
    );
  });

  test("are whole numbers from 0; nothing and NaN are nobody", () => {
    expect(["12", " 3", "", null, "nan", "0"].map(parseCount)).toEqual([12, 3, 0, 0, 0, 0]);
    expect(["-1", "2.5", "abc", "1e99"].map((text) => typeof parseCount(text))).toEqual(Array(4).fill("string"));
  });
});
