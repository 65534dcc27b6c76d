/** Operators of files that compute element by element, as compositions of those here. */

import { Fault } from "../../fault.ts";
import { gelu } from "../operators/activations.ts";
import {
  abs,
  add,
  cast,
  clip,
  div,
  exp,
  greater,
  leakyRelu,
  max,
  min,
  mul,
  onnxTypes,
  pow,
  sigmoid,
  softplus,
  sub,
  tanh,
  where,
} from "../operators/elementwise.ts";
import { expand } from "../operators/movement.ts";
import { applyOne, constantValue, floatOf, intOf, scalar, type Tensor, textOf } from "../tensor.ts";
import { type ForeignNode, type Form, needed, standard } from "./form.ts";

/** Two or more operands, joined one after the other. */
function joined(join: (a: Tensor, b: Tensor) => Tensor): Form {
  return (node) => node.inputs.map((_, i) => needed(node, i)).reduce(join);
}

/** Bounds are attributes until opset 10, inputs since. */
const Clip: Form = (node) => {
  const x = needed(node, 0);
  const bound = (index: number, name: string) => {
    if (node.inputs[index]) return node.inputs[index];
    const own = node.attributes[name];
    return own && "float" in own ? scalar(own.float, x.dtype) : null;
  };
  return applyOne(standard("Clip"), [x, bound(1, "min"), bound(2, "max")]);
};

/** Element types that files have besides ours, read as ours. */
const readAs: Readonly<Record<number, number>> = {
  10: onnxTypes.float32,
  16: onnxTypes.float32,
  3: onnxTypes.int32,
  5: onnxTypes.int32,
  12: onnxTypes.int64,
  13: onnxTypes.int64,
};

const Cast: Form = (node) => {
  const to = intOf(node.attributes, "to", 0);
  const x = needed(node, 0);
  const wanted = readAs[to] ?? to;
  return onnxTypes[x.dtype] === wanted ? x : applyOne(standard("Cast"), [x], { to: { int: wanted } });
};

const HardSigmoid: Form = (node) => {
  const [alpha, beta] = [floatOf(node.attributes, "alpha", 0.2), floatOf(node.attributes, "beta", 0.5)];
  // The operator of that name here has no gradient.
  return clip(add(mul(needed(node, 0), alpha), beta), 0, 1);
};

const Gelu: Form = (node) => {
  const x = needed(node, 0);
  if (textOf(node.attributes, "approximate", "none") !== "tanh") return gelu(x);
  const inner = mul(add(x, mul(mul(x, mul(x, x)), 0.044715)), Math.sqrt(2 / Math.PI));
  return mul(mul(x, 0.5), add(tanh(inner), 1));
};

/** As x where it is above 0, else as `below`. */
function bent(x: Tensor, below: Tensor): Tensor {
  return where(greater(x, 0), x, below);
}

/** e^x - 1 where x is below 0; above it would overflow, and its infinite slope spoil the gradient. */
function below(x: Tensor): Tensor {
  return sub(exp(min(x, 0)), 1);
}

const Selu: Form = (node) => {
  const x = needed(node, 0);
  const alpha = floatOf(node.attributes, "alpha", 1.6732632);
  return mul(bent(x, mul(below(x), alpha)), floatOf(node.attributes, "gamma", 1.050701));
};

const PRelu: Form = (node) => {
  const x = needed(node, 0);
  return bent(x, mul(x, needed(node, 1)));
};

/** x is handed on: nothing is dropped when predicting. */
const Dropout: Form = (node) => {
  const isTraining = node.inputs[2] ? Number(constantValue(node.inputs[2])?.data[0] ?? 0) : 0;
  if (isTraining) throw new Fault("onnx", "it was exported for training: export the network for prediction");
  return needed(node, 0);
};

const Celu: Form = (node) => {
  const x = needed(node, 0);
  const alpha = floatOf(node.attributes, "alpha", 1);
  return bent(x, mul(below(div(x, alpha)), alpha));
};

const Pow: Form = (node) => {
  const [x, exponent] = [needed(node, 0), needed(node, 1)];
  const value = constantValue(exponent);
  // A square by itself is quicker, and its slope is known where x is 0 or below.
  if (value?.data.length === 1 && Number(value.data[0]) === 2) return mul(x, x);
  return pow(x, exponent.dtype === x.dtype ? exponent : cast(exponent, x.dtype));
};

/** One operand's function of an attribute or none. */
const ofOne =
  (compute: (x: Tensor, node: ForeignNode) => Tensor): Form =>
  (node) =>
    compute(needed(node, 0), node);

export const arithmeticForms: Readonly<Record<string, Form>> = {
  Max: joined(max),
  Min: joined(min),
  Sum: joined(add),
  Mean: (node) =>
    div(
      node.inputs.map((_, i) => needed(node, i)).reduce((a, b) => add(a, b)),
      node.inputs.length,
    ),
  Clip,
  Cast,
  HardSigmoid,
  Gelu,
  Selu,
  PRelu,
  Celu,
  Dropout,
  Pow,
  CastLike: (node) => cast(needed(node, 0), needed(node, 1).dtype),
  Elu: ofOne((x, { attributes }) => bent(x, mul(below(x), floatOf(attributes, "alpha", 1)))),
  LeakyRelu: ofOne((x, { attributes }) => leakyRelu(x, floatOf(attributes, "alpha", 0.01))),
  HardSwish: ofOne((x) => mul(x, clip(add(div(x, 6), 0.5), 0, 1))),
  Mish: ofOne((x) => mul(x, tanh(softplus(x)))),
  Softsign: ofOne((x) => div(x, add(abs(x), 1))),
  Swish: ofOne((x, { attributes }) => mul(x, sigmoid(mul(x, floatOf(attributes, "alpha", 1))))),
  ThresholdedRelu: ofOne((x, { attributes }) =>
    where(greater(x, floatOf(attributes, "alpha", 1)), x, expand(scalar(0, x.dtype), x.shape)),
  ),
  QuickGelu: ofOne((x, { attributes }) => mul(x, sigmoid(mul(x, floatOf(attributes, "alpha", 1.702))))),
};
