/** Expressions as an ONNX model that takes any number of images, though every expression here is of a fixed one. */

import { exportModel } from "../exportModel.ts";
import type { Tensor } from "../tensor.ts";
import { onnxTensor } from "./encoded.ts";
import { decodeModel, encodeModel, type OnnxModel, type OnnxNode, type OnnxValue } from "./onnxModel.ts";
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
  const [small, large] = [fewer, more].map((batch) => decodeModel(exportModel(build(batch), metadata).bytes)) as [
    OnnxModel,
    OnnxModel,
  ];
  return freed(small, large) ?? exportModel(build(1), metadata).bytes;
}

function freed(small: OnnxModel, large: OnnxModel): Uint8Array | undefined {
  const [a, b] = [small.graph, large.graph];
  if (JSON.stringify(a.node.map(outline)) !== JSON.stringify(b.node.map(outline))) return undefined;
  const [image] = a.input;
  if (!image || a.initializer.length !== b.initializer.length) return undefined;
  const nodes: OnnxNode[] = [];
  const pieces = [...a.initializer];
  const computed = new Set<string>();
  for (const [i, stored] of a.initializer.entries()) {
    const name = stored.name ?? "";
    const other = b.initializer[i];
    if (!other || other.dims.join() !== stored.dims.join() || other.data_type !== stored.data_type) return undefined;
    if (stored.data_type !== int64) continue;
    const [values, others] = [stored, other].map((each) => Array.from(valueFrom(each, name).data, Number));
    if (!values || !others || values.join() === others.join()) continue;
    const places = values.flatMap((value, place) => (value === others[place] ? [] : [place]));
    const users = a.node.filter(({ input }) => input.includes(name));
    const isMultiple = places.every((place) => (values[place] as number) * more === (others[place] as number) * fewer);
    if (
      isMultiple &&
      places.length === 1 &&
      !values.includes(-1) &&
      users.every(({ op_type }) => op_type === "Reshape")
    ) {
      pieces[i] = onnxTensor(wholes(values.map((value, place) => (places.includes(place) ? -1 : value))), name);
      continue;
    }
    // Only a size that is the number of images itself can be asked of the image.
    if (places.some((place) => values[place] !== fewer || others[place] !== more)) return undefined;
    const parts = values.map((value, place) => {
      if (places.includes(place)) return countName;
      const part = `${name}_${place}`;
      pieces.push(onnxTensor(wholes([value]), part));
      return part;
    });
    computed.add(name);
    nodes.push({ ...plainNode("Concat", parts, name), attribute: [{ name: "axis", type: 2, i: 0 }] });
  }
  if (nodes.length > 0)
    nodes.unshift({
      ...plainNode("Shape", [image.name], countName),
      attribute: [
        { name: "start", type: 2, i: 0 },
        { name: "end", type: 2, i: 1 },
      ],
    });
  const initializer = pieces.filter(({ name = "" }) => !computed.has(name));
  const free = (own: readonly OnnxValue[], others: readonly OnnxValue[]) =>
    own.map((value, i) => withFreeAxes(value, others[i]));
  const graph = {
    ...a,
    node: [...nodes, ...a.node],
    initializer,
    input: free(a.input, b.input),
    output: free(a.output, b.output),
  };
  return encodeModel({ ...small, graph });
}

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

function withFreeAxes(value: OnnxValue, other: OnnxValue | undefined): OnnxValue {
  const [own, others] = [value, other].map((each) => each?.type?.tensor_type);
  const dim = (own?.shape?.dim ?? []).map((size, axis) =>
    Number(size.dim_value) === Number(others?.shape?.dim[axis]?.dim_value) ? size : { dim_param: batchName },
  );
  return { name: value.name, type: { tensor_type: { elem_type: own?.elem_type ?? 1, shape: { dim } } } };
}
