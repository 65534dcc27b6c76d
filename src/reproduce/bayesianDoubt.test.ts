import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { type Doubt, doubtClaims } from "./bayesianDoubt.ts";

/** Sources of which a network knows as much of people's doubt as `share` says. */
function doubt(seed: number, share: number): Doubt {
  const stream = randomStream(seed, "doubt");
  const disagreement = Array.from({ length: 200 }, () => stream.uniform() / 2);
  const measured = disagreement.map((each) => share * each + (1 - share) * stream.uniform());
  return { lesson: "votes", entropy: measured, mutual: measured, disagreement, accuracy: 0.9 };
}

test.each([
  [1, "holds"],
  [0, "does not"],
])("doubt of which %d is people's: rank correlation over 0.4 %s", (share, verdict) => {
  const claims = doubtClaims([1, 2, 3].map((seed) => doubt(seed, share)));
  expect(claims.map((claim) => claim.verdict)).toEqual([verdict, verdict]);
});

test("one seed alone cannot tell", () => {
  expect(doubtClaims([doubt(1, 1)])[0]).toMatchObject({ ours: expect.closeTo(1, 6), verdict: "cannot tell" });
});
