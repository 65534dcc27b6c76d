/** Tensors as an ONNX model: what no output needs is left out, equal expressions are computed once. */

import { Fault } from "../fault.ts";
import { blockedCompositions, withBlockedLayout } from "./blocked.ts";
import { lowered } from "./lower.ts";
import { onnxTensor, onnxValue } from "./onnx/encoded.ts";
import {
  attributeTypes,
  encodeModel,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from "./onnx/onnxModel.ts";
import { identity } from "./operators/elementwise.ts";
import { nodesBefore } from "./order.ts";
import {
  type Attribute,
  type Attributes,
  applyOne,
  constantValue,
  inputName,
  type Node,
  type Tensor,
} from "./tensor.ts";

/** The opset all operators here are written in. ONNX Runtime 1.17 and later read it. */
const opset = 20;
const irVersion = 9;

interface Written {
  inputs: Record<string, Tensor>;
  /** By the name each has in the model. */
  nodes: ReadonlyMap<string, Node>;
}

export interface ExportedModel extends Written {
  /** Of an .onnx file. */
  bytes: Uint8Array;
}

interface WrittenModel extends Written {
  model: OnnxModel;
}

/**
 * @param outputs by the name each has in the model
 * @param metadata written into the model, e.g. the classes of its answers
 */
export function exportModel(
  outputs: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): ExportedModel {
  const { model, ...rest } = onnxModelOf(outputs, metadata);
  return { bytes: encodeModel(model), ...rest };
}

/** The same, before it is bytes. */
export function onnxModelOf(
  outputs: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): WrittenModel {
  return written(Object.keys(outputs), lowered(Object.values(outputs)), metadata);
}

/**
 * The same program for this machine and this ONNX Runtime only: nothing to save.
 * @param block see `withBlockedLayout`
 */
export function exportForTraining(outputs: Readonly<Record<string, Tensor>>, block: number): ExportedModel {
  const blocked = withBlockedLayout(lowered(Object.values(outputs), blockedCompositions), block);
  const { model, ...rest } = written(Object.keys(outputs), lowered(blocked), {});
  return { bytes: encodeModel(model), ...rest };
}

function written(
  names: readonly string[],
  outputs: readonly Tensor[],
  metadata: Readonly<Record<string, string>>,
): WrittenModel {
  const merged = mergeEqual(outputs);
  // An output that is an input, or that has two names, must still be a value of its own.
  const finals = merged.map((tensor, i) =>
    inputName(tensor) !== undefined || constantValue(tensor) || merged.indexOf(tensor) !== i
      ? identity(tensor)
      : tensor,
  );
  const nameOf = new Map<Tensor, string>(finals.map((tensor, i) => [tensor, names[i] as string]));
  const inputs: Record<string, Tensor> = {};
  const initializer: OnnxTensor[] = [];
  const node: OnnxNode[] = [];
  const nodes = new Map<string, Node>();
  const order = nodesBefore(finals);
  const used = new Set([...finals, ...order.flatMap(({ inputs: needed }) => needed)]);
  for (const each of order) {
    const [first] = each.outputs;
    const name = first && inputName(first);
    const value = first && constantValue(first);
    if (first && name !== undefined) {
      if (inputs[name] || names.includes(name))
        throw new Fault("program", `two inputs or outputs are called "${name}": each needs a name of its own`);
      inputs[name] = first;
      nameOf.set(first, name);
    } else if (first && value) {
      nameOf.set(first, `c${initializer.length}`);
      initializer.push(onnxTensor(value, `c${initializer.length}`));
    } else {
      each.outputs.forEach((tensor, i) => {
        if (!nameOf.has(tensor)) nameOf.set(tensor, `t${node.length}${i > 0 ? `_${i}` : ""}`);
      });
      const next = onnxNode(each, used, nameOf, node.length);
      nodes.set(next.name, each);
      node.push(next);
    }
  }
  const model: OnnxModel = {
    ir_version: irVersion,
    producer_name: "almagest",
    opset_import: domainsOf(node).map((domain) => ({ domain, version: domain === "" ? opset : 1 })),
    metadata_props: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: "almagest",
      node,
      initializer,
      input: Object.entries(inputs).map(([name, tensor]) => onnxValue(name, tensor)),
      output: finals.map((tensor, i) => onnxValue(names[i] as string, tensor)),
    },
  };
  return { model, inputs, nodes };
}

