/** How a file of decoded images is laid out: records of one length, each the state of a picture's file, a checksum, and its pixels. */

/** Which file, in which state, a record was decoded from. */
export const tagBytes = 12;
/** Of the pixels: after a loss of power the tag may be on the disk and the pixels not. */
const checksumBytes = 4;
export const headBytes = tagBytes + checksumBytes;

export function recordBytes(side: number): number {
  return headBytes + side * side * 3;
}
