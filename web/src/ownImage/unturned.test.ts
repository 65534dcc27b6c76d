import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { unturned } from "./unturned.ts";

const drawn = () => sharp({ create: { width: 30, height: 20, channels: 3, background: "teal" } });

test.each<[string, (image: Sharp) => Sharp]>([
  ["JPEG", (image) => image.jpeg()],
  ["PNG", (image) => image.png()],
  ["WebP", (image) => image.webp()],
])("a %s loses its orientation, and no pixel", async (_, stored) => {
  const file = await stored(drawn().withMetadata({ orientation: 6 })).toBuffer();
  const bytes = Buffer.from(await unturned(new Uint8Array(file)).arrayBuffer());
  expect((await sharp(file).metadata()).orientation).toBe(6);
  expect((await sharp(bytes).metadata()).orientation).toBeUndefined();
  expect(await sharp(bytes).raw().toBuffer()).toEqual(await sharp(file).raw().toBuffer());
});

test("a file without one, cut off anywhere or full of nonsense, comes back as it was", async () => {
  const files = [await drawn().jpeg().toBuffer(), await drawn().png().toBuffer(), await drawn().webp().toBuffer()];
  for (const file of files)
    for (let length = 1; length <= file.length; length++) {
      const bytes = new Uint8Array(file.subarray(0, length));
      expect(new Uint8Array(await unturned(bytes.slice()).arrayBuffer())).toEqual(bytes);
    }
  for (const first of [0xff, 0x89, 0x52])
    for (const rest of [0x00, 0xff]) unturned(new Uint8Array(1000).fill(rest).fill(first, 0, 1));
});
