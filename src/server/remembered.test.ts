import { expect, test } from "vitest";
import { remembered } from "./remembered.ts";

test("what was asked for last is kept, the rest is found again; what failed too", async () => {
  const made: string[] = [];
  const known = remembered<string>(2);
  const ask = (key: string) =>
    known(key, async () => {
      made.push(key);
      if (key === "broken") throw new Error("broken");
      return key;
    });
  for (const key of ["a", "b", "a", "c", "a", "b"]) expect(await ask(key)).toBe(key);
  expect(made).toEqual(["a", "b", "c", "b"]);
  for (let i = 0; i < 2; i++) await expect(ask("broken")).rejects.toThrow("broken");
  expect(made.filter((key) => key === "broken")).toHaveLength(2);
});

test("what is kept is bounded by its weight, and the last is kept though it alone weighs more", async () => {
  const made: string[] = [];
  const forgotten: string[] = [];
  const known = remembered<string>(
    10,
    (each) => forgotten.push(each),
    ({ length }) => length,
  );
  const ask = (key: string) =>
    known(key, async () => {
      made.push(key);
      return key;
    });
  for (const key of ["aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"]) await ask(key);
  expect(made).toEqual(["aaaa", "bbbb", "cccc", "bbbb"]);
  await ask("longer than ten");
  await ask("longer than ten");
  expect(made.slice(4)).toEqual(["longer than ten"]);
  expect(forgotten.toSorted()).toEqual(["aaaa", "bbbb", "bbbb", "cccc"]);
});
