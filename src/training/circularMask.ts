/** A disc out of an image, black round it: what a turn would bring in at the corners, and other sources at the edge, are not seen. */

/**
 * @param radius in halves of the side, from the middle of one edge pixel to that of the other
 * @returns [side x side], 1 inside and 0 outside
 */
export function circularMask(side: number, radius: number): Uint8Array {
  const centre = (side - 1) / 2;
  const limit = (radius * centre) ** 2;
  return Uint8Array.from({ length: side * side }, (_, at) => {
    const [x, y] = [(at % side) - centre, Math.floor(at / side) - centre];
    return x * x + y * y < limit ? 1 : 0;
  });
}
