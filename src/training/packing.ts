/** Many small parameters as one long array, so that an optimiser's step is not hundreds of small operators. */

import type { ParameterArray, Parameters, ParameterTensors } from "../nn/parameters.ts";
import { concat, reshape, slice } from "../tensor/operators/movement.ts";
import { elementCount, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface Pack {
  name: string;
  /** Factor on the learning rate. */
  rate: number;
  /**
   * One axis for vectors, two for all others: optimisers tell by it what to decay. The long one is last: ONNX Runtime
   * takes a multiple of [1, n] in 0.5 ms and of [n, 1] in 7.
   */
  shape: Shape;
  entries: readonly { name: string; shape: Shape; start: number; end: number }[];
}

/**
 * Arrays of so many elements stay by themselves: joining and parting would cost more than an operator's start, and one
 * array's dozen operators find it in the processor's cache.
 */
const longestPacked = 65_536;

/**
 * Short vectors in one pack, short arrays with more axes in another, the long ones in one each.
 * @param rateOf parameters of different rates are in different packs
 * @param isApart and so are those of which this is true
 */
export function packsOf(
  parameters: Readonly<Record<string, { shape: Shape }>>,
  rateOf: (name: string) => number = () => 1,
  isApart: (name: string) => boolean = () => false,
): Pack[] {
  const all = Object.entries(parameters);
  return [false, true].flatMap((apart) => {
    const own = all.filter(([name]) => isApart(name) === apart);
    const rates = [...new Set(own.map(([name]) => rateOf(name)))];
    return rates.flatMap((rate) => {
      const alike = own.filter(([name]) => rateOf(name) === rate);
      return packsOfRate(alike, rate, `${rate === 1 ? "" : ` at ${rate}`}${apart ? " apart" : ""}`);
    });
  });
}

function packsOfRate(all: readonly [string, { shape: Shape }][], rate: number, suffix: string): Pack[] {
  const isLong = ([, { shape }]: [string, { shape: Shape }]) => elementCount(shape) >= longestPacked;
  const isVector = ([, { shape }]: [string, { shape: Shape }]) => shape.length <= 1;
  const short = all.filter((entry) => !isLong(entry));
  const packs = [
    packOf(`vectors${suffix}`, rate, short.filter(isVector)),
    packOf(
      `matrices${suffix}`,
      rate,
      short.filter((entry) => !isVector(entry)),
    ),
    ...all.filter(isLong).map((entry) => packOf(entry[0], rate, [entry])),
  ];
  return packs.filter(({ entries }) => entries.length > 0);
}

function packOf(name: string, rate: number, parameters: readonly [string, { shape: Shape }][]): Pack {
  let end = 0;
  const entries = parameters.map(([each, { shape }]) => {
    const start = end;
    end += elementCount(shape);
    return { name: each, shape, start, end };
  });
  const isVector = entries.every(({ shape }) => shape.length <= 1);
  return { name: `packed/${name}`, rate, shape: isVector ? [end] : [1, end], entries };
}

/** @returns one tensor of the pack's shape */
export function joined({ shape, entries }: Pack, tensors: ParameterTensors): Tensor {
  const parts = entries.map(({ name, start, end }) => {
    const tensor = tensors[name];
    if (!tensor) throw new Error(`"${name}" is missing from what is packed`);
    return reshape(tensor, [end - start]);
  });
  const [only] = parts;
  return reshape(only && parts.length === 1 ? only : concat(parts, 0), shape);
}

export function parted({ shape, entries }: Pack, tensor: Tensor): Record<string, Tensor> {
  const long = reshape(tensor, [elementCount(shape)]);
  const [only] = entries;
  if (only && entries.length === 1) return { [only.name]: reshape(tensor, only.shape) };
  return Object.fromEntries(
    entries.map(({ name, shape: own, start, end }) => [name, reshape(slice(long, { axis: 0, start, end }), own)]),
  );
}

/** A new array with the values of the pack's parameters. */
export function filled({ shape, entries }: Pack, parameters: Parameters): Float32Array {
  const data = new Float32Array(elementCount(shape));
  for (const { name, start } of entries) {
    const own = parameters[name];
    if (!own) throw new Error(`"${name}" is missing from what is packed`);
    data.set(own.data, start);
  }
  return data;
}

/** The pack's parameters as windows on `data`. */
export function windows({ entries }: Pack, data: Float32Array): Record<string, ParameterArray> {
  return Object.fromEntries(
    entries.map(({ name, shape, start, end }) => [name, { shape, data: data.subarray(start, end) }]),
  );
}
