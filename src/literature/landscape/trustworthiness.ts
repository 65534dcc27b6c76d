/** Whether neighbours on a map are neighbours in meaning too (Venna & Kaski 2001), at 15 neighbours, on a sample of papers. */

import { randomStream, shuffled } from "../../random.ts";
import type { PaperVectors } from "./paperVectors.ts";

const neighbours = 15;
const sampled = 300;

/** @returns 0 to 1, 0.5 for places by chance; null where there are too few papers to say */
export function trustworthiness(
  { values, dimension }: PaperVectors,
  places: Float32Array,
  seed: number,
): number | null {
  const count = places.length / 2;
  if (count < 3 * neighbours) return null;
  const sample = shuffled(count, randomStream(seed, "trustworthiness")).subarray(0, sampled);
  let penalty = 0;
  const far = new Float64Array(count);
  for (const paper of sample) {
    const [x, y] = [places[2 * paper] as number, places[2 * paper + 1] as number];
    const near: { other: number; squared: number }[] = [];
    for (let other = 0; other < count; other++) {
      let sum = 0;
      for (let k = 0; k < dimension; k++)
        sum += ((values[paper * dimension + k] as number) - (values[other * dimension + k] as number)) ** 2;
      far[other] = sum;
      if (other === paper) continue;
      const squared = ((places[2 * other] as number) - x) ** 2 + ((places[2 * other + 1] as number) - y) ** 2;
      if (near.length === neighbours && squared >= (near[neighbours - 1]?.squared ?? 0)) continue;
      near.push({ other, squared });
      near.sort((a, b) => a.squared - b.squared);
      near.length = Math.min(near.length, neighbours);
    }
    for (const { other } of near) {
      const own = far[other] as number;
      let rank = 0;
      for (let each = 0; each < count; each++) if (each !== paper && (far[each] as number) < own) rank++;
      penalty += Math.max(0, rank + 1 - neighbours);
    }
  }
  return 1 - (2 * penalty) / (sample.length * neighbours * (2 * count - 3 * neighbours - 1));
}
