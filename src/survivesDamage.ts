/** Files damaged by the ten thousand, and what holds their reader to its word. For the slow tests. */

import fc from "fast-check";
import { expect } from "vitest";
import { type RandomStream, randomStream } from "./random.ts";

const files = 10_000;
/** Of the processor's time, not the clock's: other work on this machine is no hang. */
const longestSeconds = 2;
const mostGrowth = 300 * 2 ** 20;

const seed = Date.now() % 2 ** 31;

/**
 * Nothing but what the reader may say is thrown, none takes long, and memory does not grow.
 * @param damage makes one damaged file; it is not timed
 * @param outcomeOf reads it: "read", or the fault's code
 * @returns how often each outcome was met
 */
export async function survivesDamage<Damaged>(
  damage: (stream: RandomStream) => Damaged | Promise<Damaged>,
  outcomeOf: (damaged: Damaged) => string | Promise<string>,
): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  let [count, startingMemory, largest] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.noShrink(fc.nat()), async (which) => {
      const damaged = await damage(randomStream(which, "damage"));
      const before = process.cpuUsage();
      const outcome = await outcomeOf(damaged);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1e6).toBeLessThan(longestSeconds);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      // What the first files load and compile is no leak.
      if (count++ === 500) startingMemory = process.memoryUsage.rss();
      if (count > 500) largest = Math.max(largest, process.memoryUsage.rss());
    }),
    { seed, numRuns: files },
  );
  process.stdout.write(
    `seed ${seed}: ${JSON.stringify(outcomes)}, ${Math.round((largest - startingMemory) / 2 ** 20)} MiB more\n`,
  );
  expect(largest - startingMemory).toBeLessThan(mostGrowth);
  return outcomes;
}
