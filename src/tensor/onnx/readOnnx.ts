/** ONNX files as Tensors: what was read can be run, differentiated, trained further and saved again. */

import { Fault, inOneLine } from "../../fault.ts";
import { folded } from "../fold.ts";
import { showShape } from "../shape.ts";
import {
  type Attribute,
  type Attributes,
  type ConstantValue,
  constant,
  constantOf,
  input,
  type Tensor,
} from "../tensor.ts";
import { outputsOf, readableOpsets, requireSupported } from "./forms.ts";
import {
  attributeTypes,
  decodeModel,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
} from "./onnxModel.ts";
import { dtypeOf, type ExternalData, valueFrom } from "./storedTensor.ts";

/** Named sizes that the caller fixes, such as { batch: 16 }: shapes here are static. */
export type Sizes = Readonly<Record<string, number>>;

export interface OnnxInput {
  readonly name: string;
  readonly dtype: Tensor["dtype"];
  /** A size without a number is a name, or "name of the input.axis" where the file has none. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  /** What it takes when it runs. */
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly string[];
  /** The file's own content. */
  readonly model: OnnxModel;
  /** Its stored arrays, by name. */
  readonly stored: Readonly<Record<string, ConstantValue>>;
  /** What its author wrote into it: classes, preprocessing, ... */
  readonly metadata: Readonly<Record<string, string>>;
  /** What can learn: stored floats with one axis and more, but for running statistics of batch normalisations. */
  readonly parameters: Readonly<Record<string, ConstantValue>>;
  /** The nodes without which values of these names cannot be made, in their order. */
  nodesFor(wanted: readonly string[]): OnnxNode[];
  /**
   * The graph as an expression.
   * @param inputs a Tensor for each input, whose sizes need not be those of the file where its operators allow others
   * @param parameters Tensors to take the places of stored parameters, which are constants otherwise
   * @param wanted names of values: the file's outputs where left out
   * @throws Fault "onnx" that names the node which does not fit
   */
  build(
    inputs: Readonly<Record<string, Tensor>>,
    parameters?: Readonly<Record<string, Tensor>>,
    wanted?: readonly string[],
  ): Record<string, Tensor>;
}

/**
 * @param name of the file, for messages
 * @param external reads files beside it, where the model keeps its weights in such
 * @throws Fault "onnx" where it is none, is damaged, or of an operator set that is not supported
 */
export function openOnnx(bytes: Uint8Array, name: string, external?: ExternalData): OnnxGraph {
  const graph = sayingOneLine(() => opened(bytes, name, external));
  return { ...graph, build: (...asked) => sayingOneLine(() => graph.build(...asked)) };
}

function sayingOneLine<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw inOneLine(error);
  }
}

function opened(bytes: Uint8Array, name: string, external?: ExternalData): OnnxGraph {
  const model = decoded(bytes, name);
  const { graph } = model;
  const opset = opsetOf(model, name);
  if ((graph.sparse_initializer ?? []).length > 0)
    throw new Fault("onnx", `${name} has sparse weights, which are not supported`);
  const stored = new Map<string, ConstantValue>();
  for (const each of graph.initializer) {
    const key = each.name ?? "";
    stored.set(key, valueFrom(each, `${name}: "${key}"`, external));
  }
  const statistics = new Set(
    graph.node.flatMap(({ op_type, input: keys }) => (op_type === "BatchNormalization" ? keys.slice(3, 5) : [])),
  );
  const parameters = [...stored].filter(
    ([key, { dtype, shape }]) => dtype === "float32" && shape.length > 0 && !statistics.has(key),
  );
  const makers = new Map(graph.node.flatMap((node) => node.output.map((key) => [key, node] as const)));
  const outputs = graph.output.map((output) => output.name);
  const nodesFor = (wanted: readonly string[]) => {
    const needed = neededFor(wanted, makers);
    return graph.node.filter((node) => needed.has(node));
  };
  return {
    inputs: graph.input.filter((each) => !stored.has(each.name)).map((each) => inputFrom(each, name)),
    outputs,
    model,
    stored: Object.fromEntries(stored),
    metadata: Object.fromEntries(model.metadata_props.map(({ key, value }) => [key, value])),
    parameters: Object.fromEntries(parameters),
    nodesFor,
    build(inputs, replaced = {}, wanted = outputs) {
      const nodes = nodesFor(wanted);
      requireSupported(nodes, name);
      const known = new Map<string, Tensor>();
      for (const [key, value] of stored) known.set(key, constantOf(value));
      for (const [key, tensor] of [...Object.entries(replaced), ...Object.entries(inputs)]) known.set(key, tensor);
      for (const node of nodes) {
        const made = built(node, { known, opset, name, external });
        node.output.forEach((key, i) => {
          const tensor = made[i];
          if (tensor) known.set(key, tensor);
        });
      }
      return Object.fromEntries(
        wanted.map((key) => {
          const tensor = known.get(key);
          if (!tensor) throw new Fault("onnx", `${name}: nothing makes the output "${key}"`);
          return [key, tensor];
        }),
      );
    },
  };
}

/**
 * A model with its weights inside, its inputs under their own names.
 * @param name of the file, for messages
 * @throws Fault "onnx" that names the operator, size or element type which is not supported
 */
