/** ONNX files as Tensors: what was read can be run, differentiated, trained further and saved again. */

import { Fault } from "../fault.ts";
import { decodeModel, type OnnxAttribute, type OnnxModel, type OnnxTensor } from "./onnxModel.ts";
import { onnxTypes } from "./operators/elementwise.ts";
import { operatorNamed } from "./operators.ts";
import { type DType, elementCount, type TypedArray } from "./shape.ts";
import {
  type Attribute,
  type Attributes,
  apply,
  arrayOf,
  type ConstantValue,
  constant,
  input,
  type Tensor,
} from "./tensor.ts";

/** Named sizes that the caller fixes, such as { batch: 16 }: shapes here are static. */
export type Sizes = Readonly<Record<string, number>>;

/**
 * @param name of the file, for messages
 * @returns the model's outputs by name; its inputs are inputs of the same names
 * @throws Fault "onnx" that names the operator, size or element type which is not supported
 */
export function readOnnx(bytes: Uint8Array, name: string, sizes: Sizes = {}): Record<string, Tensor> {
  const { graph } = decoded(bytes, name);
  const known = new Map<string, Tensor>();
  for (const stored of graph.initializer) known.set(stored.name ?? "", constantFrom(stored, name));
  for (const { name: key, type } of graph.input) {
    if (known.has(key)) continue;
    const shape = (type.tensor_type.shape.dim ?? []).map(({ dim_value, dim_param }) => {
      const size = dim_param ? sizes[dim_param] : dim_value;
      if (size === undefined)
        throw new Fault(
          "onnx",
          `${name}: input "${key}" has a size "${dim_param}" that is not fixed: say how large it is`,
        );
      return size;
    });
    known.set(key, input(key, shape, dtypeOf(type.tensor_type.elem_type, name)));
  }
  for (const node of graph.node) {
    const inputs = node.input.map((key) => {
      if (key === "") return null;
      const tensor = known.get(key);
      if (!tensor) throw new Fault("onnx", `${name}: ${node.op_type} reads "${key}", which nothing before it makes`);
      return tensor;
    });
    if (node.op_type === "Constant") {
      const value = node.attribute.find((attribute) => attribute.name === "value")?.t;
      if (!value) throw new Fault("onnx", `${name}: a Constant without a value`);
      known.set(node.output[0] ?? "", constantFrom(value, name));
      continue;
    }
    const operator = operatorNamed(node.op_type, node.domain);
    if (!operator)
      throw new Fault(
        "onnx",
        `${name}: the operator ${node.domain ? `${node.domain}.` : ""}${node.op_type} is not supported`,
      );
    const outputs = apply(operator, inputs, attributesFrom(node.attribute, name));
    node.output.forEach((key, i) => {
      const tensor = outputs[i];
      if (tensor) known.set(key, tensor);
    });
  }
  return Object.fromEntries(
    graph.output.map(({ name: key }) => {
      const tensor = known.get(key);
      if (!tensor) throw new Fault("onnx", `${name}: nothing makes the output "${key}"`);
      return [key, tensor];
    }),
  );
}

function decoded(bytes: Uint8Array, name: string): OnnxModel {
  try {
    const model = decodeModel(bytes);
    if (model.graph) return model;
  } catch {
    // Said below.
  }
  throw new Fault("onnx", `${name} is not an ONNX model`);
}

function dtypeOf(type: number, name: string): DType {
  const found = (Object.keys(onnxTypes) as DType[]).find((dtype) => onnxTypes[dtype] === type);
  if (!found)
    throw new Fault("onnx", `${name}: element type ${type} is not one of ${Object.keys(onnxTypes).join(", ")}`);
  return found;
}

function constantFrom(stored: OnnxTensor, name: string): Tensor {
  const { dtype, shape, data } = valueFrom(stored, name);
  return constant(data, shape, dtype === "bool" ? "bool" : undefined);
}

function valueFrom(stored: OnnxTensor, name: string): ConstantValue {
  const dtype = dtypeOf(stored.data_type, name);
  const shape = (stored.dims ?? []).map(Number);
  if (stored.data_location === 1)
    throw new Fault("onnx", `${name}: "${stored.name}" lies in a file of its own, which is not supported`);
  const lists: Partial<Record<DType, number[] | undefined>> = {
    float32: stored.float_data,
    float64: stored.double_data,
    int64: stored.int64_data,
  };
  const list = lists[dtype] ?? stored.int32_data;
  const raw = stored.raw_data;
  const data = raw && raw.byteLength > 0 ? fromBytes(dtype, raw) : arrayOf(dtype, list ?? []);
  if (data.length !== elementCount(shape))
    throw new Fault("onnx", `${name}: "${stored.name}" [${shape.join(", ")}] holds ${data.length} elements`);
  return { dtype, shape, data };
}

function fromBytes(dtype: DType, raw: Uint8Array): TypedArray {
  // A copy: the bytes of a message begin anywhere, and arrays must be aligned.
  const { buffer } = Uint8Array.from(raw);
  const arrays = {
    float32: Float32Array,
    float64: Float64Array,
    int64: BigInt64Array,
    int32: Int32Array,
    uint8: Uint8Array,
    bool: Uint8Array,
  };
  return new arrays[dtype](buffer);
}

function attributesFrom(stored: readonly OnnxAttribute[], name: string): Attributes {
  const entries = stored.map((attribute): [string, Attribute] => {
    switch (attribute.type) {
      case 1:
        return [attribute.name, { float: attribute.f ?? 0 }];
      case 2:
        return [attribute.name, { int: Number(attribute.i ?? 0) }];
      case 3:
        return [attribute.name, { text: new TextDecoder().decode(attribute.s) }];
      case 4:
        return [attribute.name, { value: valueFrom(attribute.t ?? { dims: [0], data_type: 1 }, name) }];
      case 6:
        return [attribute.name, { floats: attribute.floats ?? [] }];
      case 7:
        return [attribute.name, { ints: (attribute.ints ?? []).map(Number) }];
      default:
        throw new Fault(
          "onnx",
          `${name}: attribute "${attribute.name}" is of a kind that is not supported (${attribute.type})`,
        );
    }
  });
  return Object.fromEntries(entries);
}
