/**
 * Operators that work element by element, with their derivatives.
 * A derivative may come back in the broadcast shape: `grad` sums it to the operand's.
 */

import { broadcastShape, type DType, ShapeError, showShape } from "../shape.ts";
import {
  type Attributes,
  applyOne,
  floatOf,
  type Operator,
  operand,
  type Signature,
  scalar,
  type Tensor,
} from "../tensor.ts";

/** An operand may be a plain number: it becomes a constant of the other operand's type. */
export type Operand = Tensor | number;

type Slope = (gradient: Tensor, x: Tensor, y: Tensor) => Tensor;

function unary(name: string, slope: Slope | "none", { types = floats }: { types?: readonly DType[] } = {}): Operator {
  return {
    name,
    domain: "",
    infer: (inputs) => {
      const x = operand({ inputs }, 0);
      checkType(name, x, types);
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    gradient:
      slope === "none"
        ? "none"
        : (node, [gradient]) => {
            const [y] = node.outputs;
            return [gradient && y && slope(gradient, operand(node, 0), y)];
          },
  };
}

const floats: readonly DType[] = ["float32", "float64"];

function checkType(name: string, { dtype }: Tensor, types: readonly DType[]): void {
  if (!types.includes(dtype)) throw new ShapeError(name, `takes ${types.join(" or ")}, not ${dtype}`);
}

type Sides = (gradient: Tensor, a: Tensor, b: Tensor, y: Tensor) => [Tensor, Tensor];

function binary(name: string, sides: Sides | "none", { result }: { result?: DType } = {}): Operator {
  return {
    name,
    domain: "",
    infer: (inputs) => {
      const [a, b] = [operand({ inputs }, 0), operand({ inputs }, 1)];
      if (a.dtype !== b.dtype)
        throw new ShapeError(
          name,
          `${a.dtype} ${showShape(a.shape)} and ${b.dtype} ${showShape(b.shape)} have different types: cast one`,
        );
      return [{ shape: broadcastShape(name, a.shape, b.shape), dtype: result ?? a.dtype }];
    },
    gradient:
      sides === "none"
        ? "none"
        : (node, [gradient]) => {
            const [y] = node.outputs;
            if (!gradient || !y) return [undefined, undefined];
            const [a, b] = [operand(node, 0), operand(node, 1)];
            return sides(gradient, a, b, y);
          },
  };
}

const operators = {
  Add: binary("Add", (g) => [g, g]),
  Sub: binary("Sub", (g) => [g, neg(g)]),
  Mul: binary("Mul", (g, a, b) => [mul(g, b), mul(g, a)]),
  Div: binary("Div", (g, _a, b, y) => [div(g, b), neg(div(mul(g, y), b))]),
  Pow: binary("Pow", (g, a, b, y) => [mul(g, mul(b, pow(a, sub(b, 1)))), mul(g, mul(y, log(a)))]),
  // Where both are equal the gradient goes to the first, as it does for a maximum over an axis.
  Max: binary("Max", (g, a, b) => split(g, greaterOrEqual(a, b))),
  Min: binary("Min", (g, a, b) => split(g, lessOrEqual(a, b))),
  Greater: binary("Greater", "none", { result: "bool" }),
  GreaterOrEqual: binary("GreaterOrEqual", "none", { result: "bool" }),
  Less: binary("Less", "none", { result: "bool" }),
  LessOrEqual: binary("LessOrEqual", "none", { result: "bool" }),
  Equal: binary("Equal", "none", { result: "bool" }),
  And: binary("And", "none", { result: "bool" }),
  Or: binary("Or", "none", { result: "bool" }),
  Mod: binary("Mod", "none"),
  Neg: unary("Neg", (g) => neg(g), { types: [...floats, "int32", "int64"] }),
  Abs: unary("Abs", (g, x) => mul(g, sign(x))),
  Exp: unary("Exp", (g, _, y) => mul(g, y)),
  Log: unary("Log", (g, x) => div(g, x)),
  Sqrt: unary("Sqrt", (g, _, y) => div(mul(g, 0.5), y)),
  Reciprocal: unary("Reciprocal", (g, _, y) => neg(mul(g, mul(y, y)))),
  Sigmoid: unary("Sigmoid", (g, _, y) => mul(g, mul(y, sub(1, y)))),
  Tanh: unary("Tanh", (g, _, y) => mul(g, sub(1, mul(y, y)))),
  Softplus: unary("Softplus", (g, x) => mul(g, sigmoid(x))),
  Erf: unary("Erf", (g, x) => mul(g, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)))),
  Sin: unary("Sin", (g, x) => mul(g, cos(x))),
  Cos: unary("Cos", (g, x) => neg(mul(g, sin(x)))),
  // PyTorch's convention: the slope at 0 is 0. The steepest HardSigmoid is 0 or 1 in one pass over memory.
  Relu: unary("Relu", (g, _, y) => mul(g, y.dtype === "float32" ? step(y) : cast(greater(y, 0), y.dtype))),
  Sign: unary("Sign", "none"),
  Floor: unary("Floor", "none"),
  Ceil: unary("Ceil", "none"),
  Round: unary("Round", "none"),
  Identity: unary("Identity", (g) => g, { types: [...floats, "int32", "int64", "uint8", "bool"] }),
  Not: unary("Not", "none", { types: ["bool"] }),
} satisfies Record<string, Operator>;

const HardSigmoid: Operator = { ...unary("HardSigmoid", "none") };

/** x times alpha plus beta, between 0 and 1, in one pass over memory. @param x float32 */
export function hardSigmoid(x: Tensor, alpha: number, beta: number): Tensor {
  return applyOne(HardSigmoid, [x], { alpha: { float: alpha }, beta: { float: beta } });
}

