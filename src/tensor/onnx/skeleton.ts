/** An ONNX graph apart from its weights: they become inputs, and are kept where all parameters are. */

import { Fault } from "../../fault.ts";
import type { ConstantValue } from "../tensor.ts";
import { onnxTensor, onnxValue } from "./encoded.ts";
import { encodeModel } from "./onnxModel.ts";
import type { OnnxGraph } from "./readOnnx.ts";

/**
 * The part of a graph that makes one value.
 * @param name of the file, for messages
 * @param value name of what is to be its only output
 * @returns bytes of an ONNX model whose inputs are the graph's, then one a parameter, in the order they are used
 */
export function skeletonOf(
  graph: OnnxGraph,
  name: string,
  value: string,
): { skeleton: Uint8Array; parameters: Record<string, ConstantValue> } {
  const nodes = graph.nodesFor([value]);
  if (nodes.length === 0)
    throw new Fault("onnx", `${name} has no value "${value}": its outputs are ${graph.outputs.join(", ")}`);
  const names = new Map<string, string>();
  // Exporters hand one stored array to several layers through Identity: its place is where it is used.
  const behind = new Map<string, string>();
  nodes.forEach((node, i) => {
    const sources = node.input.map((key) => behind.get(key) ?? key);
    if (node.op_type === "Identity") {
      behind.set(node.output[0] ?? "", sources[0] ?? "");
      return;
    }
    sources.forEach((key, slot) => {
      if (!Object.hasOwn(graph.parameters, key) || names.has(key)) return;
      // Exporters that fold a normalisation into a convolution call its weights by numbers, which say nothing of layers.
      const part = ["input", "weight", "bias"][slot] ?? `input${slot}`;
      names.set(key, key.includes(".") ? key : `${node.op_type}_${i}.${part}`);
    });
  });
  const parameters = Object.fromEntries([...names].map(([key, own]) => [own, graph.parameters[key] as ConstantValue]));
  const used = new Set(nodes.flatMap(({ input }) => input));
  const skeleton = encodeModel({
    ...graph.model,
    metadata_props: [],
    graph: {
      name: "encoder",
      node: nodes.map((node) => ({ ...node, input: node.input.map((key) => names.get(key) ?? key) })),
      initializer: Object.entries(graph.stored)
        .filter(([key]) => used.has(key) && !names.has(key))
        .map(([key, stored]) => onnxTensor(stored, key)),
      input: [
        ...graph.model.graph.input.filter(({ name: key }) => !Object.hasOwn(graph.stored, key)),
        ...Object.entries(parameters).map(([key, { shape, dtype }]) => onnxValue(key, { shape, dtype })),
      ],
      output: [{ name: value, type: null }],
    },
  });
  return { skeleton, parameters };
}
