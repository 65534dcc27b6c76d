/** Pictures of two surveys with pixels of one size on the sky, seen as wide as the narrower ones are. */

import type { Description } from "./model.ts";

/**
 * Share of the first survey's pictures that is seen.
 * @param ratio as `decodedAlike` has it @param asked of what is left where they are cut
 * @param usual of whole pictures, where nothing is asked for
 */
export async function zoomAlike(
  ratio: number,
  asked: number | undefined,
  usual: () => number | Promise<number>,
): Promise<number> {
  const left = Math.min(1, ratio);
  return asked === undefined ? Math.min(await usual(), left) : asked * left;
}

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
