/** How far two vectors lie apart, in the ways that similarity is asked for. */

export const metrics = ["cosine", "euclidean", "manhattan"] as const;

/**
 * Cosine: 1 minus the cosine of the angle. Manhattan: the sum of the numbers' differences, which a single large one does not
 * rule; the public DECaLS similarity search of M. Walmsley has it so.
 */
export type Metric = (typeof metrics)[number];

/** @returns the distance of two vectors of one length; of cosine 1 where one of them has no direction */
export function distanceBy(metric: Metric): (a: ArrayLike<number>, b: ArrayLike<number>, bFrom?: number) => number {
  switch (metric) {
    case "cosine":
      return (a, b, from = 0) => {
        let [both, ofA, ofB] = [0, 0, 0];
        for (let i = 0; i < a.length; i++) {
          const [x, y] = [a[i] as number, b[from + i] as number];
          both += x * y;
          ofA += x * x;
          ofB += y * y;
        }
        return ofA > 0 && ofB > 0 ? Math.max(0, 1 - both / Math.sqrt(ofA * ofB)) : 1;
      };
    case "euclidean":
      return (a, b, from = 0) => {
        let sum = 0;
        for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[from + i] as number)) ** 2;
        return Math.sqrt(sum);
      };
    case "manhattan":
      return (a, b, from = 0) => {
        let sum = 0;
        for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] as number) - (b[from + i] as number));
        return sum;
      };
  }
}
