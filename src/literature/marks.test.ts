import fc from "fast-check";
import { expect, test } from "vitest";
import { marksIn } from "./marks.ts";

const marked = (text: string, question: string) =>
  marksIn(text, question).map(({ start, end }) => text.slice(start, end));

test("marks a word in another form, after letters with accents too", () => {
  expect(
    marked("Hönig & Größe: galaxies' dusts, the near-infrared", "what dust is in a galaxy in the infrared?"),
  ).toEqual(["galaxies", "dusts", "infrared"]);
});

test("a question of common words marks nothing", () => {
  expect(marked("What is the use of it?", "what is the use")).toEqual([]);
});

test("marks follow one another inside of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (text, question) => {
      let last = 0;
      for (const { start, end } of marksIn(text, question)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(text.length);
    }),
  );
});
