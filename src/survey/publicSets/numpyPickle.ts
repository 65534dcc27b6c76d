/** What the names in a pickle of NumPy arrays mean: arrays of numbers, and nothing else is let in. */

import { Fault } from "../../fault.ts";
import { PickleGlobal, type PickleMeaning } from "../../nn/pickle.ts";

/** Numbers as they lie in memory, the last axis fastest. */
export class NumpyArray {
  shape: readonly number[] = [];
  /** NumPy's name of the type without byte order: `u1`, `i8`, `f4`. */
  type = "";
  bytes = new Uint8Array();
}

/** Arrays come as `_reconstruct` and a state, or from protocol 5 as `_frombuffer`; single numbers as `scalar`. */
class NumpyType {
  readonly name: string;
  isBigEndian = false;
  constructor(name: string) {
    this.name = name;
  }
}

const moved = (rest: string) => [`numpy.core.${rest}`, `numpy._core.${rest}`];
const reconstructs = moved("multiarray._reconstruct");
const scalars = moved("multiarray.scalar");
const frombuffers = moved("numeric._frombuffer");
const known = new Set([
  ...reconstructs,
  ...scalars,
  ...frombuffers,
  "numpy.ndarray",
  "numpy.dtype",
  "_codecs.encode",
  "builtins.bytearray",
  "__builtin__.bytearray",
]);

/** @param fail throws, and is told what is wrong with the pickle */
export function numpyMeaning(path: string, fail: (problem: string) => never): PickleMeaning {
  return {
    named(name) {
      if (!known.has(name))
        throw new Fault(
          "dangerous-pickle",
          `${path} names ${name}, which no array of numbers needs: nothing of it was run or read`,
        );
    },
    call(name, args) {
      if (reconstructs.includes(name)) return new NumpyArray();
      if (name === "numpy.dtype") {
        if (typeof args[0] !== "string") return fail("it has an array of an unnamed type");
        return new NumpyType(args[0].replace(/^[<>|=]/, ""));
      }
      if (scalars.includes(name)) return scalarOf(args, fail);
      if (frombuffers.includes(name)) {
        const [bytes, type, shape, order] = args;
        const array = new NumpyArray();
        fill(array, { shape, type, isFortran: order === "F", bytes }, fail);
        return array;
      }
      // Python 3 writes bytes for Python 2's readers as text that it encodes again.
      if (name === "_codecs.encode" || name.endsWith("bytearray")) {
        if (args.length === 0) return new Uint8Array();
        if (args[1] !== undefined && args[1] !== "latin1" && args[1] !== "latin-1")
          return fail(`it encodes bytes as ${String(args[1])}`);
        return bytesOf(args[0], fail);
      }
      return fail(`it calls ${name}`);
    },
    external() {
      return fail("it refers to something outside the file");
    },
    build(made, state) {
      if (made instanceof NumpyArray) {
        if (!Array.isArray(state) || state.length < 5) return fail("it has an array without a shape");
        const [, shape, type, isFortran, bytes] = state;
        fill(made, { shape, type, isFortran: isFortran === true || isFortran === 1, bytes }, fail);
      } else if (made instanceof NumpyType) made.isBigEndian = Array.isArray(state) && state[1] === ">";
      return made;
    },
    byteString: (bytes) => Buffer.from(bytes).toString("latin1"),
  };
}

function fill(
  array: NumpyArray,
  { shape, type, isFortran, bytes }: { shape: unknown; type: unknown; isFortran: boolean; bytes: unknown },
  fail: (problem: string) => never,
): void {
  if (!Array.isArray(shape) || !shape.every((side) => Number.isSafeInteger(side) && side >= 0))
    fail("it has an array without a shape");
  if (!(type instanceof NumpyType)) fail("it has an array without a type");
  if (isFortran && shape.filter((side) => side > 1).length > 1)
    fail("it has an array in Fortran's order: save numpy.ascontiguousarray of it");
  if (type.isBigEndian && !type.name.endsWith("1")) fail(`it has big-endian numbers (${type.name})`);
  const size = Number(/^[a-zA-Z](\d+)$/.exec(type.name)?.[1] ?? Number.NaN);
  const held = bytesOf(bytes, fail);
  const expected = shape.reduce((product, side) => product * side, size);
  if (held.length !== expected)
    fail(`it has an array of shape ${shape.join(" x ")} (${type.name}) in ${held.length} bytes, not ${expected}`);
  Object.assign(array, { shape, type: type.name, bytes: held });
}

function scalarOf([type, value]: unknown[], fail: (problem: string) => never): number {
  if (!(type instanceof NumpyType)) return fail("it has a number without a type");
  const bytes = bytesOf(value, fail);
  const array = Object.assign(new NumpyArray(), { shape: [], type: type.name, bytes });
  const [number] = numbersOf(array) ?? [];
  return number ?? fail(`it has a number of type ${type.name}`);
}

/** Whole numbers of 1 to 8 bytes, as they stand; undefined for other types. */
export function numbersOf({ type, bytes }: NumpyArray): number[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const readers: Record<string, (at: number) => number> = {
    u1: (at) => view.getUint8(at),
    i1: (at) => view.getInt8(at),
    u2: (at) => view.getUint16(at, true),
    i2: (at) => view.getInt16(at, true),
    u4: (at) => view.getUint32(at, true),
    i4: (at) => view.getInt32(at, true),
    u8: (at) => Number(view.getBigUint64(at, true)),
    i8: (at) => Number(view.getBigInt64(at, true)),
  };
  const read = readers[type];
  const size = Number(type.slice(1));
  if (!read || bytes.length % size !== 0) return undefined;
  return Array.from({ length: bytes.length / size }, (_, i) => read(i * size));
}

function bytesOf(value: unknown, fail: (problem: string) => never): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return Uint8Array.from(Buffer.from(value, "latin1"));
  if (value instanceof PickleGlobal) return fail(`it has ${value.path} where bytes were expected`);
  return fail("it has an array that is not of numbers");
}
