import { expect, test } from "vitest";
import { sideBySide } from "./sideBySide.ts";

const soon = () => new Promise((resolve) => setTimeout(resolve, 1));

test("no more at once than allowed, and results in the order of what was asked", async () => {
  let [now, most] = [0, 0];
  const found = await sideBySide(
    [5, 1, 4, 2, 3],
    async (item) => {
      most = Math.max(most, ++now);
      for (let i = 0; i < item; i++) await soon();
      now--;
      return 10 * item;
    },
    { atOnce: 2 },
  );
  expect(found).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test("the first to fail stops the others, and is what is thrown", async () => {
  const begun: number[] = [];
  const work = async (item: number, signal: AbortSignal) => {
    begun.push(item);
    if (item === 1) throw new Error("one broke");
    while (!signal.aborted) await soon();
    throw new Error("was stopped");
  };
  await expect(sideBySide([0, 1, 2, 3], work, { atOnce: 2 })).rejects.toThrow("one broke");
  expect(begun).toEqual([0, 1]);
});

test("nothing more is begun once it is stopped from outside", async () => {
  const stop = new AbortController();
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    stop.abort(new Error("enough"));
  };
  await expect(sideBySide([0, 1, 2], work, { atOnce: 1, signal: stop.signal })).rejects.toThrow("enough");
  expect(begun).toEqual([0]);
});
