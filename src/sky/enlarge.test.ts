import sharp from "sharp";
import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { enlarge } from "./enlarge.ts";
import type { Pixels } from "./jpeg.ts";

function noise(width: number, height: number): Pixels {
  const stream = randomStream(3, "noise");
  const data = Uint8Array.from({ length: width * height * 3 }, () => stream.below(256));
  return { width, height, data };
}

test("an image of its own size comes out as it was", () => {
  const image = noise(20, 20);
  expect(enlarge(image, 20, 20)).toEqual(image.data);
});

test("edges stay between black and white", async () => {
  const data = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i % 24 < 12 ? 0 : 255));
  const large = enlarge({ width: 8, height: 8, data }, 32, 32);
  expect([large[0], large[31 * 3]]).toEqual([0, 255]);
  // Black rises to white once: nothing that overshot has come round the other side.
  const row = Array.from({ length: 32 }, (_, i) => large[i * 3] as number);
  expect(row).toEqual(row.toSorted((a, b) => a - b));
});

test("a parabola stays one, inside the image", () => {
  const [side, size] = [20, 50];
  const height = (x: number) => 20 + 0.5 * (x - 4) ** 2;
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => height(Math.floor(i / 3) % side));
  const scale = side / size;
  const large = enlarge({ width: side, height: side, data }, size, size);
  for (let column = 5; column < size - 5; column++) {
    const expected = height((column + 0.5) * scale - 0.5);
    // Halves were cut off in the small image.
    expect(Math.abs((large[(25 * size + column) * 3] ?? 0) - expected)).toBeLessThanOrEqual(1);
  }
});

test("a mirrored image is enlarged to the mirror image", () => {
  const image = noise(15, 22);
  const mirrored = ({ width, height, data }: Pixels) => ({
    width,
    height,
    data: data.map(
      (_, i) => data[i - 3 * (Math.floor(i / 3) % width) + 3 * (width - 1 - (Math.floor(i / 3) % width))] ?? 0,
    ),
  });
  const large = { width: 37, height: 37, data: enlarge(image, 37, 37) };
  const apart = enlarge(mirrored(image), 37, 37).map((value, i) => Math.abs(value - (mirrored(large).data[i] ?? 0)));
  // Sums in another order round otherwise.
  expect(Math.max(...apart)).toBeLessThanOrEqual(1);
});

test("libvips enlarges to the same picture, half a new pixel aside", async () => {
  const steps = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i % 24 < 12 ? 50 : 200));
  const image = { width: 8, height: 8, data: steps };
  // Of twice as many pixels every second one, moved by one: half a pixel of ours.
  const ours = enlarge(image, 64, 64);
  const theirs = await sharp(steps, { raw: { width: 8, height: 8, channels: 3 } })
    .resize(32, 32)
    .raw()
    .toBuffer();
  for (let column = 4; column < 28; column++) {
    const [a = 0, b = 0] = [ours[(32 * 64 + 2 * column - 1) * 3], ours[(32 * 64 + 2 * column) * 3]];
    expect(Math.abs((a + b) / 2 - (theirs[(16 * 32 + column) * 3] ?? 0))).toBeLessThan(3);
  }
});

test("the middle alone is the middle of the whole", () => {
  const image = noise(20, 26);
  const [whole, part] = [enlarge(image, 50, 50), enlarge(image, 50, 21)];
  for (let row = 0; row < 21; row++) {
    const start = ((14 + row) * 50 + 14) * 3;
    expect(part.subarray(row * 63, (row + 1) * 63)).toEqual(whole.subarray(start, start + 63));
  }
});
