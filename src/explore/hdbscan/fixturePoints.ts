/** The points of fixtures/hdbscan, computed by the sums and products that make.py uses: the same bits. */

import { randomBits } from "../../random.ts";

/** [count x dimension], end to end */
export interface FixturePoints {
  values: Float64Array;
  count: number;
}

export const fixturePoints: Record<string, () => FixturePoints> = {
  "two moons": twoMoons,
  "nested densities": () =>
    joined(3, blobs(4, [200, 60, 60, 150], [0, 0, 0, 0.8, 0, 0, -0.8, 0.2, 0, 9, 0, 0], [1, 0.1, 0.1, 0.5], 3)),
  duplicates,
  "all noise": () => joined(6, uniforms(6, 0, 300 * 6)),
  "forty dimensions": () =>
    joined(
      40,
      blobs(
        8,
        [400, 350, 300, 250, 200, 150, 100, 50],
        uniforms(7, 0, 8 * 40).map((u) => (u * 2 - 1) * 2.2),
        [1, 0.9, 0.8, 0.7, 0.6, 1, 0.5, 0.4],
        40,
      ),
      nearNormals(9, 0, 200 * 40).map((z) => z * 2),
    ),
  "heavy tails": heavyTails,
};

export function uniforms(key: number, start: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => randomBits(key, start + i) / 4294967296);
}

/** The sum of twelve uniforms less six: near enough to normal, and the same bits in every language. */
export function nearNormals(key: number, start: number, count: number): Float64Array {
  const u = uniforms(key, start * 12, count * 12);
  return Float64Array.from({ length: count }, (_, i) => {
    let total = 0;
    for (let j = 0; j < 12; j++) total += u[i * 12 + j] as number;
    return total - 6;
  });
}

function joined(dimension: number, ...parts: (Float64Array | number[])[]): FixturePoints {
  const values = Float64Array.from(parts.flatMap((part) => [...part]));
  return { values, count: values.length / dimension };
}

export function blobs(
  key: number,
  sizes: readonly number[],
  centres: ArrayLike<number>,
  widths: readonly number[],
  dimension: number,
): Float64Array {
  const z = nearNormals(key, 0, sizes.reduce((a, b) => a + b, 0) * dimension);
  let at = 0;
  sizes.forEach((size, blob) => {
    for (let end = at + size * dimension, i = 0; at < end; at++, i++)
      z[at] = (z[at] as number) * (widths[blob] as number) + (centres[blob * dimension + (i % dimension)] as number);
  });
  return z;
}

function twoMoons(): FixturePoints {
  const n = 250;
  const moons = [0, 1].flatMap((moon) => {
    const jitter = nearNormals(2, moon * 2 * n, 2 * n);
    return [...uniforms(1, moon * n, n)].flatMap((u, i) => {
      const t = u * 2 - 1;
      const x = (2 * t) / (1 + t * t);
      const y = (1 - t * t) / (1 + t * t);
      const [atX, atY] = moon === 1 ? [1 - x, 0.5 - y] : [x, y];
      return [atX + (jitter[2 * i] as number) * 0.06, atY + (jitter[2 * i + 1] as number) * 0.06];
    });
  });
  return joined(
    2,
    moons,
    uniforms(3, 0, 60 * 2).map((u) => u * 4 - 1.5),
  );
}

function duplicates(): FixturePoints {
  const points = blobs(5, [80, 80, 40], [0, 0, 6, 0, 3, 5], [0.5, 0.7, 1.5], 2);
  const repeated = [
    [3, 12],
    [90, 9],
    [170, 7],
  ].flatMap(([point = 0, times = 0]) =>
    Array.from({ length: times }, () => [...points.slice(2 * point, 2 * point + 2)]).flat(),
  );
  // A grid has many points equally far from each other. Rounded half to even, as NumPy does.
  const grid = points.slice(0, 120).map((x) => roundHalfEven(x * 4) / 4);
  return joined(2, points, repeated, grid);
}

function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}

function heavyTails(): FixturePoints {
  const z = nearNormals(10, 0, 900 * 5);
  const u = uniforms(11, 0, 900);
  const scale = [2, 1, 0.5, 0.25, 0.125];
  const values = z.map((each, i) => {
    const point = Math.floor(i / 5);
    const group = point % 3;
    const shift = i % 5 === 1 ? group * 6 : i % 5 === 2 ? group * group : 0;
    return (each * (scale[i % 5] as number)) / ((u[point] as number) + 0.05) + shift;
  });
  return joined(5, values);
}
