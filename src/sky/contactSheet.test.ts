import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { contactSheet } from "./contactSheet.ts";

test("a contact sheet has each group on rows of its own, and a grey place for what cannot be read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "almagest-sheet-"));
  const [red, blue] = [join(folder, "red.png"), join(folder, "blue.png")];
  for (const [path, background] of [
    [red, { r: 255, g: 0, b: 0 }],
    [blue, { r: 0, g: 0, b: 255 }],
  ] as const)
    await sharp({ create: { width: 30, height: 20, channels: 3, background } })
      .png()
      .toFile(path);
  const sheet = await contactSheet([[red, join(folder, "gone.png"), red], [], [blue]], 16);
  const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([2 + 10 * 18, 2 + 2 * 18 + 12]);
  const at = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)];
  const isRed = ([r = 0, g = 0]: number[]) => r > 200 && g < 60;
  expect([at(10, 10), at(46, 10)].every(isRed)).toBe(true);
  expect(Math.abs((at(28, 10)[0] ?? 0) - 128)).toBeLessThan(12);
  expect(at(10, 40)[2]).toBeGreaterThan(200);
  await rm(folder, { recursive: true, force: true });
});
