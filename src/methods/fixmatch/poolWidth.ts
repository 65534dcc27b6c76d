/** How wide an unlabelled survey's pictures are beside a labelled survey's, where one source must be seen at one size in both. */

import { Fault } from "../../fault.ts";
import { middleWidth } from "../zoobot/pictureWidths.ts";

/** Pictures of one survey, and its name. */
export interface Pictures {
  name: string;
  /** Paths. */
  images: readonly string[];
}

export interface OtherWidth {
  /** A pixel is as wide on the sky in both: the larger pictures are cut about their middle. */
  isSameScale?: boolean;
  /** Whole pictures are as wide on the sky in both: all are made as wide as one another. */
  allowOtherSize?: boolean;
}

/**
 * @returns the width of the unlabelled pictures, in widths of the labelled ones, by which they are to be decoded larger;
 *   1 where whole pictures are to be compared. And both widths in pixels, where they are known.
 * @throws Fault "image-size" where they differ and nobody said what is alike
 */
export async function poolWidth(
  own: Pictures,
  pool: Pictures,
  { isSameScale, allowOtherSize }: OtherWidth,
): Promise<{ ratio: number; pixels?: { own: number; pool: number } }> {
  if (allowOtherSize) return { ratio: 1 };
  const [a, b] = [await middleWidth(own.images), await middleWidth(pool.images)];
  if (a === undefined || b === undefined) return { ratio: 1 };
  const pixels = { own: a, pool: b };
  if (a === b || isSameScale) return { ratio: b / a, pixels };
  const [larger, narrower] = [Math.max(a, b), Math.min(a, b)];
  throw new Fault(
    "image-size",
    `images of "${pool.name}" are ${b} px wide, those of "${own.name}" ${a} px. Is a pixel as wide on the sky in both? Add --same-scale: the larger ones are cut about their middle to ${narrower} px. Are whole pictures? Add --allow-other-size. Otherwise sources would be seen ${(larger / narrower).toFixed(1)} times too small in one of them`,
  );
}
