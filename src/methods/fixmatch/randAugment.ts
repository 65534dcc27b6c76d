/** RandAugment (Cubuk+ 2020, arXiv 1909.13719) with the operations that leave a radio galaxy one (Slijepcevic+ 2022). */

import type { RandomStream } from "../../random.ts";
import { autoContrast, brightness, contrast, equalize, posterize, sharpness } from "./brightnessOperations.ts";
import { nearestAffine, shearX, shearY, translateX, translateY } from "./nearestAffine.ts";
import type { Picture } from "./picture.ts";

/** @param strength 1 to 9, of 10. @param sign of a shear or shift: 1 or -1 */
type Operation = (picture: Picture, strength: number, sign: number) => Picture;

/** Factors of 0.14 to 0.86: always darker, flatter or more blurred. */
const factor = (strength: number) => (strength * 0.9) / 10 + 0.05;
const slant = (strength: number, sign: number) => sign * ((strength * 0.3) / 10);
const shift = ({ side }: Picture, strength: number, sign: number) => Math.trunc(slant(strength, sign) * side);

export const operations = {
  autoContrast,
  brightness: (picture, strength) => brightness(picture, factor(strength)),
  contrast: (picture, strength) => contrast(picture, factor(strength)),
  equalize,
  identity: (picture) => picture,
  posterize: (picture, strength) => posterize(picture, Math.trunc((strength * 4) / 10) + 4),
  sharpness: (picture, strength) => sharpness(picture, factor(strength)),
  shearX: (picture, strength, sign) => nearestAffine(picture, shearX(slant(strength, sign))),
  shearY: (picture, strength, sign) => nearestAffine(picture, shearY(slant(strength, sign))),
  translateX: (picture, strength, sign) => nearestAffine(picture, translateX(shift(picture, strength, sign))),
  translateY: (picture, strength, sign) => nearestAffine(picture, translateY(shift(picture, strength, sign))),
} as const satisfies Record<string, Operation>;

const all: readonly Operation[] = Object.values(operations);

/** Two operations, each drawn from all of them, one after the other. */
export function randAugment(picture: Picture, stream: RandomStream, count = 2): Picture {
  let result = picture;
  for (let i = 0; i < count; i++) {
    const operation = all[stream.below(all.length)] as Operation;
    result = operation(result, 1 + stream.below(9), stream.uniform() < 0.5 ? -1 : 1);
  }
  return result;
}
