import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exists } from "./exists.ts";
import { removeTemporaryFolders, temporaryFolder } from "./temporaryFolder.ts";

test("temporary folders are gone with what lies in them, and one that is gone already is no fault", async () => {
  const [one, other] = [await temporaryFolder("one"), await temporaryFolder("one")];
  expect(one).not.toBe(other);
  await mkdir(join(one, "inner"));
  await writeFile(join(one, "inner", "a.txt"), "a");
  await removeTemporaryFolders();
  await removeTemporaryFolders();
  expect([await exists(one), await exists(other)]).toEqual([false, false]);
});
