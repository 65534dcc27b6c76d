/** Weak and strong views of the images of a step, drawn outside the program: on bytes, so that a histogram is one. */

import { type RandomStream, randomStream } from "../../random.ts";
import { circularMask } from "../../training/circularMask.ts";
import { nearestAffine, rotation } from "./nearestAffine.ts";
import { blank, type Picture } from "./picture.ts";
import { randAugment } from "./randAugment.ts";

export interface ViewOptions {
  /** Side of the images as decoded, and of what is seen of each: their middle. */
  decodedSize: number;
  imageSize: number;
  /** 1 where all images are grey. */
  bands: 1 | 3;
  /** Mirror images count as the same. */
  flips: boolean;
  /** See `circularMask`; all is seen where it is left out. */
  discRadius?: number;
}

export interface StepViews {
  /** [labelled, imageSize, imageSize, bands] */
  labelled: Uint8Array;
  /** [unlabelled, imageSize, imageSize, bands]; of the same images, in the same order. */
  weak: Uint8Array;
  strong: Uint8Array;
}

/**
 * Makes the views of a step. What it returns is overwritten by the next one.
 * @param pixels of the labelled images, then of the unlabelled ones: [labelled + unlabelled, decodedSize, decodedSize, 3]
 */
export type StepViewer = (pixels: Uint8Array, step: number) => StepViews;

export function stepViewer(
  options: ViewOptions,
  { seed, labelled, unlabelled }: { seed: number; labelled: number; unlabelled: number },
): StepViewer {
  const { decodedSize, imageSize, bands, discRadius } = options;
  const seen = imageSize ** 2 * bands;
  const into: StepViews = {
    labelled: new Uint8Array(labelled * seen),
    weak: new Uint8Array(unlabelled * seen),
    strong: new Uint8Array(unlabelled * seen),
  };
  const hidden = discRadius === undefined ? undefined : hiddenBy(circularMask(imageSize, discRadius), bands);
  return (pixels, step) => {
    const length = decodedSize ** 2 * 3;
    for (let i = 0; i < labelled + unlabelled; i++) {
      const picture = bandsOf(pixels.subarray(i * length, (i + 1) * length), options);
      const draw = (kind: string) => weakView(picture, options, hidden, randomStream(seed, kind, step, i));
      if (i < labelled) {
        into.labelled.set(draw("labelled").pixels, i * seen);
        continue;
      }
      const at = (i - labelled) * seen;
      into.weak.set(draw("weak").pixels, at);
      into.strong.set(randAugment(draw("strong"), randomStream(seed, "randAugment", step, i)).pixels, at);
    }
    return into;
  };
}

function bandsOf(pixels: Uint8Array, { decodedSize: side, bands }: ViewOptions): Picture {
  if (bands === 3) return { side, bands, pixels };
  const grey = blank({ side, bands });
  for (let at = 0; at < grey.pixels.length; at++) grey.pixels[at] = pixels[3 * at] as number;
  return grey;
}

/** Mirrored or not, turned by any angle, and the disc cut out. */
function weakView(
  picture: Picture,
  { imageSize, flips }: ViewOptions,
  hidden: Uint32Array | undefined,
  stream: RandomStream,
): Picture {
  const map = rotation(360 * stream.uniform() - 180, picture.side);
  const view = nearestAffine(picture, map, { middle: imageSize, isMirrored: stream.uniform() < 0.5 && flips });
  if (hidden) for (let i = 0; i < hidden.length; i++) view.pixels[hidden[i] as number] = 0;
  return view;
}

/** Places of the bytes outside a disc. */
function hiddenBy(disc: Uint8Array, bands: number): Uint32Array {
  return Uint32Array.from(
    Array.from({ length: disc.length * bands }, (_, at) => at).filter((at) => disc[Math.floor(at / bands)] === 0),
  );
}
