/** Numbers as weights files store them, read as float32. Little-endian, which every platform of Node's is. */

/** Names of .safetensors. */
export const storedTypes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;

export type StoredType = keyof typeof storedTypes;

export function isStoredType(name: string): name is StoredType {
  return Object.hasOwn(storedTypes, name);
}

/**
 * @param buffer holds the numbers and nothing else; a float32 result lies in this memory
 */
export function asFloats(buffer: ArrayBufferLike, type: StoredType): Float32Array {
  switch (type) {
    case "F32":
      return new Float32Array(buffer);
    case "F64":
      return new Float32Array(new Float64Array(buffer));
    case "I64":
      return converted(new BigInt64Array(buffer), Number);
    case "I32":
      return new Float32Array(new Int32Array(buffer));
    case "I16":
      return new Float32Array(new Int16Array(buffer));
    case "I8":
      return new Float32Array(new Int8Array(buffer));
    case "U16":
      return new Float32Array(new Uint16Array(buffer));
    case "U8":
      return new Float32Array(new Uint8Array(buffer));
    case "BOOL":
      return converted(new Uint8Array(buffer), (byte) => (byte ? 1 : 0));
    case "BF16": {
      // The upper half of a float32.
      const halves = new Uint16Array(buffer);
      const words = new Uint32Array(halves.length);
      for (let i = 0; i < halves.length; i++) words[i] = (halves[i] as number) << 16;
      return new Float32Array(words.buffer);
    }
    case "F16": {
      const table = floatOfHalf();
      return converted(new Uint16Array(buffer), (bits) => table[bits] as number);
    }
  }
}

/** A loop: `Float32Array.from` goes through an iterator, which takes seconds for a network of 100 million parameters. */
function converted<T>(numbers: ArrayLike<T>, convert: (stored: T) => number): Float32Array {
  const floats = new Float32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) floats[i] = convert(numbers[i] as T);
  return floats;
}

let halves: Float32Array | undefined;

/** All 65,536 of them: a file of 94 million took 8.6 s one by one, and takes 1.6 s by this table (two shared cores). */
function floatOfHalf(): Float32Array {
  halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfToFloat(bits));
  return halves;
}

function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
