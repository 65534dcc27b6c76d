/** How often each of a few texts occurs among millions, told apart by their bytes: making a string of each takes longest. */

interface Known {
  bytes: Uint8Array;
  count: number;
}

export class TextCounts {
  readonly #byHash = new Map<number, Known[]>();

  /** Counts the text in UTF-8 from byte `from` to before `to`. */
  add(bytes: Uint8Array, from: number, to: number): void {
    let hash = 0;
    for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    let alike = this.#byHash.get(hash);
    if (!alike) {
      alike = [];
      this.#byHash.set(hash, alike);
    }
    for (const known of alike)
      if (isSame(known.bytes, bytes, from, to)) {
        known.count++;
        return;
      }
    alike.push({ bytes: bytes.slice(from, to), count: 1 });
  }

  *[Symbol.iterator](): Generator<[text: string, count: number]> {
    for (const alike of this.#byHash.values())
      for (const { bytes, count } of alike) yield [Buffer.from(bytes).toString("utf8"), count];
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}
