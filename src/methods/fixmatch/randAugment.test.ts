import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../random.ts";
import { equalize } from "./brightnessOperations.ts";
import { nearestAffine, rotation } from "./nearestAffine.ts";
import type { Picture } from "./picture.ts";
import { operations, randAugment } from "./randAugment.ts";

interface Case {
  bands: number;
  source: string;
  flat: string;
  operations: { name: keyof typeof operations; strength: number; sign: number; result: string }[];
  rotations: { degrees: number; result: string }[];
  mirrored: string;
}

const { side, cases }: { side: number; cases: Case[] } = JSON.parse(
  await readFile(new URL("../../../fixtures/randAugment/pillow.json", import.meta.url), "utf8"),
);

describe.each(cases)("with $bands band(s), byte for byte as Pillow's", ({ bands, source, flat, mirrored, ...made }) => {
  const picture: Picture = { side, bands, pixels: Uint8Array.from(Buffer.from(source, "base64")) };
  const bytes = ({ pixels }: Picture) => Buffer.from(pixels).toString("base64");

  test.each(made.operations)("$name at strength $strength, sign $sign", ({ name, strength, sign, result }) => {
    expect(bytes(operations[name](picture, strength, sign))).toBe(result);
  });

  test("covers the whole list", () => {
    expect([...new Set(made.operations.map(({ name }) => name))]).toEqual(Object.keys(operations));
    expect(Object.keys(operations)).toHaveLength(11);
  });

  test.each(made.rotations)("a rotation by $degrees degrees", ({ degrees, result }) => {
    expect(bytes(nearestAffine(picture, rotation(degrees, side)))).toBe(result);
  });

  test("mirrored, then rotated", () => {
    expect(bytes(nearestAffine(picture, rotation(28.5, side), { isMirrored: true }))).toBe(mirrored);
  });

  test("a picture of one value stays as it is where it is equalised", () => {
    expect(bytes(equalize({ side, bands, pixels: new Uint8Array(side * side * bands).fill(7) }))).toBe(flat);
  });
});

test("the middle of a rotated picture is the same whether it is cut out before or after", () => {
  const picture: Picture = { side: 12, bands: 1, pixels: Uint8Array.from({ length: 144 }, (_, i) => i) };
  const turned = nearestAffine(picture, rotation(33, 12));
  const middle = nearestAffine(picture, rotation(33, 12), { middle: 6 });
  const cut = Array.from({ length: 36 }, (_, i) => turned.pixels[(3 + Math.floor(i / 6)) * 12 + 3 + (i % 6)]);
  expect([...middle.pixels]).toEqual(cut);
});

test("the same stream draws the same picture, of the same size, and black stays black", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(), fc.constantFrom(1, 3), (size, seed, bands) => {
      const pixels = Uint8Array.from({ length: size * size * bands }, (_, i) => (i * 37) % 256);
      const [one, two] = [1, 2].map(() => randAugment({ side: size, bands, pixels }, randomStream(seed, "strong")));
      expect(one).toEqual(two);
      expect(one?.pixels).toHaveLength(pixels.length);
      const black = { side: size, bands, pixels: new Uint8Array(pixels.length) };
      expect(randAugment(black, randomStream(seed, "strong")).pixels.every((value) => value === 0)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
