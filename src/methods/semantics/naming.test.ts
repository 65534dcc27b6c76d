import { expect, test } from "vitest";
import { tagName } from "./naming.ts";
import type { Term } from "./terms.ts";

const term = (form: string, answers: number, { alone = 0, pair = null as string | null } = {}): Term => ({
  lemma: form,
  form,
  answers: Array.from({ length: answers }, (_, i) => i),
  people: 3,
  subjects: answers,
  phrases: [[form, alone]],
  pair,
});

test("a tag goes by the word people write by itself, if half of its answers have it", () => {
  expect(tagName([term("two", 100), term("double", 90, { alone: 40 })], 150)).toBe("double");
  expect(tagName([term("lobes", 178), term("hourglass", 31, { alone: 20 })], 200)).toBe("lobes");
});

test("a tag goes by a pair of words only where it has no other word", () => {
  const brightened = term("brightened", 60, { pair: "edge brightened" });
  expect(tagName([brightened], 60)).toBe("edge brightened");
  expect(tagName([brightened, term("brightness", 40)], 98)).toBe("brightened");
});

test("where no word has half of the answers, the most used is the name", () => {
  expect(tagName([term("knots", 30), term("blobs", 28, { alone: 9 }), term("clumps", 25)], 80)).toBe("knots");
});
