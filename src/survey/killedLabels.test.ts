import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { killWriters } from "./killedLabels.ts";

test("15 kills in the middle of writing lose no label that was said to be saved, and double none", async () => {
  const chains = await Promise.all([1, 2, 3].map((seed) => killWriters(5, randomStream(seed, "kill"))));
  for (const { acknowledged, lost, twice } of chains) {
    expect(acknowledged).toBeGreaterThan(20);
    expect({ lost, twice }).toEqual({ lost: 0, twice: 0 });
  }
}, 600_000);
