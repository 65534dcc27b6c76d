/** A compiled expression: runs at native speed in ONNX Runtime. */

import * as ort from "onnxruntime-node";
import { Fault } from "../fault.ts";
import { blockedProbe } from "./blocked.ts";
import { type Device, notComputed, notUsable, requireOffered } from "./device.ts";
import { exportForTraining, exportModel } from "./exportModel.ts";
import { type DType, elementCount, ShapeError, sameShape, showShape, type TypedArray } from "./shape.ts";
import { arrayOf, type Tensor } from "./tensor.ts";
import { aroundDefects } from "./webgpuDefects.ts";

export interface Program {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
  /**
   * Blocks this thread until it is done.
   * @param values an array for each input; bool is a byte
   * @param into arrays to write outputs into, instead of new ones; none may be one of `values`
   */
  run(
    values: Readonly<Record<string, TypedArray>>,
    into?: Readonly<Record<string, TypedArray>>,
  ): Promise<Record<string, TypedArray>>;
  release(): Promise<void>;
}

export interface CompileOptions {
  /** Threads that work on one operator. The same number gives the same bits; another one may not. */
  threads?: number;
  /**
   * Threads wait for the next operator without sleeping. Quicker for a program that runs all the time; false where other
   * threads have work to do between its runs.
   */
  spinning?: boolean;
  /** "plain" leaves convolutions as ONNX has them: what the faster layout is held to. Other devices have no other. */
  layout?: "fastest" | "plain";
  device?: Device;
  /** Writes ONNX Runtime's profile, one JSON file, beginning with this path. */
  profile?: string;
}

/**
 * @param outputs by name; what none of them needs is not computed
 * @throws Fault "no-device" where the device cannot be used
 */
export async function compile(
  outputs: Readonly<Record<string, Tensor>>,
  { threads = 2, spinning = true, layout = "fastest", device = "cpu", profile }: CompileOptions = {},
): Promise<Program> {
  requireOffered(device);
  // The blocked kernels are the processor's: elsewhere every one of them would be a copy there and back.
  const block = layout === "fastest" && device === "cpu" ? await blockSize() : undefined;
  const { bytes, inputs, nodes } = block ? exportForTraining(outputs, block) : exportModel(outputs);
  const session = await onDevice(device, notUsable, () =>
    ort.InferenceSession.create(bytes, {
      executionProviders: [device === "webgpu" ? aroundDefects(nodes) : device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      // Its one long buffer comes on top of what the first run allocated: half as much memory again, and no faster.
      enableMemPattern: false,
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: spinning ? "1" : "0" } } },
      ...(profile ? { enableProfiling: true, profileFilePrefix: profile } : {}),
    }),
  );
  const wrapped = new WeakMap<TypedArray, ort.Tensor>();
  const wrap = (array: TypedArray, { dtype, shape }: Tensor): ort.Tensor => {
    const known = wrapped.get(array);
    if (known && known.type === dtype && sameShape(known.dims, shape)) return known;
    const tensor = new ort.Tensor(dtype, array, shape);
    wrapped.set(array, tensor);
    return tensor;
  };
  return {
    inputs,
    outputs,
    async run(values, into = {}) {
      const feeds: Record<string, ort.Tensor> = {};
      for (const [name, tensor] of Object.entries(inputs))
        feeds[name] = wrap(checked(name, values[name], tensor), tensor);
      const fetches: Record<string, ort.Tensor> = {};
      const results: Record<string, TypedArray> = {};
      for (const [name, tensor] of Object.entries(outputs)) {
        const array = into[name]
          ? checked(name, into[name], tensor)
          : arrayOf(tensor.dtype, elementCount(tensor.shape));
        results[name] = array;
        fetches[name] = wrap(array, tensor);
      }
      await onDevice(device, notComputed, () => session.run(feeds, fetches));
      return results;
    },
    async release() {
      if (profile) session.endProfiling();
      await session.release();
    },
  };
}

/** What a device may lack is a person's to mend; on the processor a failure is a defect of ours. */
async function onDevice<T>(
  device: Device,
  fault: (device: Device, cause: unknown) => Fault,
  work: () => Promise<T>,
): Promise<T> {
  if (device === "cpu") return work();
  try {
    return await work();
  } catch (error) {
    throw fault(device, error);
  }
}

function checked(name: string, array: TypedArray | undefined, { shape, dtype }: Tensor): TypedArray {
  if (!array) throw new Fault("program", `the program needs an array for "${name}", ${dtype} ${showShape(shape)}`);
  if (array.length !== elementCount(shape))
    throw new ShapeError("run", `"${name}" is ${showShape(shape)}, which ${array.length} elements do not fill`);
  if (!(array instanceof arrayTypes[dtype]))
    throw new ShapeError("run", `"${name}" is ${dtype}: hand in a ${arrayTypes[dtype].name}`);
  return array;
}

const arrayTypes: Record<DType, new (length: number) => TypedArray> = {
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
};

let probedBlockSize: Promise<number | undefined> | undefined;

/** This processor's block, which ONNX Runtime does not tell; undefined where it has no blocked kernels. */
function blockSize(): Promise<number | undefined> {
  probedBlockSize ??= probeBlockSize();
  return probedBlockSize;
}

async function probeBlockSize(): Promise<number | undefined> {
  // Whole numbers this small add up exactly, in any order.
  const x = Float32Array.from({ length: 32 * 9 }, (_, i) => ((i * 7) % 23) - 11);
  const weight = Float32Array.from({ length: 32 * 32 * 9 }, (_, i) => ((i * 5) % 19) - 9);
  const feeds = { x: new ort.Tensor(x, [1, 32, 3, 3]), weight: new ort.Tensor(weight, [32, 32, 3, 3]) };
  for (const block of [16, 8]) {
    try {
      const { bytes } = exportModel(blockedProbe(block));
      const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 4 });
      const { plain, blocked } = await session.run(feeds);
      await session.release();
      if (plain && blocked && plain.data.every((value, i) => value === blocked.data[i])) return block;
    } catch {
      // A build without the layout refuses the model.
      return undefined;
    }
  }
  return undefined;
}
