import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { temporaryFolder } from "../temporaryFolder.ts";
import { zipOf } from "./oddCheckpoints.ts";
import { openStoredZip } from "./storedZip.ts";

const folder = await temporaryFolder("zip");

async function open(bytes: Uint8Array) {
  const path = join(folder, "a.zip");
  await writeFile(path, bytes);
  return openStoredZip(path);
}

/** Everything there is to read in it. */
async function readAll(bytes: Uint8Array): Promise<Record<string, string>> {
  const zip = await open(bytes);
  try {
    const contents: [string, string][] = [];
    for (const name of zip.entries.keys()) contents.push([name, Buffer.from(await zip.read(name)).toString()]);
    return Object.fromEntries(contents);
  } finally {
    await zip.close();
  }
}

const entries = [
  ["a/data.pkl", "pickle"],
  ["a/data/0", "0123456789"],
] as const;

test.each([false, true])("entries are read whole, with 64-bit sizes: %s", async (zip64) => {
  expect(await readAll(zipOf(entries, { zip64 }))).toEqual({ "a/data.pkl": "pickle", "a/data/0": "0123456789" });
});

test("a part of an entry is read alone, and never past its end", async () => {
  const zip = await open(zipOf(entries));
  expect(Buffer.from(await zip.read("a/data/0", 2, 5)).toString()).toBe("234");
  await expect(zip.read("a/data/0", 2, 11)).rejects.toThrow(/bytes 2 to 11 of "a\/data\/0" are wanted, and it has 10/);
  await expect(zip.read("a/data/0", -1, 2)).rejects.toThrow(Fault);
  await expect(zip.read("a/data/1")).rejects.toThrow(/no entry "a\/data\/1"/);
  await zip.close();
});

test.each<[string, Uint8Array, RegExp]>([
  ["no bytes", new Uint8Array(0), /cut off/],
  ["text", Buffer.from("<!doctype html>".repeat(20)), /cut off/],
  ["a name stated twice", zipOf([...entries, ["a/data/0", "other"]]), /two entries named "a\/data\/0"/],
  ["an entry that claims more than the file has", zipOf(entries, { claimed: { "a/data/0": 1e6 } }), /cut off/],
  ["compressed entries", zipOf(entries, { compressionMethod: 8 }), /compressed/],
])("a zip with %s is refused by name", async (_, bytes, problem) => {
  await expect(readAll(bytes)).rejects.toThrow(problem);
  await expect(readAll(bytes)).rejects.toThrow(/a\.zip/);
  await expect(readAll(bytes)).rejects.toThrow(Fault);
});

test("a missing file is a Fault that names it", async () => {
  await expect(openStoredZip(join(folder, "none.pt"))).rejects.toThrow(/none\.pt: it does not exist/);
});

test("a file cut off anywhere is refused, never read short", async () => {
  const bytes = zipOf(entries);
  for (let length = 0; length < bytes.length; length++)
    await expect(readAll(bytes.subarray(0, length))).rejects.toThrow(Fault);
});

test("a damaged file is a Fault or entries, never another error", async () => {
  for (const bytes of [zipOf(entries), zipOf(entries, { zip64: true })])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1 }), async (changes) => {
        const damaged = Buffer.from(bytes);
        for (const [i, value] of changes) damaged[i] = value;
        await readAll(damaged).catch((error) => expect(error).toBeInstanceOf(Fault));
      }),
      { numRuns: 300 },
    );
});
