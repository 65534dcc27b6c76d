import fc from "fast-check";
import { expect, test } from "vitest";
import { allEnded, lanesFor } from "./sideBySide.ts";

async function pause(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await Promise.resolve();
}

test("pieces are begun in the order they come, and never more are under way than asked for", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat(9)), async (most, turns) => {
      const begun: number[] = [];
      let [underWay, highest] = [0, 0];
      const inLane = lanesFor(most);
      const found = await allEnded(
        turns.map((each, i) =>
          inLane(async () => {
            begun.push(i);
            highest = Math.max(highest, ++underWay);
            await pause(each);
            underWay--;
            return i;
          }),
        ),
      );
      expect(found).toEqual(turns.map((_, i) => i));
      expect(begun).toEqual(found);
      expect(highest).toBe(Math.min(most, turns.length));
    }),
  );
});

test("after a failure nothing is begun, and what was under way ends before it is told", async () => {
  const ended: string[] = [];
  const inLane = lanesFor(2);
  const piece = (name: string, turns: number, fails = false) =>
    inLane(async () => {
      await pause(turns);
      ended.push(name);
      if (fails) throw new Error(name);
    });
  await expect(allEnded([piece("first", 1, true), piece("second", 90), piece("third", 1)])).rejects.toThrow("first");
  expect(ended).toEqual(["first", "second"]);
});
