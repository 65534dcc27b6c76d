/** Checkpoints of PyTorch and Lightning (.pt, .pth, .bin, .ckpt): torch.save's zip of a pickle and the numbers it refers to. */

import { open } from "node:fs/promises";
import { Fault } from "../fault.ts";
import { elementCount, type Shape, showShape } from "../tensor/shape.ts";
import { asFloats, storedTypes } from "../tensor/storedNumbers.ts";
import type { ParameterArray } from "./parameters.ts";
import { Opaque, unpickle } from "./pickle.ts";
import { openStoredZip, type StoredZip } from "./storedZip.ts";
import { isUntyped, storedTypeOf, TorchTensor, torchMeaning } from "./torchObjects.ts";

export interface TorchCheckpoint {
  /** Every tensor of the state_dict as float32, whatever it was stored as. */
  parameters: Record<string, ParameterArray>;
  /** The key the state_dict lay under; undefined where it is the whole file. */
  under: string | undefined;
}

/** Where training programs put their state_dict, first come first served. Lightning, timm, and the usual habits. */
const habitualKeys = ["state_dict", "model_state_dict", "model", "net", "encoder", "params"];

/** A pickle past this is data, not the description of tensors. */
const longestPickle = 256 * 2 ** 20;

/** Tensors may share storages (tied weights), but not to make a small file fill all memory: floats a byte of the file. */
const mostSharing = 4;

/**
 * Reads a checkpoint. Nothing in it is executed (see pickle.ts).
 * @param under the key of the state_dict where a file has several, e.g. "teacher"; looked for where left out
 * @throws Fault "dangerous-checkpoint", "torch-checkpoint", "zip" or "file", naming the file and what is wrong in it
 */
export async function readTorchCheckpoint(path: string, { under }: { under?: string } = {}): Promise<TorchCheckpoint> {
  const fail = (problem: string): never => {
    throw new Fault("torch-checkpoint", `${path} is not a checkpoint we can read: ${problem}`);
  };
  const zip = await openStoredZip(path).catch(async (error: unknown) => {
    if (error instanceof Fault && error.code === "zip" && (await beginsAsPickle(path)))
      return fail("it was saved before PyTorch 1.6, or without its zip format: load it there and torch.save it again");
    throw error;
  });
  try {
    const root = rootOf(zip, fail);
    if ((await byteOrder(zip, root)) !== "little")
      return fail("it was saved on a big-endian machine: load it there and save it as .safetensors");
    if ((zip.entries.get(`${root}data.pkl`) ?? 0) > longestPickle)
      return fail(`its pickle is longer than ${longestPickle} bytes`);
    const content = unpickle(await zip.read(`${root}data.pkl`), torchMeaning(path, fail), fail);
    const state = stateDictionary(content, under, fail);
    checkSharing(state.tensors, zip.size, fail);
    const parameters: [string, ParameterArray][] = [];
    for (const [name, tensor] of state.tensors)
      parameters.push([name, await readTensor(zip, root, name, tensor, fail)]);
    return { parameters: Object.fromEntries(parameters), under: state.under };
  } finally {
    await zip.close();
  }
}

/** By its first opcode, PROTO. */
async function beginsAsPickle(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    return (await file.read(Buffer.alloc(1), 0, 1, 0)).buffer[0] === 0x80;
  } finally {
    await file.close();
  }
}

/** Entries lie in one folder, whose name the file was saved under. */
function rootOf(zip: StoredZip, fail: (problem: string) => never): string {
  const pickles = [...zip.entries.keys()].filter((name) => /^([^/]+\/)?data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1)
    return fail(`it has ${pickles.length} entries data.pkl, and torch.save writes one`);
  const root = pickle.slice(0, -"data.pkl".length);
  if (zip.entries.has(`${root}constants.pkl`))
    return fail("it is a TorchScript program: save the model's state_dict() instead");
  return root;
}

async function byteOrder(zip: StoredZip, root: string): Promise<string> {
  // Before PyTorch 2.1 the order was not written down, and hardly anybody's was big.
  const size = zip.entries.get(`${root}byteorder`);
  if (size === undefined) return "little";
  return Buffer.from(await zip.read(`${root}byteorder`, 0, Math.min(size, "little".length))).toString("latin1");
}

