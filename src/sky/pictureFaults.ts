/** What a broken cutout shows that a sky does not: empty or saturated places, and colours of which one tells another story. */

export interface PictureFaults {
  /** Share of pixels that are saturated, or the same as their neighbours to the last bit as no noisy sky is. */
  blank: number;
  /** 1 - the correlation of those two colours that agree least: 0 where all show the same, 1 and more where one is missing. */
  discord: number;
}

const saturated = 254;

/** @param rgb [size, size, 3], row by row */
export function pictureFaults(rgb: Uint8Array, size: number): PictureFaults {
  return { blank: blankShare(rgb, size), discord: discordOf(rgb) };
}

function blankShare(rgb: Uint8Array, size: number): number {
  let blank = 0;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const at = 3 * (row * size + column);
      const [beside, below] = [column + 1 < size ? at + 3 : at - 3, row + 1 < size ? at + 3 * size : at - 3 * size];
      const isFlat = [0, 1, 2].every((b) => rgb[at + b] === rgb[beside + b] && rgb[at + b] === rgb[below + b]);
      if (isFlat || [0, 1, 2].some((b) => (rgb[at + b] as number) >= saturated)) blank++;
    }
  return blank / (size * size);
}

function discordOf(rgb: Uint8Array): number {
  const pixels = rgb.length / 3;
  const means = [0, 0, 0];
  rgb.forEach((value, at) => {
    means[at % 3] = (means[at % 3] as number) + value / pixels;
  });
  const products = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < rgb.length; at += 3)
    for (let a = 0; a < 3; a++)
      for (let b = a; b < 3; b++)
        products[3 * a + b] =
          (products[3 * a + b] as number) +
          ((rgb[at + a] as number) - (means[a] as number)) * ((rgb[at + b] as number) - (means[b] as number));
  const variance = (band: number) => products[4 * band] as number;
  let least = 1;
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const [one, other] = [variance(a), variance(b)];
    // Both empty agree; one empty beside one that is not is a colour that is missing.
    const alike =
      one > 0 && other > 0 ? (products[3 * a + b] as number) / Math.sqrt(one * other) : one === other ? 1 : 0;
    least = Math.min(least, alike);
  }
  return 1 - least;
}
