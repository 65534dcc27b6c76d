/**
 * Products of one vector with many, eight numbers of four vectors at a time: a WebAssembly function of 250 bytes, because plain
 * JavaScript takes ten times as long (350,000 vectors of 256 bytes are read as fast as memory gives them).
 */

/** What is used of it: Node has it, and its types come with a browser's only. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

/** Numbers that are read at once: rows are padded to a multiple. */
export const lanes = 8;
/** Rows that are gone through together: each number of the vector is read once for all. */
const together = 4;

/** What the vector's largest number becomes: 127 times it, 512 times, still fits 32 bits. */
const largestInteger = 8191;
const pageBytes = 65_536;

/** @returns `dimension` rounded up to whole lanes */
export function paddedWidth(dimension: number): number {
  return Math.ceil(dimension / lanes) * lanes;
}

export interface DotProducts {
  /** [rows × width]; fill it before the first call. */
  bytes: Int8Array;
  /**
   * @param vector at most `width` numbers
   * @param some rows, in any order, where not all are asked for
   * @returns [rows], or for each of `some`: the row times the vector, up to a rounding of 1e-4 of the largest product
   */
  times(vector: Float32Array, some?: ArrayLike<number>): Float32Array;
}

export function dotProducts(rows: number, width: number): DotProducts {
  const groups = Math.ceil(rows / together);
  const asked = Math.ceil((2 * width) / 16) * 16;
  const found = asked + groups * together * width;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((found + 4 * together * groups + 16) / pageBytes) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(assembled()), { m: { m: memory } });
  const scan = exports.s as (vectors: number, groups: number, width: number, vector: number, out: number) => void;
  return {
    bytes: new Int8Array(memory.buffer, asked, rows * width),
    times(vector, some) {
      let largest = 0;
      for (const value of vector) largest = Math.max(largest, Math.abs(value));
      const products = new Float32Array(some?.length ?? rows);
      if (largest === 0 || products.length === 0) return products;
      const whole = new Int16Array(memory.buffer, 0, width).fill(0);
      vector.forEach((value, k) => {
        whole[k] = Math.round((largestInteger * value) / largest);
      });
      const sums = new Int32Array(memory.buffer, found, groups * together);
      const scale = largest / largestInteger;
      if (!some) {
        scan(asked, groups, width, 0, found);
        for (let row = 0; row < rows; row++) products[row] = (sums[row] as number) * scale;
        return products;
      }
      for (let i = 0; i < some.length; i++) {
        const row = some[i] as number;
        const first = row - (row % together);
        scan(asked + first * width, 1, width, 0, found);
        products[i] = (sums[row % together] as number) * scale;
      }
      return products;
    },
  };
}

/**
 * For each group of rows: acc = 0 for each row; for k by 8, for each row: acc += dot(load8x8_s(row + k), load(vector + 2k)); store the
 * sums of the acc's four lanes. Opcodes are WebAssembly's core and SIMD ones, those of SIMD behind 0xfd.
 */
function assembled(): Uint8Array<ArrayBuffer> {
  const [vectors, groups, width, vector, out, k] = [0, 1, 2, 3, 4, 5];
  const row = (n: number) => 6 + n;
  const asked = 6 + together;
  const acc = (n: number) => asked + 1 + n;
  const each = <T>(of: (n: number) => T[]) => Array.from({ length: together }, (_, n) => of(n)).flat();
  const get = (local: number) => [0x20, local];
  const set = (local: number) => [0x21, local];
  const constant = (value: number) => [0x41, value];
  const add = [0x6a];
  const lane = (of: number, n: number) => [...get(of), 0xfd, 0x1b, n];
  const code = [
    ...[0x02, 0x40, 0x03, 0x40], // block, loop over groups
    ...[...get(groups), 0x45, 0x0d, 1], // leave where none is left
    ...each((n) => [
      ...get(n === 0 ? vectors : row(n - 1)),
      ...(n === 0 ? [] : [...get(width), ...add]),
      ...set(row(n)),
    ]),
    ...each((n) => [0xfd, 0x0c, ...new Array<number>(16).fill(0), ...set(acc(n))]),
    ...[...constant(0), ...set(k)],
    ...[0x03, 0x40], // loop over lanes
    ...[...get(vector), ...get(k), ...constant(1), 0x74, ...add, 0xfd, 0x00, 0, 0, ...set(asked)], // v128.load
    ...each((n) => [
      ...[...get(acc(n)), ...get(row(n)), ...get(k), ...add, 0xfd, 0x01, 0, 0], // v128.load8x8_s
      ...[...get(asked), 0xfd, 0xba, 0x01], // i32x4.dot_i16x8_s
      ...[0xfd, 0xae, 0x01, ...set(acc(n))], // i32x4.add
    ]),
    ...[...get(k), ...constant(lanes), ...add, 0x22, k, ...get(width), 0x49, 0x0d, 0, 0x0b],
    ...each((n) => [
      ...[...get(out), ...lane(acc(n), 0), ...lane(acc(n), 1), ...add, ...lane(acc(n), 2), ...add],
      ...[...lane(acc(n), 3), ...add, 0x36, 0x02, 4 * n], // i32.store
    ]),
    ...[...get(row(together - 1)), ...get(width), ...add, ...set(vectors)],
    ...[...get(out), ...constant(4 * together), ...add, ...set(out)],
    ...[...get(groups), ...constant(1), 0x6b, ...set(groups)],
    ...[0x0c, 0, 0x0b, 0x0b, 0x0b],
  ];
  const section = (id: number, content: number[]) => [id, ...lengthOf(content), ...content];
  // Two kinds of locals: numbers of 32 bits, then vectors.
  const body = [2, ...[1 + together, 0x7f], ...[1 + together, 0x7b], ...code];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0]),
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x73, 0, 0]),
    ...section(10, [1, ...lengthOf(body), ...body]),
  ]);
}

/** In LEB128, of less than 16,384. */
function lengthOf({ length }: readonly number[]): number[] {
  return length < 128 ? [length] : [(length & 127) | 128, length >> 7];
}
