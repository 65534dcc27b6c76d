/** How another telescope would show the same galaxies: with less light, worse seeing and larger pixels. */

import type { GalaxyModel } from "./galaxyModel.ts";

/** Each a factor on what the first telescope has. */
export interface Telescope {
  /** Of light over noise: deeper exposures have more. */
  depth: number;
  /** Of the width of a star. */
  seeing: number;
  /** Of the angle that a camera pixel sees. */
  pixelScale: number;
}

export const telescopes = {
  /** As the simulator has it: SDSS, near enough. */
  source: { depth: 1, seeing: 1, pixelScale: 1 },
  /** A shallower survey of the same sky from a worse place. */
  target: { depth: 0.3, seeing: 2, pixelScale: 1.7 },
} as const satisfies Record<string, Telescope>;

/** The galaxy as this telescope sees it. What it is stays. */
export function seenBy(model: GalaxyModel, { depth, seeing, pixelScale }: Telescope): GalaxyModel {
  return {
    ...model,
    // A larger pixel gathers more light, and more of the sky's noise: the light by its area, the noise by its side.
    signal: model.signal * depth * pixelScale,
    seeing: model.seeing * seeing,
    cameraPixels: model.cameraPixels / pixelScale,
  };
}
