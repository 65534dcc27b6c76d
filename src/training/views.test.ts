import { expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { viewsBy } from "./views.ts";

const options = { zoom: 0.5, flips: true };
const count = 400;

/** Of each view: how much its two axes are stretched, and how far its centre is moved. */
function shapes(theta: Float32Array): { across: number; along: number; moved: number; isMirrored: boolean }[] {
  return Array.from({ length: theta.length / 6 }, (_, i) => {
    const [a = 0, b = 0, x = 0, c = 0, d = 0, y = 0] = theta.subarray(6 * i, 6 * i + 6);
    return {
      across: Math.hypot(a, c),
      along: Math.hypot(b, d),
      moved: Math.hypot(x, y),
      isMirrored: a * d - b * c < 0,
    };
  });
}

test("images that are turned alone keep their scale and their centre, and are mirrored half of the time", () => {
  const turned = shapes(viewsBy("turns", randomStream(1, "views"), count, options));
  for (const { across, along, moved } of turned) {
    expect(across).toBeCloseTo(0.5, 5);
    expect(along).toBeCloseTo(0.5, 5);
    expect(moved).toBe(0);
  }
  const mirrored = turned.filter(({ isMirrored }) => isMirrored).length;
  expect(mirrored / count).toBeGreaterThan(0.4);
  expect(mirrored / count).toBeLessThan(0.6);
  const never = shapes(viewsBy("turns", randomStream(1, "views"), count, { ...options, flips: false }));
  expect(never.some(({ isMirrored }) => isMirrored)).toBe(false);
});

test("images that are varied in every way are zoomed, stretched and shifted too", () => {
  const varied = shapes(viewsBy(true, randomStream(1, "views"), count, options));
  const sides = varied.map(({ across }) => across);
  expect(Math.min(...sides)).toBeLessThan(0.42);
  expect(Math.max(...sides)).toBeGreaterThan(0.6);
  expect(varied.some(({ moved }) => moved > 0)).toBe(true);
  expect(varied.some(({ across, along }) => Math.abs(across / along - 1) > 0.02)).toBe(true);
});

test("images that are seen as they are are all alike", () => {
  const [first, ...others] = shapes(viewsBy(false, randomStream(1, "views"), 3, options));
  expect(first).toEqual({ across: 0.5, along: 0.5, moved: 0, isMirrored: false });
  expect(others).toEqual([first, first]);
});
