/** Opaque keys: what a language model cites by, so that it can cite nothing from memory. */

import { randomBytes } from "node:crypto";

const letters = "bcdfghjkmnpqrstvwxz";

/** @returns distinct ones, none of which stands in `texts` */
export function opaqueKeys(count: number, texts: readonly string[]): string[] {
  const keys = new Set<string>();
  while (keys.size < count) {
    const bytes = randomBytes(6);
    const key = Array.from(bytes, (byte, i) => (i === 3 ? String(byte % 10) : letters[byte % letters.length])).join("");
    if (!texts.some((text) => text.includes(key))) keys.add(key);
  }
  return [...keys];
}
