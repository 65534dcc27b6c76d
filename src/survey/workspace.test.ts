import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporaryFolder.ts";
import { openWorkspace } from "./workspace.ts";

test("is made with the folders above it, and opened again as it is", async () => {
  const folder = await temporaryFolder("workspace");
  const path = join(folder, "of", "a", "new", "one");
  const { runsPath } = await openWorkspace(path, { create: true });
  expect((await stat(runsPath)).isDirectory()).toBe(true);
  expect(await openWorkspace(path)).toMatchObject({ path, runsPath });
  await rm(folder, { recursive: true });
});

test("is made by many at once, and each has it", async () => {
  const folder = await temporaryFolder("workspace");
  for (let round = 0; round < 20; round++) {
    const path = join(folder, `of-${round}`, "many");
    const all = await Promise.all(Array.from({ length: 8 }, () => openWorkspace(path, { create: true })));
    expect(all.every((each) => each.path === path)).toBe(true);
  }
  await rm(folder, { recursive: true });
});

test.skipIf(process.platform !== "linux")(
  "is refused at once where no folder can be made (mkdir tried for ever)",
  async () => {
    await expect(openWorkspace("/proc/self/w", { create: true })).rejects.toThrow(
      "cannot make the workspace /proc/self/w",
    );
  },
);
