/** How the operators of an ONNX file are written in those here, by name. */

import { Fault } from "../../fault.ts";
import { operatorNamed } from "../operators.ts";
import { apply, type Tensor, textOf } from "../tensor.ts";
import { arithmeticForms } from "./arithmeticForms.ts";
import { einsum } from "./einsum.ts";
import { type ForeignNode, type Form, needed } from "./form.ts";
import { reductionForms } from "./reductionForms.ts";
import { Resize } from "./resize.ts";
import { shapeForms } from "./shapeForms.ts";
import { windowForms } from "./windowForms.ts";

/** The oldest and newest operator sets whose differences were looked through. */
export const readableOpsets = { oldest: 7, newest: 24 } as const;

const forms: Readonly<Record<string, Form>> = {
  ...shapeForms,
  ...arithmeticForms,
  ...reductionForms,
  ...windowForms,
  Resize,
  Upsample: Resize,
  Einsum: (node) =>
    einsum(
      textOf(node.attributes, "equation", ""),
      node.inputs.map((_, i) => needed(node, i)),
    ),
};

/** Operators that mean the same in every set we read. */
const unchanged: ReadonlySet<string> = new Set([
  ..."Add Sub Mul Div Greater GreaterOrEqual Less LessOrEqual Equal And Or Not Mod Neg Abs Exp Log Sqrt".split(" "),
  ..."Reciprocal Sigmoid Tanh Softplus Erf Sin Cos Relu Sign Floor Ceil Round Where MatMul Gemm Gather".split(" "),
  ..."ScatterElements AffineGrid GridSample".split(" "),
]);

/** Operators of ONNX Runtime that its optimised models, and ours, may have. */
const runtimeOwn: ReadonlySet<string> = new Set(["FusedMatMul", "Gelu", "QuickGelu"]);

function isSupported(operator: string, domain: string): boolean {
  if (domain === "" || domain === "ai.onnx") return Object.hasOwn(forms, operator) || unchanged.has(operator);
  return domain === "com.microsoft" && runtimeOwn.has(operator);
}

/** Node names shown for each operator that is not supported. */
const shownNodes = 3;

/** @throws Fault that lists every operator which is not supported, with the nodes that are of it */
export function requireSupported(
  nodes: readonly { op_type: string; domain: string; name: string }[],
  file: string,
): void {
  const missing = new Map<string, string[]>();
  for (const { op_type, domain, name } of nodes) {
    if (op_type === "Constant" || isSupported(op_type, domain)) continue;
    const full = domain === "" ? op_type : `${domain}.${op_type}`;
    missing.set(full, [...(missing.get(full) ?? []), name || "without a name"]);
  }
  if (missing.size === 0) return;
  const list = [...missing].map(([operator, names]) => {
    const more = names.length > shownNodes ? ` and ${names.length - shownNodes} more` : "";
    return `${operator} (${names.slice(0, shownNodes).join(", ")}${more})`;
  });
  throw new Fault(
    "onnx",
    `${file}: ${list.length === 1 ? "an operator is" : "operators are"} not supported: ${list.join("; ")}`,
  );
}

/** The node's outputs as Tensors. @throws Fault where it asks for what is not done here */
export function outputsOf(node: ForeignNode, domain: string): readonly Tensor[] {
  const form = forms[node.operator];
  if (form) {
    const made = form(node);
    return "node" in made ? [made] : made;
  }
  const operator = operatorNamed(node.operator, domain === "ai.onnx" ? "" : domain);
  if (!operator) throw new Fault("onnx", `the operator ${node.operator} is not supported`);
  return apply(operator, node.inputs, node.attributes);
}
