/**
 * Functions on the plane of which steerable kernels are made: rings, each times a wave round it (Weiler & Cesa 2019, arXiv
 * 1911.08251; widths and band limit as escnn has them).
 */

/** A ring's width, and those of the outermost and of the one that is but a point. */
const width = { usual: 0.6, outermost: 0.4, point: 0.005 } as const;
const mostWaves = 2;

interface RingFunction {
  radius: number;
  deviation: number;
  waves: number;
  isSine: boolean;
}

/** How many there are for kernels of this side: 6 for 3 pixels, 11 for 5. @param size odd */
export function ringFunctionCount(size: number): number {
  return functionsOf(size).length;
}

/**
 * Every function at some places, each scaled so that its square sums to 1 over the kernel's pixels.
 * @param size of the kernel, odd
 * @param places of the kernel's pixels, or where those come from; the kernel's middle is (0, 0)
 * @returns by function, by place
 */
export function ringFunctions(size: number, places: readonly { x: number; y: number }[]): Float64Array[] {
  const own = kernelPlaces(size);
  return functionsOf(size).map((each) => {
    const norm = Math.sqrt(own.reduce((sum, place) => sum + valueAt(each, place) ** 2, 0));
    return Float64Array.from(places, (place) => valueAt(each, place) / norm);
  });
}

/** Pixels of a kernel row by row, from its middle; y grows upwards. */
export function kernelPlaces(size: number): { x: number; y: number }[] {
  const reach = (size - 1) / 2;
  return Array.from({ length: size * size }, (_, i) => ({ x: (i % size) - reach, y: reach - Math.floor(i / size) }));
}

function functionsOf(size: number): RingFunction[] {
  const rings = (size - 1) / 2;
  return Array.from({ length: rings + 1 }, (_, radius) => radius).flatMap((radius) => {
    const deviation = radius === 0 ? width.point : radius === rings ? width.outermost : width.usual;
    // A point has no angle.
    const waves = radius === 0 ? 0 : mostWaves;
    const ring = { radius, deviation };
    return Array.from({ length: waves + 1 }, (_, m) => m).flatMap((m): RingFunction[] =>
      m === 0
        ? [{ ...ring, waves: 0, isSine: false }]
        : [
            { ...ring, waves: m, isSine: false },
            { ...ring, waves: m, isSine: true },
          ],
    );
  });
}

function valueAt({ radius, deviation, waves, isSine }: RingFunction, { x, y }: { x: number; y: number }): number {
  const rho = Math.hypot(x, y);
  // A wave has no value where there is no angle: left in, turned kernels differ by 4 % in their middle.
  if (waves > 0 && rho < 1e-9) return 0;
  const angle = waves * Math.atan2(y, x);
  return Math.exp(-((rho - radius) ** 2) / (2 * deviation ** 2)) * (isSine ? Math.sin(angle) : Math.cos(angle));
}
