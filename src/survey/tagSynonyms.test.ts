import { rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bareSurvey } from "./bareSurvey.ts";
import { labelsPath } from "./labelTask.ts";
import {
  addSynonyms,
  joinedSynonyms,
  readSynonyms,
  removeSynonym,
  type TagSynonyms,
  usualTag,
  writtenSynonyms,
} from "./tagSynonyms.ts";

test("synonyms are written in lines, with or without #, and a line that is none is named", () => {
  expect(writtenSynonyms("#ring = #Rings, ringed\r\n\n dusty=dust-lane\n")).toEqual([
    { tag: "ring", also: ["rings", "ringed"] },
    { tag: "dusty", also: ["dust-lane"] },
  ]);
  for (const wrong of ["#ring", "#ring =", "= #ring", "#ring = #ring", "#ring = two words", "a, b = c"])
    expect(() => writtenSynonyms(`#a = #b\n${wrong}`), wrong).toThrow(/^line 2, .* is no synonym/);
});

const word = fc.constantFrom("a", "b", "c", "d", "e", "f");
const line = fc
  .tuple(word, fc.uniqueArray(word, { minLength: 1, maxLength: 3 }))
  .map(([tag, also]): TagSynonyms => ({ tag, also: also.filter((each) => each !== tag) }))
  .filter(({ also }) => also.length > 0);

test("whatever is said to be the same, and in whichever order, ends as one word that stands for itself", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const groups = lines.reduce<TagSynonyms[]>(joinedSynonyms, []);
      const usual = usualTag(groups);
      for (const { tag, also } of lines) for (const each of also) expect(usual(each)).toBe(usual(tag));
      for (const each of "abcdef") expect(usual(usual(each))).toBe(usual(each));
      const words = groups.flatMap(({ tag, also }) => [tag, ...also]);
      expect(new Set(words).size).toBe(words.length);
      const last = lines.at(-1);
      if (last) expect(usual(last.tag)).toBe(last.tag);
    }),
  );
});

test("they are kept with the survey, taken back one by one, and a damaged file is named", async () => {
  const workspace = await bareSurvey(2);
  expect(await readSynonyms(workspace, "bare")).toEqual([]);
  await addSynonyms(workspace, "bare", writtenSynonyms("#ring = #rings\n#rings = #ringed"));
  expect(await readSynonyms(workspace, "bare")).toEqual([{ tag: "rings", also: ["ring", "ringed"] }]);
  expect(await removeSynonym(workspace, "bare", "#rings")).toEqual([{ tag: "ring", also: ["ringed"] }]);
  expect(await removeSynonym(workspace, "bare", "ringed")).toEqual([]);
  await expect(removeSynonym(workspace, "bare", "#x")).rejects.toThrow('"#x" has no synonyms in survey "bare"');
  await expect(addSynonyms(workspace, "none", [])).rejects.toThrow('there is no survey "none"');
  await writeFile(join(labelsPath(workspace, "bare"), "synonyms.json"), "{");
  await expect(readSynonyms(workspace, "bare")).rejects.toThrow(/synonyms.json is damaged/);
  await rm(dirname(workspace.path), { recursive: true, force: true });
});
