/** Pictures of two surveys with pixels of one size on the sky, seen as wide as the narrower ones are. */

import type { Description } from "./model.ts";

/**
 * @param ratio width of the second survey's pictures, in widths of the first one's
 * @param sources of the images, the first so many are the first survey's
 */
export function decodedAlike(
  { decodedSize: own, imageSize }: Pick<Description, "decodedSize" | "imageSize">,
  { ratio, sources }: { ratio: number; sources: number },
): { decodedSize: number; sizeOf?: (index: number) => number } {
  if (ratio === 1) return { decodedSize: own };
  const other = Math.max(imageSize, Math.round(own * ratio));
  return { decodedSize: Math.min(own, other), sizeOf: (index) => (index < sources ? own : other) };
}
