import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { killWriters } from "./killedLabels.ts";

test("1,000 kills in the middle of writing lose no label that was said to be saved, and double none", async () => {
  const chains = await Promise.all([11, 12].map((seed) => killWriters(500, randomStream(seed, "kill"))));
  for (const { lost, twice } of chains) expect({ lost, twice }).toEqual({ lost: 0, twice: 0 });
});
