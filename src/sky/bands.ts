/** The three bands of a picture, and the colours of stars and dust in them. */

/** Light in g, r and i, row by row, over the noise of r's sky in one camera pixel. */
export type Bands = readonly [Float32Array, Float32Array, Float32Array];

/** A spectrum as the picture sees it: g and i for a light of 1 in r. */
export type Tint = readonly [number, number, number];

export function emptyBands(size: number): Bands {
  return [new Float32Array(size * size), new Float32Array(size * size), new Float32Array(size * size)];
}

/** What colour pictures of SDSS multiply g, r and i by, over r: blue as bright as red for a star a little bluer than the Sun. */
const pictureScales = [7.8 / 5.7, 1, 4.9 / 5.7] as const;

/** From colour indices in magnitudes. */
export function tintOf(gMinusR: number, rMinusI: number): Tint {
  return [pictureScales[0] * 10 ** (-0.4 * gMinusR), pictureScales[1], pictureScales[2] * 10 ** (0.4 * rMinusI)];
}

/** Old stars are as red as ellipticals, young ones as late spirals' arms (Strateva+ 2001 for where the two lie in SDSS). */
export const oldTint = tintOf(0.8, 0.4);
export const youngTint = tintOf(0.05, 0.08);
/** Star-forming regions: blue stars, and H alpha in r. */
export const knotTint = tintOf(0.1, -0.1);

/** Extinction in g, r and i over that in r (Schlafly & Finkbeiner 2011, for a reddening law of R_V = 3.1). */
export const reddening: Tint = [3.303 / 2.285, 1, 1.698 / 2.285];
