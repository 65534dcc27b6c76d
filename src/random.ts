/** Counter-based random numbers: the same key and counter give the same number on every machine, run and resume. */

/**
 * 32 well-mixed bits of (key, counter).
 * The finaliser is murmur3's (Appleby, public domain), applied to each word in turn.
 */
export function randomBits(key: number, counter: number): number {
  let h = mix(key ^ 0x9e3779b9);
  h = mix(h ^ (counter >>> 0));
  return mix(h ^ (Math.floor(counter / 4294967296) >>> 0) ^ 0x85ebca6b);
}

function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A stream of numbers named by a seed and a path, e.g. `randomStream(seed, "augment", step)`. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** A whole number in [0, n). */
  below(n: number): number;
}

/** For where shapes are wanted, not numbers. */
export const nothing: RandomStream = { uniform: () => 0, normal: () => 0, below: () => 0 };

type Path = readonly (string | number)[];

function keyOf(seed: number, path: Path): number {
  let key = mix(seed ^ Math.floor(seed / 4294967296));
  for (const part of path) {
    if (typeof part === "number") key = randomBits(key, part);
    else for (let i = 0; i < part.length; i++) key = randomBits(key, part.charCodeAt(i) + 256);
  }
  return key;
}

/** Many at once: uniform in [0, 1), as many bits as 32-bit numbers have there. @param path names them, as that of a stream does */
export function uniformNumbers(count: number, seed: number, ...path: Path): Float32Array {
  const key = keyOf(seed, path);
  const numbers = new Float32Array(count);
  // Not Float32Array.from with a function: six times as long, 8 ms for the weights of a small network.
  for (let i = 0; i < count; i++) numbers[i] = (randomBits(key, i) >>> 8) / 16777216;
  return numbers;
}

export function randomStream(seed: number, ...path: Path): RandomStream {
  const key = keyOf(seed, path);
  let counter = 0;
  const uniform = () => {
    const high = randomBits(key, counter++) >>> 5;
    const low = randomBits(key, counter++) >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  };
  return {
    uniform,
    // Box-Muller; 1 - u is never 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (n) => Math.floor(uniform() * n),
  };
}

/** A permutation of 0..n-1 drawn from `stream` (Fisher-Yates). */
export function shuffled(n: number, stream: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    const swap = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swap;
  }
  return order;
}

/** Uniform in [low, high). */
export function between(stream: RandomStream, low: number, high: number): number {
  return low + (high - low) * stream.uniform();
}
