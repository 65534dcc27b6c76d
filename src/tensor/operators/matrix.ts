/** Products of matrices. */

import { broadcastShape, ShapeError, sameShape, showShape } from "../shape.ts";
import { type Attributes, applyOne, floatOf, intOf, type Operator, operand, type Tensor } from "../tensor.ts";
import { mul } from "./elementwise.ts";
import { reshape, transpose } from "./movement.ts";

/** NumPy's matmul: the last two axes are matrices, those before broadcast. Both operands have at least two axes. */
const MatMul: Operator = {
  name: "MatMul",
  domain: "",
  infer: (inputs) => {
    const [a, b] = [operand({ inputs }, 0), operand({ inputs }, 1)];
    return [{ shape: productShape("MatMul", a, b, false, false), dtype: a.dtype }];
  },
  gradient: (node, [gradient]) => {
    const [a, b] = [operand(node, 0), operand(node, 1)];
    return gradient ? [matMul(gradient, swapLast(b)), matMul(swapLast(a), gradient)] : [];
  },
};

/**
 * ONNX Runtime's own: either operand may be read transposed, without a copy of it being made. The only one of its domains
 * that is not the processor's alone: CUDA has a kernel for it, WebGPU hands it to the processor.
 */
const FusedMatMul: Operator = {
  name: "FusedMatMul",
  domain: "com.microsoft",
  infer: (inputs, attributes) => {
    const [a, b] = [operand({ inputs }, 0), operand({ inputs }, 1)];
    const { transA, transB } = transposed(attributes);
    return [{ shape: productShape("FusedMatMul", a, b, transA, transB), dtype: a.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const [a, b] = [operand(node, 0), operand(node, 1)];
    const { transA, transB } = transposed(node.attributes);
    const alpha = floatOf(node.attributes, "alpha", 1);
    const g = alpha === 1 ? gradient : mul(gradient, alpha);
    return [
      transA ? fusedMatMul(b, g, { transA: transB, transB: true }) : fusedMatMul(g, b, { transB: !transB }),
      transB ? fusedMatMul(g, a, { transA: true, transB: transA }) : fusedMatMul(a, g, { transA: !transA }),
    ];
  },
};

function transposed(attributes: Attributes): { transA: boolean; transB: boolean } {
  return { transA: intOf(attributes, "transA", 0) === 1, transB: intOf(attributes, "transB", 0) === 1 };
}

function productShape(name: string, a: Tensor, b: Tensor, transA: boolean, transB: boolean): number[] {
  const shapes = `${showShape(a.shape)}${transA ? " transposed" : ""} and ${showShape(b.shape)}${transB ? " transposed" : ""}`;
  if (a.shape.length < 2 || b.shape.length < 2) throw new ShapeError(name, `${shapes}: both need at least two axes`);
  if (a.dtype !== b.dtype) throw new ShapeError(name, `${a.dtype} and ${b.dtype} have different types: cast one`);
  const [rows, innerA] = lastTwo(a, transA);
  const [innerB, columns] = lastTwo(b, transB);
  if (innerA !== innerB) throw new ShapeError(name, `${shapes}: inner sizes ${innerA} and ${innerB} differ`);
  return [...broadcastShape(name, a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns];
}

function lastTwo({ shape }: Tensor, swapped: boolean): [number, number] {
  const [first, second] = [shape.at(-2) as number, shape.at(-1) as number];
  return swapped ? [second, first] : [first, second];
}

/** alpha · A' · B' + beta · C, with A and B matrices. */
const Gemm: Operator = {
  name: "Gemm",
  domain: "",
  infer: (inputs, attributes) => {
    const [a, b, c] = [operand({ inputs }, 0), operand({ inputs }, 1), inputs[2]];
    if (a.shape.length !== 2 || b.shape.length !== 2)
      throw new ShapeError("Gemm", `${showShape(a.shape)} and ${showShape(b.shape)} must be matrices`);
    const { transA, transB } = transposed(attributes);
    const shape = productShape("Gemm", a, b, transA, transB);
    if (c && !sameShape(broadcastShape("Gemm", shape, c.shape), shape))
      throw new ShapeError("Gemm", `the bias ${showShape(c.shape)} does not broadcast to ${showShape(shape)}`);
    return [{ shape, dtype: a.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const [a, b, c] = [operand(node, 0), operand(node, 1), node.inputs[2]];
    const { transA, transB } = transposed(node.attributes);
    const [alpha, beta] = [floatOf(node.attributes, "alpha", 1), floatOf(node.attributes, "beta", 1)];
    const g = alpha === 1 ? gradient : mul(gradient, alpha);
    return [
      transA ? gemm(b, g, { transA: transB, transB: true }) : gemm(g, b, { transB: !transB }),
      transB ? gemm(g, a, { transA: true, transB: transA }) : gemm(a, g, { transA: !transA }),
      c ? (beta === 1 ? gradient : mul(gradient, beta)) : undefined,
    ];
  },
};

export function matMul(a: Tensor, b: Tensor): Tensor {
  return applyOne(MatMul, [a, b]);
}

interface Transposes {
  transA?: boolean;
  transB?: boolean;
}

export function fusedMatMul(a: Tensor, b: Tensor, { transA = false, transB = false }: Transposes = {}): Tensor {
  return applyOne(FusedMatMul, [a, b], { transA: { int: Number(transA) }, transB: { int: Number(transB) } });
}

export function gemm(a: Tensor, b: Tensor, { transA = false, transB = false }: Transposes = {}, bias?: Tensor): Tensor {
  const attributes = { transA: { int: Number(transA) }, transB: { int: Number(transB) } };
  return applyOne(Gemm, bias ? [a, b, bias] : [a, b], attributes);
}

/**
 * x · weightᵀ + bias over the last axis.
 * @param x [..., in]
 * @param weight [out, in], as PyTorch keeps it
 * @param bias [out]
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [out, width] = weight.shape;
  if (weight.shape.length !== 2 || x.shape.at(-1) !== width || (bias && !sameShape(bias.shape, [out ?? 0])))
    throw new ShapeError(
      "linear",
      `x ${showShape(x.shape)}, weight ${showShape(weight.shape)} and bias ${bias ? showShape(bias.shape) : "none"} ` +
        "do not fit: expected [..., in], [out, in] and [out]",
    );
  const flat = reshape(x, [-1, width as number]);
  return reshape(gemm(flat, weight, { transB: true }, bias), [...x.shape.slice(0, -1), out as number]);
}

function swapLast(x: Tensor): Tensor {
  const axes = x.shape.map((_, i) => i);
  return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

export const matrixOperators: readonly Operator[] = [MatMul, FusedMatMul, Gemm];
