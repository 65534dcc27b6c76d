/** Numbers between 0 and 1 with a Beta distribution (Johnk 1964): for shares. */

import type { RandomStream } from "../random.ts";

/** @param a, b each > 0 and below 10 or so: past that hardly a pair is accepted */
export function betaNumber(stream: RandomStream, a: number, b: number): number {
  for (;;) {
    const x = stream.uniform() ** (1 / a);
    const y = stream.uniform() ** (1 / b);
    if (x + y <= 1 && x + y > 0) return x / (x + y);
  }
}
