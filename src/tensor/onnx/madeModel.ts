/** Small ONNX models written node by node, as other programs write them: what tests read. */

import { attributeTypes, encodeModel, type OnnxAttribute, type OnnxTensor } from "./onnxModel.ts";

type Value = number | string | readonly number[] | { float: number } | { floats: readonly number[] } | OnnxTensor;

export interface MadeNode {
  op: string;
  in?: readonly string[];
  /** "y" when left out. */
  out?: readonly string[];
  name?: string;
  domain?: string;
  attributes?: Readonly<Record<string, Value>>;
}

export interface MadeModel {
  nodes: readonly MadeNode[];
  /** Sizes of float inputs: "x" with [2, 3, 6, 6] when left out. */
  inputs?: Readonly<Record<string, readonly (number | string)[]>>;
  weights?: readonly OnnxTensor[];
  opset?: number;
  /** "y" when left out. */
  outputs?: readonly string[];
  domains?: readonly string[];
}

export function madeModel({
  nodes,
  inputs = { x: [2, 3, 6, 6] },
  weights = [],
  opset = 20,
  outputs = ["y"],
  domains = [],
}: MadeModel): Uint8Array {
  return encodeModel({
    ir_version: 8,
    producer_name: "a test",
    opset_import: [{ domain: "", version: opset }, ...domains.map((domain) => ({ domain, version: 1 }))],
    metadata_props: [],
    graph: {
      name: "made",
      node: nodes.map(({ op, in: input = ["x"], out = ["y"], name, domain = "", attributes = {} }, i) => ({
        name: name ?? `${op.toLowerCase()}${i}`,
        op_type: op,
        domain,
        input: [...input],
        output: [...out],
        attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      })),
      initializer: [...weights],
      input: Object.entries(inputs).map(([name, shape]) => ({ name, type: floats(shape) })),
      output: outputs.map((name) => ({ name, type: null })),
    },
  });
}

function floats(shape: readonly (number | string)[]) {
  const dim = shape.map((size) => (typeof size === "number" ? { dim_value: size } : { dim_param: size }));
  return { tensor_type: { elem_type: 1, shape: { dim } } };
}

function attribute(name: string, value: Value): OnnxAttribute {
  if (typeof value === "number") return { name, type: attributeTypes.int, i: value };
  if (typeof value === "string") return { name, type: attributeTypes.text, s: new TextEncoder().encode(value) };
  if ("float" in value) return { name, type: attributeTypes.float, f: value.float };
  if ("floats" in value) return { name, type: attributeTypes.floats, floats: [...value.floats] };
  if ("data_type" in value) return { name, type: attributeTypes.value, t: value };
  return { name, type: attributeTypes.ints, ints: [...value] };
}

/** Floats that are neither too alike nor too large: sines. */
export function weight(name: string, dims: readonly number[], of: (i: number) => number = Math.sin): OnnxTensor {
  const count = dims.reduce((product, size) => product * size, 1);
  return { name, dims: [...dims], data_type: 1, float_data: Array.from({ length: count }, (_, i) => of(i + 1)) };
}

export function wholes(name: string, values: readonly number[], dims: readonly number[] = [values.length]): OnnxTensor {
  return { name, dims: [...dims], data_type: 7, int64_data: [...values] };
}
