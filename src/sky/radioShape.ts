/** How large, how spread and how concentrated a prepared radio picture is: to hold simulated sources beside real ones. */

export interface RadioShape {
  /** Share of the round field that is not black. */
  litShare: number;
  /** Root mean square distance of the source's light from its centre along its longer axis, pixels. */
  longAxis: number;
  /** The shorter axis over the longer one. */
  axisRatio: number;
  /** Share of the source's light in the brightest tenth of its lit pixels. */
  concentration: number;
  /** Mean light of the middle 2 x 2 pixels, over the brightest pixel's. */
  centre: number;
}

/**
 * @param picture [size, size], any unit, 0 where nothing is seen; light outside the round field is left out
 * @param radius of the source, pixels: what lies beyond is another's
 * @returns undefined where the source shows nothing
 */
export function radioShape(picture: ArrayLike<number>, size: number, radius: number): RadioShape | undefined {
  const middle = size / 2;
  let [field, lit, sum, sumX, sumY] = [0, 0, 0, 0, 0];
  const own: { x: number; y: number; light: number }[] = [];
  for (let i = 0; i < picture.length; i++) {
    const [x, y] = [(i % size) + 0.5 - middle, Math.floor(i / size) + 0.5 - middle];
    const distance = Math.hypot(x, y);
    if (distance > middle) continue;
    field++;
    const light = picture[i] as number;
    if (!(light > 0)) continue;
    lit++;
    if (distance > radius) continue;
    own.push({ x, y, light });
    sum += light;
    sumX += light * x;
    sumY += light * y;
  }
  if (own.length === 0) return undefined;
  const [cx, cy] = [sumX / sum, sumY / sum];
  let [xx, yy, xy] = [0, 0, 0];
  for (const { x, y, light } of own) {
    xx += (light * (x - cx) ** 2) / sum;
    yy += (light * (y - cy) ** 2) / sum;
    xy += (light * (x - cx) * (y - cy)) / sum;
  }
  const [mean, half] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
  const sorted = own.map(({ light }) => light).sort((a, b) => b - a);
  const bright = sorted.slice(0, Math.max(1, Math.round(sorted.length / 10)));
  const inMiddle = own.filter(({ x, y }) => Math.abs(x) < 1 && Math.abs(y) < 1);
  return {
    litShare: lit / field,
    longAxis: Math.sqrt(mean + half),
    axisRatio: mean + half > 0 ? Math.sqrt(Math.max(0, mean - half) / (mean + half)) : 1,
    concentration: bright.reduce((a, b) => a + b, 0) / sum,
    centre: inMiddle.reduce((a, { light }) => a + light, 0) / (4 * (sorted[0] as number)),
  };
}

export const shapeNames = ["litShare", "longAxis", "axisRatio", "concentration", "centre"] as const;

/** Of many sources, each measure's value at some fractions of them. */
export function shapeQuantiles(
  shapes: readonly RadioShape[],
  fractions: readonly number[],
): Record<(typeof shapeNames)[number], number[]> {
  const of = (name: (typeof shapeNames)[number]) => {
    const values = shapes.map((shape) => shape[name]).sort((a, b) => a - b);
    return fractions.map(
      (fraction) => values[Math.min(values.length - 1, Math.floor(fraction * values.length))] as number,
    );
  };
  return Object.fromEntries(shapeNames.map((name) => [name, of(name)])) as ReturnType<typeof shapeQuantiles>;
}
