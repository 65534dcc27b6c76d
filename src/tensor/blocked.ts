/**
 * Convolutions in ONNX Runtime's blocked layout: channels in groups as wide as the processor's registers.
 *
 * Its direct kernels take no detour through im2col: 145 to 195 GFLOP/s on 2 cores where plain Conv has 45 to 150, with
 * both changes of layout still ahead (bench/convolution). ONNX Runtime itself uses them only where weights are
 * constants, which in training they are not.
 */

import { conv } from "./operators/convolution.ts";
import { reshape, transpose } from "./operators/movement.ts";
import { nodesBefore } from "./order.ts";
import {
  apply,
  applyOne,
  constantValue,
  input,
  intOf,
  isLeaf,
  type Node,
  type Operator,
  operand,
  type Tensor,
} from "./tensor.ts";

const domain = "com.microsoft.nchwc";

/** Shapes stay those of the plain layout; only the order of elements differs. */
const sameSignature: Operator["infer"] = (inputs) => [operand({ inputs }, 0)];

const ReorderInput: Operator = { name: "ReorderInput", domain, infer: sameSignature };
const ReorderOutput: Operator = { name: "ReorderOutput", domain, infer: sameSignature };

/** The same tensors, with every convolution blocked whose channels fill whole blocks. */
export function withBlockedConvolutions(outputs: readonly Tensor[], block: number): Tensor[] {
  const replaced = new Map<Tensor, Tensor>();
  const current = (tensor: Tensor | null) => (tensor ? (replaced.get(tensor) ?? tensor) : null);
  for (const node of nodesBefore(outputs)) {
    if (isLeaf(node)) continue;
    const inputs = node.inputs.map(current);
    const rebuilt = fills(node, block)
      ? [blockedConvolution({ ...node, inputs }, block)]
      : inputs.some((tensor, i) => tensor !== node.inputs[i])
        ? apply(node.operator, inputs, node.attributes)
        : node.outputs;
    node.outputs.forEach((output, i) => {
      const now = rebuilt[i];
      if (now && now !== output) replaced.set(output, now);
    });
  }
  return outputs.map((tensor) => replaced.get(tensor) ?? tensor);
}

function fills(node: Node, block: number): boolean {
  if (node.operator.name !== "Conv" || node.operator.domain !== "" || node.inputs[2]) return false;
  const weight = operand(node, 1);
  const [out, channels] = weight.shape as [number, number];
  // With constant weights ONNX Runtime does it itself, and keeps whole stretches of the network in the layout.
  if (constantValue(weight)) return false;
  return (
    intOf(node.attributes, "group", 1) === 1 && weight.dtype === "float32" && (out % block) + (channels % block) === 0
  );
}

function blockedConvolution(node: Node, block: number): Tensor {
  const [x, weight] = [operand(node, 0), operand(node, 1)];
  const [out, channels, height, width] = weight.shape as [number, number, number, number];
  const [plain] = node.outputs;
  const apart = reshape(weight, [out / block, block, channels / block, block, height, width]);
  const blockedWeight = reshape(transpose(apart, [0, 2, 4, 5, 3, 1]), weight.shape);
  const Conv: Operator = { name: "Conv", domain, infer: () => (plain ? [plain] : []) };
  const y = applyOne(Conv, [applyOne(ReorderInput, [x]), blockedWeight], {
    ...node.attributes,
    kernel_shape: { ints: [height, width] },
  });
  return applyOne(ReorderOutput, [y], { channels: { int: out } });
}

/** Two outputs that agree only where `block` is this processor's block. Inputs: x [1, 32, 3, 3], weight [32, 32, 3, 3]. */
export function blockedProbe(block: number): { plain: Tensor; blocked: Tensor } {
  const plain = conv(input("x", [1, 32, 3, 3]), input("weight", [32, 32, 3, 3]), { pads: [1, 1, 1, 1] });
  const [blocked = plain] = withBlockedConvolutions([plain], block);
  return { plain, blocked };
}
