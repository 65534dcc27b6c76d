import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atEndOfFile, doWhatIsLeft } from "./endOfFile.ts";
import { exists } from "./exists.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

test("what is left is done once, the last first", async () => {
  const done: number[] = [];
  for (const i of [1, 2, 3])
    atEndOfFile(async () => {
      done.push(i);
    });
  await doWhatIsLeft();
  await doWhatIsLeft();
  expect(done).toEqual([3, 2, 1]);
});

test("temporary folders are gone with what lies in them", async () => {
  const [one, other] = [await temporaryFolder("one"), await temporaryFolder("one")];
  expect(one).not.toBe(other);
  await mkdir(join(one, "inner"));
  await writeFile(join(one, "inner", "a.txt"), "a");
  await doWhatIsLeft();
  expect([await exists(one), await exists(other)]).toEqual([false, false]);
});
