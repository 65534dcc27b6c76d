/**
 * A network whose weights are normal, each by itself: the means have the weights' own names, so that whoever reads only
 * those sees an ordinary network; the logarithm of a deviation stands under `rho.<name>` (Blundell+ 2015, arXiv 1505.05424).
 */

import { type RandomStream, randomStream } from "../random.ts";
import { uniformArray } from "./initial.ts";
import { isBuffer, type ParameterArray, type Parameters, prefixed } from "./parameters.ts";

const prefix = "rho.";

export function rhoName(name: string): string {
  return `${prefix}${name}`;
}

export function isRho(name: string): boolean {
  return name.startsWith(prefix);
}

/** Whether any weight of these is drawn. */
export function hasNormalWeights(parameters: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(parameters).some(isRho);
}

/** Their means alone: an ordinary network's parameters. */
export function meansOf<T>(parameters: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !isRho(name)));
}

/** Of fresh weights, in the middle: those of Mohan+ 2022 are 0.007 to 0.018. */
export const usualDeviation = Math.exp(-4.5);

/** Deviations to begin with: uniform in logarithm, up to a factor of sqrt(e) from `deviation`. */
export function freshRhos(
  means: Parameters,
  stream: RandomStream,
  isFixed: (name: string) => boolean,
  deviation = usualDeviation,
): Parameters {
  const middle = Math.log(deviation);
  const drawn = Object.entries(means).filter(([name]) => !isBuffer(name) && !isFixed(name));
  return prefixed(
    "rho",
    Object.fromEntries(
      drawn.map(([name, { shape }]): [string, ParameterArray] => {
        const { data } = uniformArray(stream, shape, 0.5);
        return [name, { shape, data: data.map((value) => value + middle) }];
      }),
    ),
  );
}

/** One network out of the distribution: the same for the same seed and number. */
export function drawnNetwork(parameters: Parameters, seed: number, sample: number): Parameters {
  const stream = randomStream(seed, "weights", sample);
  return Object.fromEntries(
    Object.entries(meansOf(parameters)).map(([name, mean]): [string, ParameterArray] => {
      const rho = parameters[rhoName(name)]?.data;
      if (!rho) return [name, mean];
      const data = mean.data.map((value, i) => value + Math.exp(rho[i] as number) * stream.normal());
      return [name, { shape: mean.shape, data }];
    }),
  );
}
