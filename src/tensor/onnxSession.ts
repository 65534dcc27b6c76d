/** An ONNX file run as it is, forwards, on the processor: for models that come from elsewhere and whose graph need not be known. */

import * as ort from "onnxruntime-node";
import { Fault } from "../fault.ts";

export interface Whole {
  dims: readonly number[];
  data: BigInt64Array;
}

export interface Real {
  dims: readonly number[];
  data: Float32Array;
}

export interface OnnxSession {
  inputs: readonly string[];
  outputs: readonly string[];
  /** @throws Fault "onnx" with what ONNX Runtime says */
  run(feeds: Readonly<Record<string, Whole>>, wanted: string): Promise<Real>;
  release(): Promise<void>;
}

/** @throws Fault "onnx" that names the file */
export async function openOnnxSession(path: string, { threads = 0 } = {}): Promise<OnnxSession> {
  let session: ort.InferenceSession;
  try {
    session = await ort.InferenceSession.create(path, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (cause) {
    throw new Fault("onnx", `${path} cannot be opened as an ONNX model: ${oneLine(cause)}`, { cause });
  }
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds, wanted) {
      const tensors = Object.fromEntries(
        Object.entries(feeds).map(([name, { data, dims }]) => [name, new ort.Tensor("int64", data, dims)]),
      );
      let found: ort.Tensor | undefined;
      try {
        found = (await session.run(tensors, [wanted]))[wanted];
      } catch (cause) {
        throw new Fault("onnx", `${path} could not be run: ${oneLine(cause)}`, { cause });
      }
      if (found?.type !== "float32")
        throw new Fault("onnx", `${path} gives "${wanted}" as ${found?.type ?? "nothing"}; float32 is what is read`);
      return { dims: found.dims, data: found.data as Float32Array };
    },
    release: () => session.release(),
  };
}

function oneLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, " ").trim();
}
