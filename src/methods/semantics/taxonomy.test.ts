import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "../../fault.ts";
import { matchTags } from "./comparison.ts";
import { type Act, applied, columnOf, type Edit, type Tag } from "./taxonomy.ts";

const derived: Tag[] = [
  { id: "d1", name: "double", words: ["two", "double"], cut: 0.2 },
  { id: "d2", name: "bent", words: ["bent"], cut: 0.1 },
];
const words = new Set(["two", "double", "bent", "curved"]);
const act = (edit: Edit): Act => ({ at: "2026-11-27T12:00:00Z", by: "Ada", edit });
const changedBy = (...edits: Edit[]) => applied(derived, words, edits.map(act));
const shape = (...edits: Edit[]) => changedBy(...edits).tags.map(({ name, words: own }) => `${name}: ${own.join(" ")}`);

test.each<[string, Edit, string[]]>([
  ["a rename keeps the words", { kind: "rename", tag: "d2", name: "curved" }, ["double: two double", "curved: bent"]],
  ["a word moves into a tag", { kind: "move", word: "two", to: "d2" }, ["double: double", "bent: bent two"]],
  [
    "a word of no tag comes in",
    { kind: "move", word: "curved", to: "d2" },
    ["double: two double", "bent: bent curved"],
  ],
  ["a tag that loses its last word is gone", { kind: "move", word: "bent", to: null }, ["double: two double"]],
  ["a merge takes all words along", { kind: "merge", tag: "d2", into: "d1" }, ["double: two double bent"]],
  [
    "a split makes a tag",
    { kind: "split", words: ["two"], name: "pair" },
    ["double: double", "bent: bent", "pair: two"],
  ],
  ["a drop leaves the others", { kind: "drop", tag: "d1" }, ["bent: bent"]],
])("%s, and undo brings back what was", (_, edit, expected) => {
  expect(shape(edit)).toEqual(expected);
  expect(shape(edit, { kind: "undo" })).toEqual(shape());
});

test("tags are right until they are changed, and again when the change is taken back", () => {
  expect(changedBy({ kind: "confirm" }).confirmed?.by).toBe("Ada");
  expect(changedBy({ kind: "confirm" }, { kind: "drop", tag: "d1" }).confirmed).toBeNull();
  expect(changedBy({ kind: "confirm" }, { kind: "drop", tag: "d1" }, { kind: "undo" }).confirmed?.by).toBe("Ada");
});

describe("a change that cannot be made is refused by name", () => {
  test.each<[Edit, RegExp]>([
    [{ kind: "rename", tag: "d9", name: "x" }, /no tag "d9"/],
    [{ kind: "rename", tag: "d2", name: "Double" }, /column of the tag "double"/],
    [{ kind: "move", word: "jet", to: "d1" }, /"jet" is none of the words/],
    [{ kind: "merge", tag: "d1", into: "d1" }, /merged with itself/],
    [{ kind: "split", words: ["bent"], name: "double" }, /column of the tag "double"/],
  ])("%j", (edit, message) => {
    expect(() => changedBy(edit)).toThrow(Fault);
    expect(() => changedBy(edit)).toThrow(message);
  });
});

test("whatever is done, no word is in two tags, no tag is empty, and no two have one column", () => {
  const edits = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant("move" as const),
        word: fc.constantFrom(...words),
        to: fc.constantFrom("d1", "d2", "s1", null),
      }),
      fc.record({
        kind: fc.constant("split" as const),
        words: fc.subarray([...words], { minLength: 1 }),
        name: fc.constantFrom("a", "b", "bent"),
      }),
      fc.record({
        kind: fc.constant("merge" as const),
        tag: fc.constantFrom("d1", "s1"),
        into: fc.constantFrom("d2", "s2"),
      }),
      fc.record({
        kind: fc.constant("rename" as const),
        tag: fc.constantFrom("d1", "s1"),
        name: fc.constantFrom("a", "b"),
      }),
      fc.constant({ kind: "undo" as const }),
    ),
  );
  fc.assert(
    fc.property(edits, (tried) => {
      const acts: Act[] = [];
      for (const edit of tried) {
        try {
          applied(derived, words, [...acts, act(edit)]);
          acts.push(act(edit));
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }
      const { tags } = applied(derived, words, acts);
      const all = tags.flatMap((tag) => tag.words);
      expect(new Set(all).size).toBe(all.length);
      expect(tags.every((tag) => tag.words.length > 0)).toBe(true);
      expect(new Set(tags.map(({ name }) => columnOf(name))).size).toBe(tags.length);
      expect(new Set(tags.map(({ id }) => id)).size).toBe(tags.length);
    }),
  );
});

test("a tag's column has letters, digits and underscores", () => {
  expect(columnOf("Edge brightened")).toBe("tag_edge_brightened");
  expect(columnOf("é—")).toBe("tag_e");
  expect(columnOf("—")).toBe("tag_unnamed");
});

test("a tag of others is found by all words of its name, or by a stated synonym, never by a part of it", () => {
  const ours = [
    { name: "edge brightened", words: ["brightened"] },
    { name: "lobe", words: ["lobes"] },
    { name: "asymmetric", words: ["asymmetric"] },
  ];
  const found = matchTags(ours, [
    { name: "edge brightened" },
    { name: "lobe" },
    { name: "asymmetric structure" },
    { name: "asymmetric form", synonyms: ["asymmetric"] },
    { name: "brightness" },
  ]);
  expect(found.map(({ tag }) => tag)).toEqual(["edge brightened", "lobe", null, "asymmetric", null]);
});

test("a tag of ours is found for one of others at most, and as many are found as can be", () => {
  const ours = [
    { name: "bright lobe", words: ["lobe", "edge"] },
    { name: "lobe", words: ["lobe"] },
  ];
  const twice = matchTags(ours, [{ name: "lobe" }, { name: "edge" }, { name: "bright" }]);
  expect(twice.map(({ tag }) => tag)).toEqual(["lobe", "bright lobe", null]);
});
