import { describe, expect, test } from "vitest";
import { barProfile, discProfile, edgeOnProfile, gamma, sersicB, sersicProfile } from "./lightProfiles.ts";

/** Over the plane, by the trapezium rule in logarithmic radius. */
function lightWithin(profile: (radius: number) => number, outer: number): number {
  const [from, steps] = [Math.log(1e-7), 20_000];
  const step = (Math.log(outer) - from) / steps;
  let sum = 0;
  for (let k = 0; k <= steps; k++) {
    const radius = Math.exp(from + k * step);
    sum += 2 * Math.PI * radius * radius * profile(radius) * step;
  }
  return sum;
}

describe.each([0.7, 1, 2, 4, 6])("a Sersic profile of index %d", (index) => {
  const profile = sersicProfile(index, 1, 1);

  test("holds all of its light, half of it within the half-light radius", () => {
    expect(lightWithin(profile, 3000)).toBeCloseTo(1, 2);
    expect(lightWithin(profile, 1)).toBeCloseTo(0.5, 2);
  });

  test("is within 1e-3 of the formula where it is read from a table", () => {
    const b = sersicB(index);
    const centre = b ** (2 * index) / (2 * Math.PI * index * gamma(2 * index));
    for (let radius = 0.01; radius < 6; radius += 0.0137) {
      const exact = centre * Math.exp(-b * radius ** (1 / index));
      expect(Math.abs(profile(radius) / exact - 1)).toBeLessThan(index < 1 ? 1e-2 : 1e-3);
    }
  });
});

test("b is Ciotti and Bertin's: 7.669 for de Vaucouleurs', 1.678 for an exponential", () => {
  expect(sersicB(4)).toBeCloseTo(7.6692, 3);
  expect(sersicB(1)).toBeCloseTo(1.6783, 3);
});

test("gamma has its known values", () => {
  expect(gamma(5)).toBeCloseTo(24, 8);
  expect(gamma(0.5)).toBeCloseTo(Math.sqrt(Math.PI), 9);
  expect(gamma(8)).toBeCloseTo(5040, 5);
});

test("a disc holds all of its light, however flat it looks", () => {
  const profile = discProfile(0.1, 0.25);
  expect(0.25 * lightWithin(profile, 5)).toBeCloseTo(1, 3);
});

test("an edge-on disc and a bar hold all of their light", () => {
  const [n, half] = [800, 1.5];
  const cell = (2 * half) / n;
  const total = (profile: (along: number, across: number) => number) => {
    let sum = 0;
    for (let i = 0; i < n * n; i++)
      sum += profile(((i % n) + 0.5) * cell - half, (Math.floor(i / n) + 0.5) * cell - half) * cell * cell;
    return sum;
  };
  expect(total(edgeOnProfile(0.15, 0.05))).toBeCloseTo(1, 1);
  expect(total(barProfile(0.9, 0.3))).toBeCloseTo(1, 2);
});

test("along an edge-on disc light falls as x K1(x), within 2.5 %", () => {
  const profile = edgeOnProfile(1, 1);
  // Abramowitz & Stegun, table 9.8.
  for (const [x, k1] of [
    [0.5, 1.65644],
    [1, 0.601907],
    [2, 0.139866],
    [5, 0.00404461],
  ] as const)
    expect(Math.abs(profile(x, 0) / profile(0, 0) / (x * k1) - 1)).toBeLessThan(0.025);
});
