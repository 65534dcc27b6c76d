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

test.each([
  ["we find $n_s=0.96$ (and its running)", "n_s", ["$n_s=0.96$"]],
  ["the amplitude, $\\sigma_{\\rm 8}$, and ($\\Omega_m$)", "σ8 tension", ["$\\sigma_{\\rm 8}$"]],
  ["strong [O III] and [N II] lines", "[OIII] emitters", ["[O III]"]],
  ["of Lyman-$\\alpha$ emitters at $z \\sim 6$.", "Lya at z~6", ["Lyman-$\\alpha$", "$z \\sim 6$"]],
])("marks the symbols of %s", (text, question, expected) => {
  expect(marked(text, question)).toEqual(expected);
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
