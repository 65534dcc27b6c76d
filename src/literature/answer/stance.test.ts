import { describe, expect, test } from "vitest";
import { smallLibrary } from "../smallCorpus.ts";
import { ask } from "./ask.ts";
import { claimOf } from "./claim.ts";

describe("a claim is read from a question that yes or no would answer", () => {
  test.each([
    ["Do bars slow down in dark haloes?", "bars slow down in dark haloes"],
    ["Is dark matter warm?", 'yes to "Is dark matter warm?"'],
    ["How do bars form?", undefined],
    ["Are bars old or young?", undefined],
  ])("%s", (question, claim) => {
    expect(claimOf(question)).toBe(claim);
  });
});

const said = [
  ["We confirm that galactic bars slow down in dark haloes.", "supports"],
  ["Our data are consistent with galactic bars that slow down in dark haloes.", "supports"],
  ["The data are not consistent with bars that slow down in dark haloes.", "contradicts"],
  ["The observations rule out that galactic bars slow down in dark haloes.", "contradicts"],
  ["We find that bars do not slow down in their dark haloes.", "contradicts"],
  ["We cannot rule out that galactic bars slow down in dark haloes.", "does not address"],
  ["Whether galactic bars slow down in dark haloes is an old question.", "does not address"],
  ["We find no evidence that galactic bars slow down in dark haloes.", "contradicts"],
] as const;

const papers = said.map(([abstract], i) => ({
  id: `20${10 + i}.0000${i}`,
  title: `Study ${i} of bars in haloes`,
  abstract,
  // The first two are of one group.
  authors: i < 2 ? ["Weinberg, M. D.", "Katz, N."] : [`Alone${i}, A.`],
  year: 2010 + i,
  categories: ["astro-ph.GA"],
}));
const { workspace, library } = await smallLibrary(papers);

test("each paper's stance is read from its cues and what they deny, with the quote", async () => {
  const { stance, consensus } = await ask(workspace, library, "Do bars slow down in dark haloes?");
  const byId = new Map(stance.map((each) => [each.id, each]));
  said.forEach(([quote, expected], i) => {
    const read = byId.get(papers[i]?.id ?? "");
    expect([quote, read?.stance]).toEqual([quote, expected]);
    if (expected !== "does not address") expect(read?.citation?.quote).toBe(quote);
    else expect(read?.citation).toBeNull();
  });
  expect(consensus?.counts).toEqual({ supports: 2, contradicts: 4, mixed: 0, unclear: 0, "does not address": 2 });
  expect(consensus?.groups).toEqual({ supports: 1, contradicts: 4, mixed: 0, unclear: 0, "does not address": 2 });
});

test("no stance is read where the question is no claim", async () => {
  const { stance, consensus } = await ask(workspace, library, "How do bars slow down in dark haloes?");
  expect(stance).toEqual([]);
  expect(consensus).toBeNull();
});
