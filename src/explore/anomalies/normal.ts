/** The normal distribution far into its tail, where products of small numbers would be 0. */

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

export function logDensity(z: number): number {
  return -0.5 * z * z - halfLogTwoPi;
}

/** P(a standard normal < z), from its series about 0, or Laplace's continued fraction in the tails. */
export function cumulative(z: number): number {
  if (Math.abs(z) > 4) {
    const tail = Math.exp(logDensity(z)) * millsRatio(Math.abs(z));
    return z < 0 ? tail : 1 - tail;
  }
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + Math.exp(logDensity(z)) * sum;
}

/** The tail beyond t over the density at t, for t > 2 (Abramowitz & Stegun 26.2.14). */
function millsRatio(t: number): number {
  let fraction = t;
  for (let k = 80; k >= 1; k--) fraction = t + k / fraction;
  return 1 / fraction;
}

/** log E[max(0, x)] of a normal x with mean z and deviation 1: finite for every finite z. */
export function logMeanExcess(z: number): number {
  if (z > -4) return Math.log(Math.exp(logDensity(z)) + z * cumulative(z));
  const t = -z;
  // Past 100 the difference is all rounding, and its series has converged.
  const share = t < 100 ? 1 - t * millsRatio(t) : (1 - 3 / (t * t)) / (t * t);
  return logDensity(z) + Math.log(share);
}