/** The tensors by name. Batch counts are left out: they say how long was trained, and no prediction looks at them. */
function stateDictionary(
  content: unknown,
  wanted: string | undefined,
  fail: (problem: string) => never,
): { tensors: [string, TorchTensor][]; under: string | undefined } {
  if (!(content instanceof Map))
    return fail(`it holds ${described(content)}, not a state_dict: save model.state_dict() instead of the model`);
  const has = (value: unknown) =>
    value instanceof Map && [...value.values()].some((each) => each instanceof TorchTensor);
  const under = wanted ?? habitualKeys.find((key) => has(content.get(key)));
  const dictionary: unknown = under === undefined ? content : content.get(under);
  const keys = [...content.keys()].filter((key) => typeof key === "string").slice(0, 20);
  if (!(dictionary instanceof Map) || !has(dictionary)) {
    // What stands where a tensor should says more than that there is none.
    const first: unknown =
      dictionary instanceof Map ? [...dictionary.values()].find((v) => v instanceof Opaque) : undefined;
    const instead = first === undefined ? "" : `; there is ${described(first)}`;
    return fail(
      `there are no tensors ${under === undefined ? "" : `under "${under}" `}among ${keys.join(", ") || "nothing"}${instead}`,
    );
  }
  const tensors: [string, TorchTensor][] = [];
  for (const [name, value] of dictionary as Map<unknown, unknown>) {
    if (typeof name !== "string") return fail(`a parameter's name is ${described(name)}`);
    // What a module adds of its own by get_extra_state, which is seldom a tensor.
    if (name.endsWith("_extra_state") || /(^|\.)num_batches_tracked$/.test(name)) continue;
    if (!(value instanceof TorchTensor)) return fail(`"${name}" is ${described(value)}, not a tensor`);
    tensors.push([name, value]);
  }
  return { tensors, under };
}

function checkSharing(tensors: [string, TorchTensor][], fileSize: number, fail: (problem: string) => never): void {
  const floats = tensors.reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0);
  if (floats > mostSharing * fileSize)
    fail(`its tensors have ${floats} elements, and the file ${fileSize} bytes: they repeat what is stored`);
}

async function readTensor(
  zip: StoredZip,
  root: string,
  name: string,
  tensor: TorchTensor,
  fail: (problem: string) => never,
): Promise<ParameterArray> {
  const { storage, offset, shape, strides } = tensor;
  const type = storedTypeOf(tensor);
  if (type === undefined) return fail(`"${name}" is stored as ${tensor.type}, which is not read here`);
  if (sizeOf(shape) === 0) return { shape, data: new Float32Array(0) };
  const width = storedTypes[type];
  const entry = `${root}data/${storage.key}`;
  const stored = zip.entries.get(entry);
  if (stored === undefined) return fail(`the numbers of "${name}" are missing (entry ${entry})`);
  const claimed = isUntyped(storage) ? storage.count : storage.count * width;
  if (claimed > stored)
    return fail(`the storage of "${name}" should have ${claimed} bytes, and entry ${entry} has ${stored}`);
  const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] as number), offset);
  if ((last + 1) * width > claimed)
    return fail(`"${name}" ${showShape(shape)} reaches to byte ${(last + 1) * width} of a storage of ${claimed}`);
  const window = await zip.read(entry, offset * width, (last + 1) * width);
  const floats = asFloats(window.buffer, type);
  return { shape, data: isContiguous(shape, strides) ? floats : gathered(floats, shape, strides) };
}

/** Asks for 0 first: a file may claim sizes whose product is past every number, and 0 times that is none. */
function sizeOf(shape: Shape): number {
  return shape.includes(0) ? 0 : elementCount(shape);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    // The stride of an axis of one element is never taken, and PyTorch writes anything there.
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/** The elements in the order of their indices, the last index fastest. */
function gathered(floats: Float32Array, shape: readonly number[], strides: readonly number[]): Float32Array {
  const result = new Float32Array(elementCount(shape));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = floats[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      from += stride;
      if (index[axis] !== shape[axis]) break;
      from -= stride * (shape[axis] as number);
      index[axis] = 0;
    }
  }
  return result;
}

function described(value: unknown): string {
  if (value instanceof Opaque) return `a ${value.what}`;
  if (value instanceof TorchTensor) return "a tensor";
  if (value instanceof Map) return "a dictionary";
  if (Array.isArray(value)) return "a list";
  return value === null ? "None" : `a ${typeof value}`;
}
