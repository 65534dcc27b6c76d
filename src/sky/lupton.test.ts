import { expect, test } from "vitest";
import { luptonRgb } from "./lupton.ts";

const picture = (b: number, g: number, r: number) =>
  luptonRgb([Float32Array.of(b), Float32Array.of(g), Float32Array.of(r)], { stretch: 15, q: 6 });

test("faint light is shown in proportion, bright light ever less", () => {
  const [none = 0] = picture(0, 0, 0);
  const [one = 0] = picture(1, 1, 1);
  const [two = 0] = picture(2, 2, 2);
  const [hundred = 0] = picture(100, 100, 100);
  const [twoHundred = 0] = picture(200, 200, 200);
  expect((two - none) / (one - none)).toBeCloseTo(2, 0);
  expect(twoHundred - hundred).toBeLessThan(0.3 * (hundred - none));
});

test("colour survives saturation: the bands keep their ratios, and none wraps round", () => {
  const [red = 0, green = 0, blue = 0] = picture(1000, 2000, 4000);
  expect(red).toBe(255);
  // Above the black level of 2.5 %.
  expect((green - 6.4) / (red - 6.4)).toBeCloseTo(0.5, 1);
  expect((blue - 6.4) / (red - 6.4)).toBeCloseTo(0.25, 1);
});

test("noise below the sky is black, never bright", () => {
  expect([...picture(-5, -5, -5)]).toEqual([0, 0, 0]);
});