/** 1 where x is above 1e-38, else 0. */
function step(x: Tensor): Tensor {
  return hardSigmoid(x, 1e38, 0);
}

const LeakyRelu: Operator = {
  name: "LeakyRelu",
  domain: "",
  infer: (inputs) => [operand({ inputs }, 0)],
  gradient: (node, [gradient]) => {
    const x = operand(node, 0);
    const alpha = scalar(floatOf(node.attributes, "alpha", 0.01), x.dtype);
    return [gradient && mul(gradient, where(greater(x, 0), scalar(1, x.dtype), alpha))];
  },
};

const Where: Operator = {
  name: "Where",
  domain: "",
  infer: (inputs) => {
    const [condition, a, b] = [operand({ inputs }, 0), operand({ inputs }, 1), operand({ inputs }, 2)];
    if (condition.dtype !== "bool") throw new ShapeError("Where", `the condition is bool, not ${condition.dtype}`);
    if (a.dtype !== b.dtype) throw new ShapeError("Where", `cannot choose between ${a.dtype} and ${b.dtype}`);
    const shape = broadcastShape("Where", broadcastShape("Where", condition.shape, a.shape), b.shape);
    return [{ shape, dtype: a.dtype }];
  },
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    return [undefined, ...split(gradient, operand(node, 0))];
  },
};

const Cast: Operator = {
  name: "Cast",
  domain: "",
  infer: (inputs, attributes) => [castSignature(operand({ inputs }, 0), attributes)],
  gradient: (node, [gradient]) => {
    const x = operand(node, 0);
    return [gradient && floats.includes(x.dtype) ? cast(gradient, x.dtype) : undefined];
  },
};

/** ONNX's numbers for element types (onnx.proto, TensorProto.DataType). */
export const onnxTypes: Record<DType, number> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

function castSignature(x: Tensor, attributes: Attributes): Signature {
  const to = attributes.to && "int" in attributes.to ? attributes.to.int : undefined;
  const dtype = (Object.keys(onnxTypes) as DType[]).find((name) => onnxTypes[name] === to);
  if (!dtype) throw new ShapeError("Cast", `element type ${to} is not one of ${Object.keys(onnxTypes).join(", ")}`);
  return { shape: x.shape, dtype };
}

const Clip: Operator = {
  name: "Clip",
  domain: "",
  infer: (inputs) => [operand({ inputs }, 0)],
  gradient: (node, [gradient]) => {
    const x = operand(node, 0);
    const [low, high] = [node.inputs[1], node.inputs[2]];
    if (!gradient) return [undefined];
    let passed = gradient;
    if (low) passed = where(greaterOrEqual(x, low), passed, scalar(0, x.dtype));
    if (high) passed = where(lessOrEqual(x, high), passed, scalar(0, x.dtype));
    return [passed];
  },
};

function split(gradient: Tensor, first: Tensor): [Tensor, Tensor] {
  const zero = scalar(0, gradient.dtype);
  return [where(first, gradient, zero), where(first, zero, gradient)];
}

function two(operator: Operator, a: Operand, b: Operand): Tensor {
  const dtype = typeof a === "number" ? (typeof b === "number" ? "float32" : b.dtype) : a.dtype;
  const tensor = (side: Operand) => (typeof side === "number" ? scalar(side, dtype) : side);
  return applyOne(operator, [tensor(a), tensor(b)]);
}

const one = (operator: Operator) => (x: Tensor) => applyOne(operator, [x]);
const both = (operator: Operator) => (a: Operand, b: Operand) => two(operator, a, b);

export const add = both(operators.Add);
export const sub = both(operators.Sub);
export const mul = both(operators.Mul);
export const div = both(operators.Div);
export const pow = both(operators.Pow);
export const max = both(operators.Max);
export const min = both(operators.Min);
export const greater = both(operators.Greater);
export const greaterOrEqual = both(operators.GreaterOrEqual);
export const less = both(operators.Less);
export const lessOrEqual = both(operators.LessOrEqual);
export const equal = both(operators.Equal);
export const and = both(operators.And);
export const neg = one(operators.Neg);
export const abs = one(operators.Abs);
export const exp = one(operators.Exp);
export const log = one(operators.Log);
export const sqrt = one(operators.Sqrt);
export const reciprocal = one(operators.Reciprocal);
export const sigmoid = one(operators.Sigmoid);
export const tanh = one(operators.Tanh);
export const softplus = one(operators.Softplus);
export const erf = one(operators.Erf);
export const sin = one(operators.Sin);
export const cos = one(operators.Cos);
export const relu = one(operators.Relu);
export const sign = one(operators.Sign);
export const floor = one(operators.Floor);
export const identity = one(operators.Identity);
export const not = one(operators.Not);

export function leakyRelu(x: Tensor, alpha = 0.01): Tensor {
  return applyOne(LeakyRelu, [x], { alpha: { float: alpha } });
}

/** Elements of `a` where `condition` holds, else of `b`. */
export function where(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  return applyOne(Where, [condition, a, b]);
}

export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : applyOne(Cast, [x], { to: { int: onnxTypes[dtype] } });
}

/** No gradient passes where x lies outside. */
export function clip(x: Tensor, low: number | undefined, high: number | undefined): Tensor {
  const bound = (value: number | undefined) => (value === undefined ? null : scalar(value, x.dtype));
  return applyOne(Clip, [x, bound(low), bound(high)]);
}

export const elementwiseOperators: readonly Operator[] = [
  ...Object.values(operators),
  HardSigmoid,
  LeakyRelu,
  Where,
  Cast,
  Clip,
];
