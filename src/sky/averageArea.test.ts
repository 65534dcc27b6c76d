import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { averageArea } from "./averageArea.ts";

function picture(width: number, height: number, seed: number) {
  const stream = randomStream(seed, "picture");
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => stream.below(256)) };
}

const cases = fc.record({
  width: fc.integer({ min: 1, max: 60 }),
  height: fc.integer({ min: 1, max: 60 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  seed: fc.nat(1000),
});

test("a new pixel is the average of what lies under it", () => {
  fc.assert(
    fc.property(cases, ({ width, height, share, seed }) => {
      const image = picture(width, height, seed);
      const side = Math.min(width, height);
      const size = Math.max(1, Math.round(share * side));
      const found = averageArea(image, size, size);
      const scale = side / size;
      const overlap = (start: number, old: number) =>
        Math.max(0, Math.min(start + scale, old + 1) - Math.max(start, old)) / scale;
      for (let row = 0; row < size; row++)
        for (let column = 0; column < size; column++) {
          let expected = 0;
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++)
              expected +=
                overlap((height - side) / 2 + row * scale, y) *
                overlap((width - side) / 2 + column * scale, x) *
                (image.data[(y * width + x) * 3 + 1] ?? 0);
          expect(Math.abs((found[(row * size + column) * 3 + 1] ?? 0) - expected)).toBeLessThan(1);
        }
    }),
    { numRuns: 40 },
  );
});

test("the middle alone is the middle of the whole", () => {
  fc.assert(
    fc.property(cases, ({ width, height, share, seed }) => {
      const image = picture(width, height, seed);
      const size = Math.max(1, Math.floor(Math.min(width, height) / 1.7));
      const middle = Math.max(1, Math.round(share * size));
      const [whole, part] = [averageArea(image, size, size), averageArea(image, size, middle)];
      const first = Math.floor((size - middle) / 2);
      for (let row = 0; row < middle; row++) {
        const start = ((first + row) * size + first) * 3;
        expect(part.subarray(row * middle * 3, (row + 1) * middle * 3)).toEqual(
          whole.subarray(start, start + middle * 3),
        );
      }
    }),
  );
});
