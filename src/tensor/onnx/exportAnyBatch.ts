/** Expressions as an ONNX model that takes any number of images, though every expression here is of a fixed one. */

import { onnxModelOf } from "../exportModel.ts";
import type { Tensor } from "../tensor.ts";
import { onnxTensor } from "./encoded.ts";
import {
  attributeTypes,
  encodeModel,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from "./onnxModel.ts";
import { valueFrom } from "./storedTensor.ts";

const [fewer, more] = [2, 3] as const;

/** Name of the free axis. */
const batchName = "batch";

/**
 * Built for two and for three images, a model differs where it depends on their number.
 * @param build outputs by name, for so many images
 * @param metadata written into the model, e.g. the classes of its answers
 * @returns the bytes of an .onnx file; for one image at a time where the number cannot be made free
 */
export function exportAnyBatch(
  build: (batch: number) => Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const modelFor = (batch: number) => onnxModelOf(build(batch), metadata).model;
  return encodeModel(freed(modelFor(fewer), modelFor(more)) ?? modelFor(1));
}

function freed(small: OnnxModel, large: OnnxModel): OnnxModel | undefined {
  const [a, b] = [small.graph, large.graph];
  if (JSON.stringify(a.node.map(outline)) !== JSON.stringify(b.node.map(outline))) return undefined;
  const [image] = a.input;
  if (!image || a.initializer.length !== b.initializer.length) return undefined;
  const initializer: OnnxTensor[] = [];
  const nodes: OnnxNode[] = [];
  for (const [i, stored] of a.initializer.entries()) {
    const users = a.node.filter(({ input }) => input.includes(stored.name ?? ""));
    const free = withFreeSizes(stored, b.initializer[i], users);
    if (!free) return undefined;
    initializer.push(...free.initializer);
    nodes.push(...free.nodes);
  }
  if (nodes.length > 0) nodes.unshift(countOf(image.name));
  const [input, output] = [withFreeAxes(a.input, b.input), withFreeAxes(a.output, b.output)];
  return { ...small, graph: { ...a, node: [...nodes, ...a.node], initializer, input, output } };
}

/** A stored array of both models as one that serves any number of images; undefined where none does. */
function withFreeSizes(
  stored: OnnxTensor,
  other: OnnxTensor | undefined,
  users: readonly OnnxNode[],
): { initializer: OnnxTensor[]; nodes: OnnxNode[] } | undefined {
  const name = stored.name ?? "";
  if (!other || other.dims.join() !== stored.dims.join() || other.data_type !== stored.data_type) return undefined;
  if (Buffer.compare(stored.raw_data ?? empty, other.raw_data ?? empty) === 0)
    return { initializer: [stored], nodes: [] };
  if (stored.data_type !== int64) return undefined;
  const [values, others] = [stored, other].map((each) => Array.from(valueFrom(each, name).data, Number));
  const places = (values ?? []).flatMap((value, place) => (value === others?.[place] ? [] : [place]));
  if (!values || !others) return undefined;
  const isMultiple = places.every((place) => (values[place] as number) * more === (others[place] as number) * fewer);
  const canBeFound = places.length === 1 && !values.includes(-1) && users.every(({ op_type }) => op_type === "Reshape");
  if (isMultiple && canBeFound) {
    const found = values.map((value, place) => (places.includes(place) ? -1 : value));
    return { initializer: [onnxTensor(wholes(found), name)], nodes: [] };
  }
  // Only a size that is the number of images itself can be asked of the image.
  if (places.some((place) => values[place] !== fewer || others[place] !== more)) return undefined;
  const partOf = (place: number) => (places.includes(place) ? countName : `${name}_${place}`);
  const joined = plainNode(
    "Concat",
    values.map((_, place) => partOf(place)),
    name,
  );
  return {
    initializer: values.flatMap((value, place) =>
      places.includes(place) ? [] : [onnxTensor(wholes([value]), partOf(place))],
    ),
    nodes: [{ ...joined, attribute: [{ name: "axis", type: attributeTypes.int, i: 0 }] }],
  };
}

const empty = new Uint8Array(0);
const int64 = 7;
/** Name of the value that holds the number of images. */
const countName = "images";

function wholes(values: readonly number[]) {
  return { dtype: "int64" as const, shape: [values.length], data: BigInt64Array.from(values, BigInt) };
}

function plainNode(operator: string, input: string[], output: string): OnnxNode {
  return { name: `${operator}_${output}`, op_type: operator, domain: "", input, output: [output], attribute: [] };
}

/** What two nodes must have in common, for one to stand for both. */
function outline({ op_type, domain, input, output, attribute }: OnnxNode): unknown {
  return [
    op_type,
    domain,
    input,
    output,
    attribute.map(({ name, type, f, i, ints, floats }) => [name, type, f, i, ints, floats]),
  ];
}

function countOf(image: string): OnnxNode {
  const bounds = { start: 0, end: 1 };
  const attribute = Object.entries(bounds).map(([name, i]) => ({ name, type: attributeTypes.int, i }));
  return { ...plainNode("Shape", [image], countName), attribute };
}

function withFreeAxes(own: readonly OnnxValue[], others: readonly OnnxValue[]): OnnxValue[] {
  return own.map((value, i) => {
    const [type, other] = [value, others[i]].map((each) => each?.type?.tensor_type);
    const dim = (type?.shape?.dim ?? []).map((size, axis) =>
      Number(size.dim_value) === Number(other?.shape?.dim[axis]?.dim_value) ? size : { dim_param: batchName },
    );
    return { name: value.name, type: { tensor_type: { elem_type: type?.elem_type ?? 1, shape: { dim } } } };
  });
}
