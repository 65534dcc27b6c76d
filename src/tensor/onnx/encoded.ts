/** Arrays and values as messages of an ONNX file. */

import { onnxTypes } from "../operators/elementwise.ts";
import type { ConstantValue, Signature } from "../tensor.ts";
import type { OnnxTensor, OnnxValue } from "./onnxModel.ts";

export function onnxTensor({ dtype, shape, data }: ConstantValue, name: string): OnnxTensor {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: [...shape], data_type: onnxTypes[dtype], raw_data: raw };
}

export function onnxValue(name: string, { shape, dtype }: Signature): OnnxValue {
  const dim = shape.map((size) => ({ dim_value: size }));
  return { name, type: { tensor_type: { elem_type: onnxTypes[dtype], shape: { dim } } } };
}
