/** Texts numbered from 0, end to end in one array of bytes: a million of them open at once, with no object each. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface TextTable {
  bytes: Uint8Array;
  /** [count + 1], where each begins; the last is the end. */
  offsets: Uint32Array;
}

export function textAt({ bytes, offsets }: TextTable, number: number): string {
  return decoder.decode(bytes.subarray(offsets[number] as number, offsets[number + 1] as number));
}

export function textTable(texts: readonly string[]): TextTable {
  const encoded = texts.map((text) => encoder.encode(text));
  const offsets = new Uint32Array(texts.length + 1);
  encoded.forEach(({ length }, i) => {
    offsets[i + 1] = (offsets[i] as number) + length;
  });
  const bytes = new Uint8Array(offsets[texts.length] as number);
  encoded.forEach((text, i) => {
    bytes.set(text, offsets[i] as number);
  });
  return { bytes, offsets };
}

/** The numbers of the texts in the order of their bytes. */
export function sortedNumbers(table: TextTable): Uint32Array {
  const numbers = Uint32Array.from({ length: table.offsets.length - 1 }, (_, i) => i);
  return numbers.sort((a, b) => Buffer.compare(view(table, a), view(table, b)));
}

function view({ bytes, offsets }: TextTable, number: number): Uint8Array {
  return bytes.subarray(offsets[number] as number, offsets[number + 1] as number);
}

/** @returns the number of `text`, or undefined where it is none of them */
export function numberOf(table: TextTable, sorted: Uint32Array, text: string): number | undefined {
  const wanted = encoder.encode(text);
  const number = sorted[firstNotBefore(table, sorted, wanted)];
  return number !== undefined && Buffer.compare(view(table, number), wanted) === 0 ? number : undefined;
}

/** The numbers of all texts from `low` to before `high`, in the order of their bytes. */
export function numbersBetween(table: TextTable, sorted: Uint32Array, low: string, high: string): Uint32Array {
  const start = firstNotBefore(table, sorted, encoder.encode(low));
  return sorted.subarray(start, Math.max(start, firstNotBefore(table, sorted, encoder.encode(high))));
}

function firstNotBefore(table: TextTable, sorted: Uint32Array, text: Uint8Array): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Buffer.compare(view(table, sorted[middle] as number), text) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
