/** Pooling over windows. */

import { elementCount, ShapeError, showShape } from "../shape.ts";
import { type Attributes, applyOne, constant, intOf, intsOf, type Operator, operand, type Tensor } from "../tensor.ts";
import { convTranspose } from "./convolution.ts";
import { addAt, pad, reshape, slice, zeros } from "./movement.ts";

export interface PoolingOptions {
  kernel: readonly [number, number];
  strides?: readonly [number, number];
  pads?: readonly [top: number, left: number, bottom: number, right: number];
}

function pooledShape(name: string, x: Tensor, attributes: Attributes): number[] {
  if (x.shape.length !== 4)
    throw new ShapeError(name, `${showShape(x.shape)} must be [batch, channels, height, width]`);
  if (intOf(attributes, "ceil_mode", 0) !== 0) throw new ShapeError(name, "ceil_mode 1 is not supported");
  const kernel = intsOf(attributes, "kernel_shape", []);
  const strides = intsOf(attributes, "strides", [1, 1]);
  const pads = intsOf(attributes, "pads", [0, 0, 0, 0]);
  const sizes = [0, 1].map((axis) => {
    const padded = (x.shape[axis + 2] as number) + (pads[axis] as number) + (pads[axis + 2] as number);
    if (padded < (kernel[axis] as number))
      throw new ShapeError(name, `a window of ${kernel[axis]} does not fit into ${showShape(x.shape)}`);
    return Math.floor((padded - (kernel[axis] as number)) / (strides[axis] as number)) + 1;
  });
  return [x.shape[0] as number, x.shape[1] as number, ...sizes];
}

/** The second output says where each maximum stood, counted over the whole of x. */
const MaxPool: Operator = {
  name: "MaxPool",
  domain: "",
  infer: (inputs, attributes) => {
    const x = operand({ inputs }, 0);
    const shape = pooledShape("MaxPool", x, attributes);
    return [
      { shape, dtype: x.dtype },
      { shape, dtype: "int64" },
    ];
  },
  gradient: ({ inputs, outputs: [, places] }, [gradient]) => {
    const x = operand({ inputs }, 0);
    if (!gradient || !places) return [];
    const count = [elementCount(gradient.shape)];
    const flat = zeros({ shape: [elementCount(x.shape)], dtype: x.dtype });
    return [reshape(addAt(flat, 0, reshape(places, count), reshape(gradient, count)), x.shape)];
  },
};

const AveragePool: Operator = {
  name: "AveragePool",
  domain: "",
  infer: (inputs, attributes) => {
    const x = operand({ inputs }, 0);
    if (intOf(attributes, "count_include_pad", 0) === 0 && intsOf(attributes, "pads", []).some((size) => size > 0))
      throw new ShapeError("AveragePool", "padding that does not count is not supported: use count_include_pad 1");
    return [{ shape: pooledShape("AveragePool", x, attributes), dtype: x.dtype }];
  },
  gradient: ({ inputs, attributes }, [gradient]) => {
    if (!gradient) return [];
    const x = operand({ inputs }, 0);
    const kernel = intsOf(attributes, "kernel_shape", []);
    const strides = intsOf(attributes, "strides", [1, 1]);
    const pads = intsOf(attributes, "pads", [0, 0, 0, 0]);
    const [n, channels] = x.shape as [number, number];
    const area = elementCount(kernel);
    const window = constant(new Float32Array(area).fill(1 / area), [1, 1, ...kernel]);
    const [, , rows, columns] = gradient.shape as [number, number, number, number];
    const spread = convTranspose(reshape(gradient, [n * channels, 1, rows, columns]), window, {
      strides: [strides[0] as number, strides[1] as number],
    });
    return [fittedTo(spread, x, pads)];
  },
};

/** Cuts off what lay in the padding, and adds the rows that no window reached. */
function fittedTo(spread: Tensor, x: Tensor, pads: readonly number[]): Tensor {
  let fitted = spread;
  for (const axis of [2, 3]) {
    const size = x.shape[axis] as number;
    const start = pads[axis - 2] as number;
    const end = Math.min(start + size, fitted.shape[axis] as number);
    fitted = pad(slice(fitted, { axis, start, end }), axis, 0, size - (end - start));
  }
  return reshape(fitted, x.shape);
}

function attributesOf({ kernel, strides = kernel, pads = [0, 0, 0, 0] }: PoolingOptions): Attributes {
  return { kernel_shape: { ints: kernel }, strides: { ints: strides }, pads: { ints: pads } };
}

export function maxPool(x: Tensor, options: PoolingOptions): Tensor {
  return applyOne(MaxPool, [x], attributesOf(options));
}

/** Zeros of the padding count in the averages, as PyTorch's do. */
export function averagePool(x: Tensor, options: PoolingOptions): Tensor {
  return applyOne(AveragePool, [x], { ...attributesOf(options), count_include_pad: { int: 1 } });
}

export const poolingOperators: readonly Operator[] = [MaxPool, AveragePool];
