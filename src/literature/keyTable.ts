/** Numbers by key, 10 bytes an entry and as many again free: a Map takes 60, and ends at 16.7 million. */

import { createHash } from "node:crypto";

export interface KeyTable {
  readonly size: number;
  get(key: string): number | undefined;
  /** Nothing changes where the key has a number. @param number 0 or more, below 2 ** 32 - 1 */
  add(key: string, number: number): void;
}

/**
 * Of keys only 48 bits of a hash are kept: among a million keys two are the same once in 600 tables, and whoever asks has to look
 * whether what is found is what was meant.
 */
export function keyTable(firstCapacity = 1024): KeyTable {
  let [size, capacity] = [0, firstCapacity];
  let slots = emptySlots(capacity);

  /** Where the hash stands, or the free slot where it would. */
  const slotOf = (high: number, low: number) => {
    let at = low & (capacity - 1);
    while (slots.numbers[at] !== 0 && (slots.low[at] !== low || slots.high[at] !== high))
      at = (at + 1) & (capacity - 1);
    return at;
  };
  const put = (high: number, low: number, stored: number) => {
    const at = slotOf(high, low);
    if (slots.numbers[at] !== 0) return false;
    slots.high[at] = high;
    slots.low[at] = low;
    slots.numbers[at] = stored;
    return true;
  };
  const grow = () => {
    const { high, low, numbers } = slots;
    capacity *= 2;
    slots = emptySlots(capacity);
    for (let at = 0; at < numbers.length; at++)
      if (numbers[at] !== 0) put(high[at] as number, low[at] as number, numbers[at] as number);
  };

  return {
    get size() {
      return size;
    },
    get(key) {
      const { high, low } = hashOf(key);
      const stored = slots.numbers[slotOf(high, low)] as number;
      return stored === 0 ? undefined : stored - 1;
    },
    add(key, number) {
      const { high, low } = hashOf(key);
      // Half full: with more, a search passes many that are not meant.
      if (2 * (size + 1) > capacity) grow();
      if (put(high, low, number + 1)) size++;
    },
  };
}

function emptySlots(capacity: number) {
  // A number is stored as one more: 0 is a free slot.
  return { high: new Uint16Array(capacity), low: new Uint32Array(capacity), numbers: new Uint32Array(capacity) };
}

function hashOf(key: string): { high: number; low: number } {
  const digest = createHash("sha1").update(key).digest();
  return { high: digest.readUInt16BE(0), low: digest.readUInt32BE(2) };
}
