import fc from "fast-check";
import { expect, test } from "vitest";
import { TextCounts } from "./textCounts.ts";

test("any texts are counted as they stand, those among them whose hashes are the same too", () => {
  // "Aa" and "BB" have one hash, and so have all texts made of them.
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 5 }),
    fc.array(fc.constantFrom("Aa", "BB"), { maxLength: 4 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), (texts) => {
      const counts = new TextCounts();
      const bytes = Buffer.from(texts.join(""));
      let from = 0;
      for (const each of texts) {
        counts.add(bytes, from, from + Buffer.byteLength(each));
        from += Buffer.byteLength(each);
      }
      const expected = new Map<string, number>();
      for (const each of texts) expected.set(each, (expected.get(each) ?? 0) + 1);
      expect(new Map(counts)).toEqual(expected);
    }),
  );
});
