import { assert, double, integer, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { type Piece, type Placement, reachOf, resample } from "./resample.ts";

function piece(width: number, height: number, pixelAt: (x: number, y: number) => number): Piece {
  const pixels = Float32Array.from({ length: width * height }, (_, i) => pixelAt(i % width, Math.floor(i / width)));
  return { x: 0, y: 0, width, height, pixels };
}

const plain = { across: [1, 0], up: [0, 1] } as const;

test("on the image's own pixels nothing changes", () => {
  const image = piece(20, 20, (x, y) => 7 * x - 3 * y);
  const result = resample(image, { x: 9.5, y: 9.5, ...plain }, 8);
  expect([...result]).toEqual(Array.from({ length: 64 }, (_, i) => 7 * (6 + (i % 8)) - 3 * (6 + Math.floor(i / 8))));
});

test("twice as large, a pixel is the mean of four", () => {
  const image = piece(20, 20, (x, y) => (x * 13 + y * 7) % 11);
  const result = resample(image, { x: 9.5, y: 9.5, across: [2, 0], up: [0, 2] }, 2);
  const mean = (x: number, y: number) =>
    [
      image.pixels[y * 20 + x],
      image.pixels[y * 20 + x + 1],
      image.pixels[(y + 1) * 20 + x],
      image.pixels[(y + 1) * 20 + x + 1],
    ].reduce<number>((sum, value) => sum + (value ?? 0), 0) / 4;
  expect([...result]).toEqual([mean(8, 8), mean(10, 8), mean(8, 10), mean(10, 10)].map(Math.fround));
});

test("a plane stays that plane, whatever the scale and direction", () => {
  const image = piece(60, 60, (x, y) => 2 * x + 5 * y + 1);
  const step = double({ min: 0.2, max: 3, noNaN: true });
  const turn = double({ min: 0, max: 2 * Math.PI, noNaN: true });
  assert(
    property(
      step,
      turn,
      tuple(double({ min: 28, max: 32, noNaN: true }), double({ min: 28, max: 32, noNaN: true })),
      (scale, angle, [x, y]) => {
        const [sin, cos] = [scale * Math.sin(angle), scale * Math.cos(angle)];
        const placement: Placement = { x, y, across: [cos, sin], up: [-sin, cos] };
        resample(image, placement, 8).forEach((value, i) => {
          const [right, above] = [(i % 8) - 3.5, Math.floor(i / 8) - 3.5];
          expect(value).toBeCloseTo(2 * (x + cos * right - sin * above) + 5 * (y + sin * right + cos * above) + 1, 2);
        });
      },
    ),
  );
});

test("what it needs of an image is within what it asks for", () => {
  const image = piece(80, 80, (x, y) => x + 100 * y);
  assert(
    property(
      double({ min: 0.3, max: 2.5, noNaN: true }),
      double({ min: 0, max: 6.3, noNaN: true }),
      integer({ min: 1, max: 12 }),
      (scale, angle, size) => {
        const [sin, cos] = [scale * Math.sin(angle), scale * Math.cos(angle)];
        const placement: Placement = { x: 40.3, y: 39.8, across: [cos, sin], up: [-sin, cos] };
        const { x, y, width, height } = reachOf(placement, size);
        const pixels = Float32Array.from(
          { length: width * height },
          (_, i) => x + (i % width) + 100 * (y + Math.floor(i / width)),
        );
        expect(resample({ x, y, width, height, pixels }, placement, size)).toEqual(resample(image, placement, size));
      },
    ),
  );
});

test("a hole stays as large as it is, and does not eat what lies beside it", () => {
  const image = piece(20, 20, (x, y) => (x === 10 && y === 10 ? Number.NaN : 1));
  const same = resample(image, { x: 9.5, y: 9.5, ...plain }, 8);
  expect(same.filter(Number.isNaN).length).toBe(1);
  expect(same.every((value) => Number.isNaN(value) || value === 1)).toBe(true);
  const larger = resample(image, { x: 9.5, y: 9.5, across: [2, 0], up: [0, 2] }, 8);
  expect(larger.every((value) => value === 1)).toBe(true);
});
