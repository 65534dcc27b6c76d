import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { removeUnfinished, writeWhole } from "./wholeFile.ts";

/** The call of a file operation that fails next, and how. */
const failing = vi.hoisted(() => ({ operation: "", code: "" }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const failIf = (operation: string) => {
    if (failing.operation === operation) throw Object.assign(new Error(failing.code), { code: failing.code });
  };
  return {
    ...real,
    async open(...args: Parameters<typeof real.open>) {
      failIf("open");
      const file = await real.open(...args);
      const [write, sync] = [file.writeFile.bind(file), file.sync.bind(file)];
      file.writeFile = async (...data) => {
        failIf("write");
        return write(...data);
      };
      file.sync = async () => {
        failIf("sync");
        return sync();
      };
      return file;
    },
    async rename(...args: Parameters<typeof real.rename>) {
      failIf("rename");
      return real.rename(...args);
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "almagest-whole-"));
});
afterEach(async () => {
  failing.operation = "";
  await rm(folder, { recursive: true, force: true });
});

test("replaces a file by text, bytes or parts", async () => {
  const path = join(folder, "card.json");
  await writeWhole(path, "one");
  await writeWhole(path, [new TextEncoder().encode("two "), new TextEncoder().encode("parts")]);
  expect(await readFile(path, "utf8")).toBe("two parts");
});

test("a new file does not take the place of one that is there", async () => {
  const path = join(folder, "card.json");
  await writeWhole(path, "first", { isNew: true });
  await expect(writeWhole(path, "second", { isNew: true })).rejects.toMatchObject({ code: "exists" });
  expect(await readFile(path, "utf8")).toBe("first");
  expect(await readdir(folder)).toEqual(["card.json"]);
});

test("what killed processes had begun to write is taken away, and nothing else", async () => {
  for (const name of [".card.json.0123456789ab.part", "card.json", "a.part", ".card.json.part"])
    await writeFile(join(folder, name), "x");
  await removeUnfinished(folder);
  expect((await readdir(folder)).sort()).toEqual([".card.json.part", "a.part", "card.json"]);
});

test.each([
  ["open", "ENOSPC"],
  ["write", "ENOSPC"],
  ["write", "EDQUOT"],
  ["sync", "EIO"],
  ["rename", "EACCES"],
])(
  "when %s fails with %s, the old file stays, nothing else is left, and the file is named",
  async (operation, code) => {
    const path = join(folder, "card.json");
    await writeFile(path, "old");
    failing.operation = operation;
    failing.code = code;
    await expect(writeWhole(path, "new")).rejects.toThrow(`cannot write ${path}: `);
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["card.json"]);
  },
);
