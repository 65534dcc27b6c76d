/** Arrays as parameters begin: drawn from a stream in order, or all the same. */

import { nothing, type RandomStream } from "../random.ts";
import { elementCount, type Shape } from "../tensor/shape.ts";
import type { ParameterArray } from "./parameters.ts";

/** Normal around 0. */
export function normalArray(stream: RandomStream, shape: Shape, deviation: number): ParameterArray {
  return made(stream, shape, () => deviation * stream.normal());
}

/** Uniform in ±bound. */
export function uniformArray(stream: RandomStream, shape: Shape, bound: number): ParameterArray {
  return made(stream, shape, () => bound * (2 * stream.uniform() - 1));
}

export function filledArray(shape: Shape, value: number): ParameterArray {
  return { shape, data: new Float32Array(elementCount(shape)).fill(value) };
}

function made(stream: RandomStream, shape: Shape, draw: () => number): ParameterArray {
  if (stream === nothing) return zerosWhenAsked(shape);
  // A loop: Float32Array.from takes five times as long, and networks have up to 1e8 of these.
  const data = new Float32Array(elementCount(shape));
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return { shape, data };
}

/** Whoever draws nothing mostly wants to know the shape alone: of all known networks the arrays would take 3 GB. */
function zerosWhenAsked(shape: Shape): ParameterArray {
  let data: Float32Array | undefined;
  return {
    shape,
    get data() {
      data ??= new Float32Array(elementCount(shape));
      return data;
    },
  };
}