/** Only those in use: other runtimes refuse a model that so much as names a domain they do not know. */
function domainsOf(nodes: readonly OnnxNode[]): string[] {
  return [...new Set(["", ...nodes.map(({ domain }) => domain)])];
}

/** The same tensors, where equal expressions are the same node. */
function mergeEqual(outputs: readonly Tensor[]): Tensor[] {
  const kept = new Map<string, Node>();
  const numbers = new Map<Node, number>();
  const replaced = new Map<Tensor, Tensor>();
  const current = (tensor: Tensor) => replaced.get(tensor) ?? tensor;
  for (const node of nodesBefore(outputs)) {
    const inputs = node.inputs.map((tensor) => tensor && current(tensor));
    const key = keyOf(node, inputs, numbers);
    const same = kept.get(key);
    const moved = inputs.some((tensor, i) => tensor !== node.inputs[i]);
    const survivor = same ?? (moved ? applyOne(node.operator, inputs, node.attributes).node : node);
    if (!same) {
      kept.set(key, survivor);
      numbers.set(survivor, numbers.size);
    }
    node.outputs.forEach((output, i) => {
      const now = survivor.outputs[i];
      if (now && now !== output) replaced.set(output, now);
    });
  }
  return outputs.map(current);
}

function keyOf(node: Node, inputs: readonly (Tensor | null)[], numbers: ReadonlyMap<Node, number>): string {
  const sources = inputs.map((tensor) => (tensor ? `${numbers.get(tensor.node)}:${tensor.index}` : "-"));
  const attributes = Object.entries(node.attributes).map(([name, value]) => `${name}=${attributeKey(value, numbers)}`);
  return `${node.operator.domain}${node.operator.name}(${sources.join(",")})${attributes.join(";")}`;
}

/** Constants longer than this are not compared: they are weights, and each is its own. */
const longestComparedConstant = 64;

function attributeKey(attribute: Attribute, numbers: ReadonlyMap<Node, number>): string {
  if (!("value" in attribute)) return JSON.stringify(attribute);
  const { dtype, shape, data } = attribute.value;
  const content = data.length <= longestComparedConstant ? data.join() : `unique ${numbers.size}`;
  return `${dtype}[${shape.join()}]${content}`;
}

function onnxNode(
  node: Node,
  used: ReadonlySet<Tensor | null>,
  nameOf: ReadonlyMap<Tensor, string>,
  index: number,
): OnnxNode {
  // Some kernels are slower, or not there, where they are asked for more than one output: MaxPool's places of maxima.
  const needed = node.outputs.slice(0, node.outputs.findLastIndex((tensor) => used.has(tensor)) + 1);
  return {
    name: `${node.operator.name}_${index}`,
    op_type: node.operator.name,
    domain: node.operator.domain,
    input: node.inputs.map((tensor) => (tensor ? (nameOf.get(tensor) as string) : "")),
    output: needed.map((tensor) => nameOf.get(tensor) as string),
    attribute: onnxAttributes(node.attributes),
  };
}

function onnxAttributes(attributes: Attributes): OnnxAttribute[] {
  return Object.entries(attributes).map(([name, attribute]): OnnxAttribute => {
    if ("int" in attribute) return { name, type: attributeTypes.int, i: attribute.int };
    if ("ints" in attribute) return { name, type: attributeTypes.ints, ints: [...attribute.ints] };
    if ("float" in attribute) return { name, type: attributeTypes.float, f: attribute.float };
    if ("floats" in attribute) return { name, type: attributeTypes.floats, floats: [...attribute.floats] };
    if ("text" in attribute) return { name, type: attributeTypes.text, s: new TextEncoder().encode(attribute.text) };
    return { name, type: attributeTypes.value, t: onnxTensor(attribute.value, "") };
  });
}
