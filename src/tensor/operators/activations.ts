/** Smooth activations, with gradients that take as few passes over memory as they can. */

import type { Composition } from "../lower.ts";
import { applyOne, type Operator, operand, type Signature, type Tensor } from "../tensor.ts";
import { add, div, erf, exp, hardSigmoid, mul, sigmoid, sub } from "./elementwise.ts";

const sameAsInput = (inputs: readonly (Tensor | null)[]): Signature => operand({ inputs }, 0);

const Gelu: Operator = {
  name: "Gelu",
  domain: "",
  infer: (inputs) => [sameAsInput(inputs)],
  gradient: (node, [gradient]) => {
    if (!gradient) return [];
    const x = operand(node, 0);
    // The normal distribution function, and its slope times x: the latter by a division, since ONNX has no exp(-x).
    const z = mul(x, Math.SQRT1_2);
    const dense = mul(div(z, exp(mul(z, z))), 1 / Math.sqrt(Math.PI));
    return [mul(gradient, add(dense, hardSigmoid(erf(z), 0.5, 0.5)))];
  },
};

/** Outputs: x times its logistic function, and that function. */
const Silu: Composition = {
  name: "silu",
  domain: "",
  infer: (inputs) => [sameAsInput(inputs), sameAsInput(inputs)],
  lower: ([x]) => {
    if (!x) throw new Error("silu takes one input");
    const share = sigmoid(x);
    return [mul(x, share), share];
  },
  gradient: (node, [gradient, toShare]) => {
    const [y, share] = node.outputs;
    if (!y || !share) return [];
    const throughY = gradient && mul(gradient, add(sub(y, mul(y, share)), share));
    const throughShare = toShare && mul(toShare, mul(share, sub(1, share)));
    return [throughY && throughShare ? add(throughY, throughShare) : (throughY ?? throughShare)];
  },
};

/** x times the normal distribution function (Hendrycks & Gimpel 2016), exact rather than by tanh. */
export function gelu(x: Tensor): Tensor {
  return applyOne(Gelu, [x]);
}

/** x times its logistic function (Elfwing+ 2017, arXiv 1702.03118; "swish"). */
export function silu(x: Tensor): Tensor {
  return applyOne(Silu, [x]);
}

export const activationOperators: readonly Operator[] = [Gelu, Silu];
