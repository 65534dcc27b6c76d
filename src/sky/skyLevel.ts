/** The sky of a survey's mosaics between its objects: how bright it is, and how noisy, band by band. */

import { basename } from "node:path";
import { Fault } from "../fault.ts";
import { type Mosaic, openMosaic } from "./mosaics.ts";

export interface SkyLevel {
  level: number;
  /** Standard deviation of a pixel. */
  noise: number;
}

const [columns, rows] = [256, 16];
const windowsAcross = 5;

/**
 * From windows spread evenly over the mosaics: median, and median deviation from it, after objects were clipped at three of those.
 * @throws Fault "no-sky" for a band whose pixels are all the same or no numbers
 */
export async function measureSky(mosaics: readonly Mosaic[], bands: number): Promise<SkyLevel[]> {
  const values: number[][] = Array.from({ length: bands }, () => []);
  for (const mosaic of mosaics) {
    const open = await openMosaic(mosaic);
    try {
      open.bands.forEach((band, b) => {
        const [width, height] = [Math.min(columns, band.width), Math.min(rows, band.height)];
        for (let row = 0; row < windowsAcross; row++)
          for (let column = 0; column < windowsAcross; column++) {
            const x = Math.floor(((band.width - width) * (column + 0.5)) / windowsAcross);
            const y = Math.floor(((band.height - height) * (row + 0.5)) / windowsAcross);
            // Exactly 0 is how mosaics fill what no exposure has seen.
            for (const value of band.read({ x, y, width, height }))
              if (Number.isFinite(value) && value !== 0) values[b]?.push(value);
          }
      });
    } finally {
      open.close();
    }
  }
  return values.map((all, b) => {
    const first = spread(all);
    const clipped = spread(all.filter((value) => Math.abs(value - first.level) < 3 * first.noise));
    if (!(clipped.noise > 0))
      throw new Fault(
        "no-sky",
        `the sky's noise cannot be measured in ${basename(mosaics[0]?.files[b] ?? "")} and others of its band: say with --scale and --sky how values become light`,
      );
    return clipped;
  });
}

function spread(values: readonly number[]): SkyLevel {
  const level = median(values);
  // 1.4826: from the median deviation to the standard deviation of a normal distribution.
  return { level, noise: 1.4826 * median(values.map((value) => Math.abs(value - level))) };
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? Number.NaN;
}
