/** Whether a point lies inside of a closed line, by the even-odd rule. */

export type Corner = readonly [x: number, y: number];

export function holds(corners: readonly Corner[], x: number, y: number): boolean {
  let isInside = false;
  let [beforeX, beforeY] = corners.at(-1) ?? [0, 0];
  for (const [cornerX, cornerY] of corners) {
    if (cornerY > y !== beforeY > y && x < ((beforeX - cornerX) * (y - cornerY)) / (beforeY - cornerY) + cornerX)
      isInside = !isInside;
    beforeX = cornerX;
    beforeY = cornerY;
  }
  return isInside;
}
