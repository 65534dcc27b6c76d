import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporaryFolder.ts";
import { LabelFile } from "./labelFile.ts";
import type { Act } from "./labelIndex.ts";

const act = (i: number, value: string): Act => ({
  at: "2026-11-27T05:00:00Z",
  by: "Ada",
  key: `k${i}`,
  task: "notes",
  id: `g${i}`,
  value,
});
const lineOf = (each: Act) => `${JSON.stringify(each)}\n`;

async function written(content: string): Promise<string> {
  const path = join(await temporaryFolder("label-file"), "log.jsonl");
  await writeFile(path, content);
  return path;
}

test("however much is read at a time, the same labels are found, a longer line and one that was cut off too", async () => {
  const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 400 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 3000 }), fc.nat({ max: 120 }), async (values, pieces, cut) => {
      const acts = values.map((value, i) => act(i, value));
      const path = await written(acts.map(lineOf).join("") + lineOf(act(99, "cut off")).slice(0, Math.min(cut, 80)));
      const file = new LabelFile(path, pieces);
      await file.refresh();
      expect(file.index.acts).toEqual(acts);
      await file.append([act(100, "after"), ...acts]);
      expect(file.index.acts).toEqual([...acts, act(100, "after")]);
      const anew = new LabelFile(path);
      await anew.refresh();
      expect(anew.index.acts).toEqual(file.index.acts);
    }),
    { numRuns: 30 },
  );
});

test("a line that is no label is named by its number, each time, wherever the pieces end", async () => {
  const lines = Array.from({ length: 50 }, (_, i) => lineOf(act(i, "x".repeat(i))));
  lines[41] = '{"by": "Ada"}\n';
  const path = await written(lines.join(""));
  for (const pieces of [1, 100, 1000, 1e6]) {
    const file = new LabelFile(path, pieces);
    for (let i = 0; i < 2; i++) await expect(file.refresh()).rejects.toThrow(`line 42 of ${path} is no label`);
    await writeFile(path, lines.map((line, i) => (i === 41 ? lineOf(act(41, "mended")) : line)).join(""));
    await file.refresh();
    expect(file.index.acts).toHaveLength(50);
    await writeFile(path, lines.join(""));
  }
});

test("a file of many pieces is read with the memory of one", async () => {
  const path = await written(Array.from({ length: 40_000 }, (_, i) => lineOf(act(i, "x".repeat(200)))).join(""));
  const file = new LabelFile(path, 64 * 1024);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 1);
  await file.refresh();
  clearInterval(watch);
  expect(file.index.acts).toHaveLength(40_000);
  // The file has 12 MB.
  expect(most).toBeLessThan(4e6);
});
