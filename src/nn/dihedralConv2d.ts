/**
 * Convolution that knows turns and reflections (Cohen & Welling 2016, arXiv 1602.07576): its kernels are made of ring
 * functions inside the graph, one for each element of D_N, and then it is an ordinary one.
 */

import type { RandomStream } from "../random.ts";
import { conv } from "../tensor/operators/convolution.ts";
import { matMul } from "../tensor/operators/matrix.ts";
import { expand, gather, reshape, transpose } from "../tensor/operators/movement.ts";
import { maximum } from "../tensor/operators/reduction.ts";
import { constant, constantValue, int64s, type Tensor } from "../tensor/tensor.ts";
import { batchNorm2d } from "./batchNorm2d.ts";
import { type DihedralGroup, indexOfQuotient, movedBack } from "./dihedralGroup.ts";
import { filledArray, normalArray } from "./initial.ts";
import { type Parameters, type ParameterTensors, parameter } from "./parameters.ts";
import { type Phase, phaseOf } from "./phase.ts";
import { kernelPlaces, ringFunctionCount, ringFunctions } from "./ringFunctions.ts";

export interface DihedralConv2dSizes {
  group: DihedralGroup;
  /** Channels of an image in a lifting convolution; else fields, each of one channel an element. */
  fields: number;
  out: number;
  /** Odd. */
  size: number;
  /** From images to fields. */
  isLifting: boolean;
}

/** @returns weight [out, fields, functions], or from fields to fields [out, fields, elements, functions]; bias [out] */
export function dihedralConv2dParameters(
  stream: RandomStream,
  { group, fields, out, size, isLifting }: DihedralConv2dSizes,
): Parameters {
  const elements = isLifting ? 1 : group.elements.length;
  const functions = ringFunctionCount(size);
  // He's variance: of as many numbers as meet in a pixel, since each function's square sums to 1.
  const deviation = Math.sqrt(2 / (fields * elements * functions));
  const shape = isLifting ? [out, fields, functions] : [out, fields, elements, functions];
  return { weight: normalArray(stream, shape, deviation), bias: filledArray([out], 0) };
}

/**
 * Same-padded.
 * @param x an image [batch, fields, height, width], or fields [batch, fields x elements, height, width]
 * @returns [batch, out x elements, height, width]: of each field, its channels together
 */
export function dihedralConv2d(
  parameters: ParameterTensors,
  x: Tensor,
  { group, size }: Pick<DihedralConv2dSizes, "group" | "size">,
): Tensor {
  const reach = (size - 1) / 2;
  const bias = ofEveryElement(parameter(parameters, "bias"), group);
  return conv(
    x,
    dihedralKernel(parameter(parameters, "weight"), group, size),
    { pads: [reach, reach, reach, reach] },
    bias,
  );
}

/**
 * The kernel of an ordinary convolution. Of weights that are known already, it is known: a network that predicts has no
 * trace of the group.
 * @param weight as `dihedralConv2dParameters` has it
 * @returns [out x elements, fields or fields x elements, size, size]
 */
export function dihedralKernel(weight: Tensor, group: DihedralGroup, size: number): Tensor {
  const [out, fields] = weight.shape as [number, number];
  const elements = group.elements.length;
  const isLifting = weight.shape.length === 3;
  const functions = weight.shape.at(-1) as number;
  const sources = isLifting ? 1 : elements;
  const known = constantValue(weight);
  if (known)
    return constant(knownKernel(known.data as Float32Array, { out, fields, sources, functions }, group, size), [
      out * elements,
      fields * sources,
      size,
      size,
    ]);
  const turned = turnedFunctions(group, size);
  const bases = constant(Float32Array.from(turned.flatMap((each) => each.flatMap((values) => [...values]))), [
    elements,
    functions,
    size * size,
  ]);
  // Of every element: the weights, in the order in which it sees the elements of the fields before.
  const seen = isLifting
    ? expand(reshape(weight, [1, out * fields, functions]), [elements, out * fields, functions])
    : reshape(
        transpose(
          reshape(gather(weight, int64s(order(group).flat()), 2), [out, fields, elements, elements, functions]),
          [2, 0, 1, 3, 4],
        ),
        [elements, out * fields * elements, functions],
      );
  const kernels = reshape(matMul(seen, bases), [elements, out, fields * sources, size, size]);
  return reshape(transpose(kernels, [1, 0, 2, 3, 4]), [out * elements, fields * sources, size, size]);
}

/** Ring functions as each element turns them: by element, function, pixel. */
function turnedFunctions(group: DihedralGroup, size: number): Float64Array[][] {
  return group.elements.map((element) =>
    ringFunctions(
      size,
      kernelPlaces(size).map(({ x, y }) => movedBack(group, element, x, y)),
    ),
  );
}

/** Row g, column h: where the inverse of g times h stands. */
function order(group: DihedralGroup): number[][] {
  return group.elements.map((g) => group.elements.map((h) => indexOfQuotient(group, g, h)));
}

function knownKernel(
  weight: Float32Array,
  { out, fields, sources, functions }: { out: number; fields: number; sources: number; functions: number },
  group: DihedralGroup,
  size: number,
): Float32Array {
  const elements = group.elements.length;
  const pixels = size * size;
  const turned = turnedFunctions(group, size);
  const places = order(group);
  const kernel = new Float32Array(out * elements * fields * sources * pixels);
  let at = 0;
  for (let o = 0; o < out; o++)
    for (let g = 0; g < elements; g++)
      for (let i = 0; i < fields; i++)
        for (let h = 0; h < sources; h++, at += pixels) {
          const source = sources === 1 ? 0 : (places[g]?.[h] as number);
          for (let b = 0; b < functions; b++) {
            const share = weight[((o * fields + i) * sources + source) * functions + b] as number;
            const values = turned[g]?.[b] as Float64Array;
            for (let v = 0; v < pixels; v++)
              kernel[at + v] = (kernel[at + v] as number) + share * (values[v] as number);
          }
        }
  return kernel;
}

/** [fields] as [fields x elements]. */
function ofEveryElement(vector: Tensor, group: DihedralGroup): Tensor {
  const fields = vector.shape[0] as number;
  const elements = group.elements.length;
  return reshape(expand(reshape(vector, [fields, 1]), [fields, elements]), [fields * elements]);
}

/**
 * Batch normalisation with one mean, variance, scale and shift a field.
 * @param x [batch, fields x elements, height, width]
 */
export function fieldBatchNorm(
  parameters: ParameterTensors,
  name: string,
  x: Tensor,
  group: DihedralGroup,
  phase: Phase,
): Tensor {
  const [n, channels, height, width] = x.shape as [number, number, number, number];
  const elements = group.elements.length;
  if (phaseOf(name, phase) === "predicting") {
    const wide = Object.entries(parameters).map(([each, vector]) => [each, ofEveryElement(vector, group)]);
    return batchNorm2d(Object.fromEntries(wide), name, x, "predicting");
  }
  const together = reshape(x, [n, channels / elements, elements * height, width]);
  return reshape(batchNorm2d(parameters, name, together, phase), x.shape);
}

/** The largest of each field's channels: what does not change when the field is turned by an element of the group. */
export function groupPool(x: Tensor, group: DihedralGroup): Tensor {
  const [n, channels, height, width] = x.shape as [number, number, number, number];
  const elements = group.elements.length;
  return maximum(reshape(x, [n, channels / elements, elements, height, width]), [2]);
}
