/** Wilson's interval of a share that was counted (Wilson 1927): holds for few and for none. */

/** @returns 95 % interval of hits / size, both ends from 0 to 1; all of it where size is 0 */
export function wilsonInterval(hits: number, size: number): [low: number, high: number] {
  if (size === 0) return [0, 1];
  const z = 1.959963984540054;
  const share = hits / size;
  const middle = (share + (z * z) / (2 * size)) / (1 + (z * z) / size);
  const half = (z / (1 + (z * z) / size)) * Math.sqrt((share * (1 - share)) / size + (z * z) / (4 * size * size));
  return [hits === 0 ? 0 : Math.max(0, middle - half), hits === size ? 1 : Math.min(1, middle + half)];
}
