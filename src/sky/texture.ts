/** Smooth noise: numbers drawn at whole places, joined smoothly. What makes arms patchy and irregular galaxies ragged. */

import type { RandomStream } from "../random.ts";

/** It repeats after so many steps, in both directions. */
export const texturePeriod = 24;

/** @returns 0 to 1 by place, 0.5 on average */
export function texture(stream: RandomStream): (x: number, y: number) => number {
  const n = texturePeriod;
  const values = Float32Array.from({ length: n * n }, () => stream.uniform());
  return (x, y) => {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const [s, t] = [smoothstep(x - column), smoothstep(y - row)];
    const c0 = ((column % n) + n) % n;
    const c1 = (c0 + 1) % n;
    const r0 = (((row % n) + n) % n) * n;
    const r1 = (r0 + n) % (n * n);
    const top = (values[r0 + c0] as number) * (1 - s) + (values[r0 + c1] as number) * s;
    const bottom = (values[r1 + c0] as number) * (1 - s) + (values[r1 + c1] as number) * s;
    return top * (1 - t) + bottom * t;
  };
}

export function smoothstep(x: number): number {
  if (x <= 0) return 0;
  return x >= 1 ? 1 : x * x * (3 - 2 * x);
}
