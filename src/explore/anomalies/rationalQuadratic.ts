/** The kernel of the ratings: amplitude x rational quadratic + noise (Rasmussen & Williams 2006, eq. 4.19 and 2.31). */

/**
 * k(x, y) = amplitude (1 + |x - y|² / (2 mixture length²))^-mixture, and noise more where x is the same rating as y.
 * scikit-learn's ConstantKernel * RationalQuadratic(alpha = mixture) + WhiteKernel.
 */
export interface Hyperparameters {
  amplitude: number;
  mixture: number;
  length: number;
  noise: number;
}

export type HyperparameterName = keyof Hyperparameters;

/** The order in which they stand in a vector of logarithms: scikit-learn's. */
export const hyperparameterNames: readonly HyperparameterName[] = ["amplitude", "mixture", "length", "noise"];

export function logarithms(hyperparameters: Hyperparameters): number[] {
  return hyperparameterNames.map((name) => Math.log(hyperparameters[name]));
}

export function fromLogarithms(logs: readonly number[]): Hyperparameters {
  const [amplitude, mixture, length, noise] = logs.map(Math.exp) as [number, number, number, number];
  return { amplitude, mixture, length, noise };
}

/** Without the noise. @param square the squared distance */
export function kernel(square: number, { amplitude, mixture, length }: Hyperparameters): number {
  return amplitude * (1 + square / (2 * mixture * length * length)) ** -mixture;
}

/**
 * The kernel and its derivatives by the logarithms of mixture and length.
 * @param into [3]: value, by mixture, by length
 */
export function kernelSlopes(
  square: number,
  { amplitude, mixture, length }: Hyperparameters,
  into: Float64Array,
): void {
  const ratio = square / (length * length);
  const base = 1 + ratio / (2 * mixture);
  const logarithm = Math.log(base);
  const value = amplitude * Math.exp(-mixture * logarithm);
  into[0] = value;
  into[1] = value * (ratio / (2 * base) - mixture * logarithm);
  into[2] = (value * ratio) / base;
}

/** Of the rows of one matrix to those of another. @param x [n x dimension] @returns [n x m] */
export function squaredDistances(x: Float64Array, y: Float64Array, dimension: number): Float64Array {
  const [n, m] = [x.length / dimension, y.length / dimension];
  const squares = new Float64Array(n * m);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < dimension; k++) {
        const difference = (x[i * dimension + k] as number) - (y[j * dimension + k] as number);
        sum += difference * difference;
      }
      squares[i * m + j] = sum;
    }
  return squares;
}
