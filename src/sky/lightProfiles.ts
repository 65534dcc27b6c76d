/** How light falls off in a galaxy's parts. Every profile is normalised: its light over the whole sky is 1. */

/**
 * Of a Sersic profile, so that half of the light lies within the half-light radius.
 * @see Ciotti & Bertin 1999, arXiv astro-ph/9911078; good to 1e-3 for an index of 0.5 or more
 */
export function sersicB(index: number): number {
  return 2 * index - 1 / 3 + 4 / (405 * index) + 46 / (25515 * index * index);
}

/** Sersic (1963) profile by the elliptical radius. */
export function sersicProfile(index: number, halfLightRadius: number, axisRatio: number): (radius: number) => number {
  const b = sersicB(index);
  const centre =
    b ** (2 * index) / (2 * Math.PI * index * halfLightRadius * halfLightRadius * axisRatio * gamma(2 * index));
  const exactly = (x: number) => centre * Math.exp(-b * x ** (1 / index));
  // Powers cost most of a picture's time: past the cusp, a table by the root of the radius is good to 1e-3 (index 1 to 6).
  const steps = 100;
  const table = Float64Array.from({ length: 4 * steps + 2 }, (_, k) => exactly((k / steps) ** 2));
  return (radius) => {
    const x = radius / halfLightRadius;
    if (x < 0.15 || x >= 16) return exactly(x);
    const place = Math.sqrt(x) * steps;
    const k = Math.floor(place);
    const below = table[k] as number;
    return below + (place - k) * ((table[k + 1] as number) - below);
  };
}

/** Half-light radius of an exponential disc over its scale length. */
export const halfLightLengths = 1.6783;

/** A thin exponential disc (Freeman 1970) by the radius in its plane; `axisRatio` is how flat it looks. */
export function discProfile(scaleLength: number, axisRatio: number): (radius: number) => number {
  const centre = 1 / (2 * Math.PI * scaleLength * scaleLength * axisRatio);
  return (radius) => centre * Math.exp(-radius / scaleLength);
}

/**
 * An exponential disc seen from its edge, thick as sech^2: (R/h) K1(R/h) sech^2(z/z0).
 * @see van der Kruit & Searle 1981
 */
export function edgeOnProfile(scaleLength: number, height: number): (along: number, across: number) => number {
  const centre = 1 / (2 * Math.PI * scaleLength * height);
  return (along, across) => {
    const x = Math.abs(along) / scaleLength;
    // x K1(x) runs from 1 to sqrt(pi x / 2) exp(-x); this joins both ends and is 2 % off at most between them.
    const lengthwise = Math.sqrt(1 + (Math.PI / 2) * x) * Math.exp(-x);
    return centre * lengthwise * sechSquared(across / height);
  };
}

/**
 * A bar: Ferrers' (1877) profile (1 - m^2)^2 on a generalised ellipse (Athanassoula+ 1990), by half its length and
 * width. Nothing outside of it.
 */
export function barProfile(length: number, width: number): (along: number, across: number) => number {
  // Ellipses of this exponent, a little boxy, hold 1.076 times the area of plain ones.
  const exponent = 2.5;
  const centre = 3 / (1.076 * Math.PI * length * width);
  return (along, across) => {
    const a = Math.abs(along) / length;
    const b = Math.abs(across) / width;
    if (a >= 1 || b >= 1) return 0;
    const m = (a ** exponent + b ** exponent) ** (2 / exponent);
    return m < 1 ? centre * (1 - m) * (1 - m) : 0;
  };
}

export function sechSquared(x: number): number {
  const e = Math.exp(-2 * Math.abs(x));
  return (4 * e) / ((1 + e) * (1 + e));
}

/** Euler's gamma of x >= 0.5, to 2e-10 (Lanczos 1964, with the six coefficients of Numerical Recipes). */
export function gamma(x: number): number {
  const coefficients = [
    76.18009172947, -86.50532032942, 24.01409824083, -1.2317395724502, 1.208650973866e-3, -5.395239384953e-6,
  ];
  const sum = coefficients.reduce((total, c, i) => total + c / (x + 1 + i), 1.00000000019);
  const t = x + 5.5;
  return (t ** (x + 0.5) * Math.exp(-t) * Math.sqrt(2 * Math.PI) * sum) / x;
}