export function readOnnx(bytes: Uint8Array, name: string, sizes: Sizes = {}): Record<string, Tensor> {
  const graph = openOnnx(bytes, name);
  const inputs = graph.inputs.map(({ name: key, shape, dtype }) => {
    const fixed = shape.map((size) => {
      const number = typeof size === "number" ? size : sizes[size];
      if (number === undefined)
        throw new Fault("onnx", `${name}: input "${key}" has a size "${size}" that is not fixed: say how large it is`);
      return number;
    });
    return [key, input(key, fixed, dtype)] as const;
  });
  return graph.build(Object.fromEntries(inputs));
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

function opsetOf({ opset_import }: OnnxModel, name: string): number {
  const version = opset_import.find(({ domain }) => domain === "" || domain === "ai.onnx")?.version;
  const { oldest, newest } = readableOpsets;
  if (version === undefined || version < oldest || version > newest)
    throw new Fault(
      "onnx",
      `${name} is written in operator set ${version ?? "unknown"}: ${oldest} to ${newest} can be read; export it again with one of these`,
    );
  return version;
}

function inputFrom({ name: key, type }: OnnxValue, name: string): OnnxInput {
  const tensor = type?.tensor_type;
  if (!tensor?.shape) throw new Fault("onnx", `${name}: input "${key}" has no shape, or is no tensor`);
  const shape = (tensor.shape.dim ?? []).map(({ dim_value, dim_param }, axis) => {
    if (dim_param) return dim_param;
    const size = Number(dim_value ?? 0);
    return Number.isSafeInteger(size) && size > 0 ? size : `${key}.${axis}`;
  });
  return { name: key, dtype: dtypeOf(tensor.elem_type, `${name}: input "${key}"`), shape };
}

/** The nodes without which the wanted values cannot be made. */
function neededFor(wanted: readonly string[], makers: ReadonlyMap<string, OnnxNode>): Set<OnnxNode> {
  const needed = new Set<OnnxNode>();
  const open = [...wanted];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const node = makers.get(key);
    if (!node || needed.has(node)) continue;
    needed.add(node);
    open.push(...node.input);
  }
  return needed;
}

interface Surroundings {
  known: ReadonlyMap<string, Tensor>;
  opset: number;
  name: string;
  external?: ExternalData;
}

function built(node: OnnxNode, { known, opset, name, external }: Surroundings): readonly Tensor[] {
  const called = `${name}: ${node.op_type}${node.name ? ` "${node.name}"` : ""}`;
  try {
    if (node.op_type === "Constant") return [constantIn(node, external)];
    const inputs = node.input.map((key) => {
      const tensor = key === "" ? null : known.get(key);
      if (tensor === undefined) throw new Fault("onnx", `it reads "${key}", which nothing before it makes`);
      return tensor;
    });
    const outputs = outputsOf(
      {
        operator: node.op_type,
        inputs: inputs.slice(0, inputs.findLastIndex((tensor) => tensor !== null) + 1),
        attributes: attributesFrom(node.attribute, external),
        opset,
        outputs: Math.max(1, node.output.findLastIndex((key) => key !== "") + 1),
      },
      node.domain,
    );
    const tooLarge = outputs.find(({ shape }) => !shape.every((size) => Number.isSafeInteger(size) && size >= 0));
    if (tooLarge) throw new Fault("onnx", `it would make the impossible shape ${showShape(tooLarge.shape)}`);
    return outputs.map((tensor) => (outputs.length === 1 ? folded(tensor.node)?.[tensor.index] : undefined) ?? tensor);
  } catch (error) {
    // Whatever a damaged file makes an operator's rule stumble over, its reader learns which node it was.
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new Fault("onnx", `${called}: ${reason}`, { cause: error });
  }
}

function constantIn({ attribute }: OnnxNode, external?: ExternalData): Tensor {
  const attributes = attributesFrom(attribute, external);
  const [kind] = Object.keys(attributes);
  const value = kind === undefined ? undefined : attributes[kind];
  if (value && "value" in value) return constantOf(value.value);
  if (value && "float" in value) return constant(Float32Array.of(value.float), []);
  if (value && "floats" in value) return constant(Float32Array.from(value.floats));
  if (value && "int" in value) return constant(BigInt64Array.of(BigInt(Math.trunc(value.int))), []);
  if (value && "ints" in value) return constant(BigInt64Array.from(value.ints, (each) => BigInt(Math.trunc(each))));
  throw new Fault("onnx", `a Constant with ${kind ?? "no value"} is not supported`);
}

function attributesFrom(stored: readonly OnnxAttribute[], external?: ExternalData): Attributes {
  const entries = stored.map((attribute): [string, Attribute] => {
    switch (attribute.type) {
      case attributeTypes.float:
        return [attribute.name, { float: attribute.f ?? 0 }];
      case attributeTypes.int:
        return [attribute.name, { int: Number(attribute.i ?? 0) }];
      case attributeTypes.text:
        return [attribute.name, { text: new TextDecoder().decode(attribute.s) }];
      case attributeTypes.value:
        if (!attribute.t) throw new Fault("onnx", `attribute "${attribute.name}" is empty`);
        return [attribute.name, { value: valueFrom(attribute.t, `attribute "${attribute.name}"`, external) }];
      case attributeTypes.floats:
        return [attribute.name, { floats: attribute.floats ?? [] }];
      case attributeTypes.ints:
        return [attribute.name, { ints: (attribute.ints ?? []).map(Number) }];
      default:
        throw new Fault("onnx", `attribute "${attribute.name}" is of a kind that is not supported (${attribute.type})`);
    }
  });
  return Object.fromEntries(entries);
}
