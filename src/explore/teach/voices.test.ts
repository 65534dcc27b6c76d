import { expect, test } from "vitest";
import { disputedText, majority, type Voice, voicesText } from "./voices.ts";

const said = (...words: string[]): Voice[] =>
  words.map((each) => {
    const [by = "", value = ""] = each.split(" ");
    return { by, value };
  });

test("most voices hold, and as many on either side decide nothing", () => {
  expect(majority(said("Ada no", "Ben yes", "Cy yes"))).toBe("yes");
  expect(majority(said("Ada no"))).toBe("no");
  expect(majority(said("Ada no", "Ben yes"))).toBeNull();
  expect(majority([])).toBeNull();
});

test("people who disagree are named, of one galaxy where they do not always say the same", () => {
  const tie = said("Ben yes", "Ada no");
  expect(disputedText(new Map([["g1", tie]]))).toBe("1 galaxy left out: people disagree (Ada no, Ben yes)");
  const same = new Map(["g1", "g2"].map((id) => [id, tie]));
  expect(disputedText(same)).toBe("2 galaxies left out: people disagree (Ada no, Ben yes)");
  expect(disputedText(new Map([...same, ["g3", said("Ada yes", "Ben no")]]))).toBe(
    "3 galaxies left out: people disagree (of g1: Ada no, Ben yes)",
  );
  expect(voicesText(said("A yes", "B yes", "C yes", "D no", "E no", "F no"))).toBe(
    "A yes, B yes, C yes, D no and 2 others",
  );
});
