/** What the names in a PyTorch checkpoint's pickle mean: tensors are views of storages, and everything else is a note. */

import { Fault } from "../fault.ts";
import type { StoredType } from "../tensor/storedNumbers.ts";
import { Opaque, PickleGlobal, type PickleMeaning } from "./pickle.ts";

/** An array of numbers, stored beside the pickle. */
export class TorchStorage {
  /** `torch.FloatStorage` */
  readonly type: string;
  /** Name of its entry, under data/. */
  readonly key: string;
  /** How many numbers the pickle says it has; bytes, where it is untyped. */
  readonly count: number;

  constructor(type: string, key: string, count: number) {
    this.type = type;
    this.key = key;
    this.count = count;
  }
}

/** A view of a storage: element (i, j, ...) lies at offset + i strides[0] + j strides[1] + ... */
export class TorchTensor {
  readonly storage: TorchStorage;
  /** `torch.FloatStorage`, or `torch.uint16` over an untyped storage. */
  readonly type: string;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(
    storage: TorchStorage,
    type: string,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
  ) {
    this.storage = storage;
    this.type = type;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** Complex, quantized and 8-bit floats are missing: no network here has them. */
const storedTypes: Readonly<Record<string, StoredType>> = {
  "torch.DoubleStorage": "F64",
  "torch.FloatStorage": "F32",
  "torch.HalfStorage": "F16",
  "torch.BFloat16Storage": "BF16",
  "torch.LongStorage": "I64",
  "torch.IntStorage": "I32",
  "torch.ShortStorage": "I16",
  "torch.CharStorage": "I8",
  "torch.ByteStorage": "U8",
  "torch.BoolStorage": "BOOL",
  "torch.uint16": "U16",
};

/** How the numbers of a tensor are stored; undefined where we do not read that type. */
export function storedTypeOf(tensor: TorchTensor): StoredType | undefined {
  return Object.hasOwn(storedTypes, tensor.type) ? storedTypes[tensor.type] : undefined;
}

/** A storage of bytes: its tensors say what the bytes are. */
export function isUntyped(storage: TorchStorage): boolean {
  return storage.type === "torch.storage.UntypedStorage" || storage.type === "torch.UntypedStorage";
}

/**
 * Modules whose names have no business in a checkpoint: with them, Python's reader would run programs, write files or
 * reach the network. Refusing them is for the person, who should not open such a file with Python either; this
 * reader would be safe without (see pickle.ts: no name is ever called).
 */
const dangerousModules = [
  "os",
  "posix",
  "nt",
  "subprocess",
  "commands",
  "popen2",
  "sys",
  "shutil",
  "socket",
  "importlib",
  "imp",
  "runpy",
  "pty",
  "pdb",
  "bdb",
  "ctypes",
  "code",
  "codeop",
  "timeit",
  "webbrowser",
  "operator",
  "marshal",
  "pickle",
  "_pickle",
  "pip",
  "builtins",
  "__builtin__",
];

/** Of Python's own, the names of plain data. Not among them: eval, exec, getattr, open, compile, __import__. */
const plainBuiltins = [
  "bool",
  "bytearray",
  "bytes",
  "complex",
  "dict",
  "float",
  "frozenset",
  "int",
  "list",
  "object",
  "range",
  "set",
  "slice",
  "str",
  "tuple",
  "type",
];

function isDangerous(path: string): boolean {
  const [root, name, ...deeper] = path.split(".");
  if (root === "builtins" || root === "__builtin__")
    return deeper.length > 0 || name === undefined || !plainBuiltins.includes(name);
  return root !== undefined && dangerousModules.includes(root);
}

/**
 * The meaning of a checkpoint's names.
 *
 * A checkpoint of Lightning holds more than tensors: hyper-parameters (argparse.Namespace, pathlib.Path, classes of the
 * project it comes from), callbacks, optimisers. Those names are let past and become `Opaque`, which is never called
 * and has no content; the caller refuses it where a tensor should be. Names in `dangerousModules` are refused
 * wherever they stand.
 * @param file for messages
 */
export function torchMeaning(file: string, fail: (problem: string) => never): PickleMeaning {
  const call = (path: string, args: unknown[]): unknown => {
    switch (path) {
      case "collections.OrderedDict":
        return orderedDictionary(args, fail);
      case "torch.Size":
        return args[0];
      case "torch._utils._rebuild_tensor":
      case "torch._utils._rebuild_tensor_v2":
        return tensor(args, fail);
      // (storage, offset, size, stride, requires_grad, backward_hooks, dtype): for types that have no storage of their own.
      case "torch._utils._rebuild_tensor_v3":
        return tensor(args, fail, args[6]);
      case "torch._utils._rebuild_parameter":
      case "torch._utils._rebuild_parameter_with_state":
        return args[0];
      // (function, class, arguments, attributes): a tensor with attributes.
      case "torch._tensor._rebuild_from_type_v2": {
        const [rebuild, , inner] = args;
        if (!(rebuild instanceof PickleGlobal) || !Array.isArray(inner) || rebuild.path === path)
          return fail("a tensor with attributes is made from no function and arguments");
        return call(rebuild.path, inner);
      }
      default:
        return new Opaque(path);
    }
  };
  return {
    call,
    external: (id) => storage(id, fail),
    named(path) {
      if (isDangerous(path))
        throw new Fault(
          "dangerous-checkpoint",
          `${file} names ${path}, which no checkpoint needs: opened by Python, it could run programs on your machine. ` +
            "Nothing of it was run or read here. Take the weights from somebody you trust, best as .safetensors",
        );
    },
  };
}

function orderedDictionary(args: unknown[], fail: (problem: string) => never): Map<unknown, unknown> {
  const [pairs = []] = args;
  if (!Array.isArray(pairs)) return fail("an OrderedDict is made from no list");
  return new Map(
    pairs.map((pair: unknown): [unknown, unknown] => {
      if (!Array.isArray(pair) || pair.length !== 2) return fail("an OrderedDict is made from no pairs");
      return [pair[0], pair[1]];
    }),
  );
}

function storage(id: unknown, fail: (problem: string) => never): TorchStorage {
  if (!Array.isArray(id)) return fail("a storage is referred to by no tuple");
  const [kind, type, key, , count] = id as unknown[];
  if (kind !== "storage" || !(type instanceof PickleGlobal) || typeof key !== "string" || !isIndex(count))
    return fail("a storage is not referred to by its type, key and size");
  return new TorchStorage(type.path, key, count);
}

function tensor(args: unknown[], fail: (problem: string) => never, dtype?: unknown): TorchTensor {
  const [from, offset, shape, strides] = args;
  if (!(from instanceof TorchStorage)) return fail("a tensor is made from no storage");
  if (!isIndex(offset) || !isIndices(shape) || !isIndices(strides) || shape.length !== strides.length)
    return fail("a tensor's offset, shape and strides are not whole numbers, as many strides as sizes");
  if (isUntyped(from) !== dtype instanceof PickleGlobal) return fail("a tensor has no type, or two");
  return new TorchTensor(from, dtype instanceof PickleGlobal ? dtype.path : from.type, offset, shape, strides);
}

function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isIndices(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isIndex);
}
