/** A tile of pixels coded by Rice's method, as FITS has it (RICE_1: FITS Standard 4.0, section 10.4.1; Rice+ 1993). */

/** By bytes of a pixel: bits that code a block's kind, the kind whose differences stand as they are, bits of those. */
const codings: Record<number, { kindBits: number; plainKind: number; pixelBits: number }> = {
  1: { kindBits: 3, plainKind: 6, pixelBits: 8 },
  2: { kindBits: 4, plainKind: 14, pixelBits: 16 },
  4: { kindBits: 5, plainKind: 25, pixelBits: 32 },
};

/**
 * @param blockSize pixels of a block
 * @param pixelBytes 1 (no sign), 2 or 4
 * @returns undefined for bytes that are not such a tile, or are cut off
 */
export function decodeRice(
  bytes: Uint8Array,
  pixels: number,
  { blockSize, pixelBytes }: { blockSize: number; pixelBytes: number },
): Int32Array | undefined {
  const coding = codings[pixelBytes];
  if (!coding || bytes.length < pixelBytes) return undefined;
  const { kindBits, plainKind, pixelBits } = coding;
  const result = new Int32Array(pixels);
  // What lies beyond the pixel's bits is dropped by shifting there and back.
  const spare = 32 - pixelBits;
  const wrapped = pixelBytes === 1 ? (value: number) => value & 255 : (value: number) => (value << spare) >> spare;
  let last = 0;
  for (let i = 0; i < pixelBytes; i++) last = (last << 8) | (bytes[i] as number);
  last = wrapped(last);

  let next = pixelBytes;
  let held = 0;
  let heldBits = 0;
  let isCutOff = false;
  /** Up to 25 bits. */
  const take = (count: number): number => {
    while (heldBits < count) {
      if (next >= bytes.length) isCutOff = true;
      held = ((held << 8) | (bytes[next++] ?? 0)) & 0x7fffffff;
      heldBits += 8;
    }
    heldBits -= count;
    const taken = held >>> heldBits;
    held &= (1 << heldBits) - 1;
    return taken;
  };
  const takePixel = () => (pixelBits <= 16 ? take(pixelBits) : (take(16) << 16) | take(16));

  for (let start = 0; start < pixels; start += blockSize) {
    const end = Math.min(pixels, start + blockSize);
    const kind = take(kindBits) - 1;
    if (kind < 0) result.fill(last, start, end);
    else
      for (let i = start; i < end; i++) {
        let folded: number;
        if (kind === plainKind) folded = takePixel();
        else {
          let zeros = 0;
          while (held === 0) {
            zeros += heldBits;
            if (next >= bytes.length) return undefined;
            held = bytes[next++] as number;
            heldBits = 8;
          }
          const leading = heldBits - (32 - Math.clz32(held));
          zeros += leading;
          heldBits -= leading + 1;
          held &= (1 << heldBits) - 1;
          folded = (zeros << kind) | take(kind);
        }
        // 0, -1, 1, -2, 2 stand as 0, 1, 2, 3, 4.
        const difference = folded & 1 ? ~(folded >>> 1) : folded >>> 1;
        last = wrapped((last + difference) | 0);
        result[i] = last;
      }
    if (isCutOff) return undefined;
  }
  return result;
}
