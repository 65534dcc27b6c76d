/** Arrays as an ONNX file stores them, in it or in a file beside it, read as ours. */

import { Fault } from "../../fault.ts";
import { arrayWithin } from "../fold.ts";
import { type DType, elementCount, type TypedArray } from "../shape.ts";
import { asFloats, type StoredType, storedTypes } from "../storedNumbers.ts";
import type { ConstantValue } from "../tensor.ts";
import type { OnnxTensor } from "./onnxModel.ts";

/** By TensorProto.DataType: how elements are stored, and what they are read as. */
const elementTypes: Readonly<Record<number, readonly [StoredType, DType]>> = {
  1: ["F32", "float32"],
  2: ["U8", "uint8"],
  3: ["I8", "int32"],
  4: ["U16", "int32"],
  5: ["I16", "int32"],
  6: ["I32", "int32"],
  7: ["I64", "int64"],
  9: ["BOOL", "bool"],
  10: ["F16", "float32"],
  11: ["F64", "float64"],
  16: ["BF16", "float32"],
};

/** @param where of what, for messages. @throws Fault where we have no such type */
export function dtypeOf(type: number, where: string): DType {
  return elementType(type, where)[1];
}

function elementType(type: number, where: string): readonly [StoredType, DType] {
  const found = elementTypes[type];
  if (!found) throw new Fault("onnx", `${where} has elements of a type that is not supported (${type})`);
  return found;
}

/** Reads bytes of a file beside the model. @throws Fault where there are not so many */
export type ExternalData = (location: string, offset: number, length: number | undefined) => Uint8Array;

/**
 * @param where for messages, e.g. model.onnx: "conv1.weight"
 * @throws Fault "onnx" where the elements are not as many as the shape says
 */
export function valueFrom(stored: OnnxTensor, where: string, external?: ExternalData): ConstantValue {
  const [storage, dtype] = elementType(stored.data_type, where);
  const shape = (stored.dims ?? []).map(Number);
  const count = elementCount(shape);
  if (shape.some((size) => size < 0) || !Number.isSafeInteger(count))
    throw new Fault("onnx", `${where} has the impossible shape [${shape.join(", ")}]`);
  const raw = stored.data_location === 1 ? outside(stored, where, external) : stored.raw_data;
  const listed = raw && raw.byteLength > 0 ? undefined : (listOf(stored, dtype) ?? []);
  const found = listed ? listed.length : (raw?.byteLength ?? 0) / storedTypes[storage];
  if (found !== count) throw new Fault("onnx", `${where} [${shape.join(", ")}] holds ${found} elements, not ${count}`);
  return { dtype, shape, data: listed ? fromList(storage, dtype, listed) : fromBytes(storage, dtype, raw ?? empty) };
}

const empty = new Uint8Array(0);

function outside(stored: OnnxTensor, where: string, external?: ExternalData): Uint8Array {
  const entries = new Map((stored.external_data ?? []).map(({ key, value }) => [key, value]));
  const location = entries.get("location");
  if (!external || !location)
    throw new Fault(
      "onnx",
      `${where} lies in a file of its own${location ? `, ${location}` : ""}: open the model by its path`,
    );
  const [offset, length] = ["offset", "length"].map((key) => Number(entries.get(key) ?? Number.NaN)) as [
    number,
    number,
  ];
  return external(location, Number.isNaN(offset) ? 0 : offset, Number.isNaN(length) ? undefined : length);
}

function listOf(stored: OnnxTensor, dtype: DType): readonly number[] | undefined {
  if (dtype === "int64") return stored.int64_data;
  if (dtype === "float64") return stored.double_data;
  return stored.float_data && stored.float_data.length > 0 ? stored.float_data : stored.int32_data;
}

/** Halves are listed by their bits. */
function fromList(storage: StoredType, dtype: DType, list: readonly number[]): TypedArray {
  const isHalf = storage === "F16" || storage === "BF16";
  return isHalf ? asFloats(Uint16Array.from(list).buffer, storage) : arrayWithin(dtype, list);
}

function fromBytes(storage: StoredType, dtype: DType, raw: Uint8Array): TypedArray {
  // A copy: the bytes of a message begin anywhere, and arrays must be aligned.
  const { buffer } = Uint8Array.from(raw);
  switch (storage) {
    case "F64":
      return new Float64Array(buffer);
    case "I64":
      return new BigInt64Array(buffer);
    case "I32":
      return new Int32Array(buffer);
    case "U8":
    case "BOOL":
      return new Uint8Array(buffer);
    default:
      return dtype === "int32" ? Int32Array.from(asFloats(buffer, storage)) : asFloats(buffer, storage);
  }
}
