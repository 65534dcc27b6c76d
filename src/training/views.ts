/** What the network sees of an image: cut out, turned, zoomed and mirrored in one resampling, inside the program. */

import type { RandomStream } from "../random.ts";
import { cast, mul } from "../tensor/operators/elementwise.ts";
import { matMul } from "../tensor/operators/matrix.ts";
import { reshape, transpose } from "../tensor/operators/movement.ts";
import { affineGrid, gridSample } from "../tensor/operators/sampling.ts";
import { ShapeError, showShape } from "../tensor/shape.ts";
import { constant, type Tensor } from "../tensor/tensor.ts";

/**
 * @param pixels uint8 [n, size, size, 3]
 * @param theta [n, 2, 3]: see `randomViews`
 * @param isGrey see `planes`
 * @returns [n, 3, imageSize, imageSize], or one band, from 0 to 1
 */
export function viewed(pixels: Tensor, theta: Tensor, imageSize: number, isGrey = false): Tensor {
  const [n, height, width, bands] = pixels.shape;
  if (pixels.shape.length !== 4 || bands !== 3 || height !== width)
    throw new ShapeError("viewed", `pixels ${showShape(pixels.shape)} must be [n, size, size, 3]`);
  const seen = planes(pixels, isGrey);
  const grid = affineGrid(theta, [n as number, seen.shape[1] as number, imageSize, imageSize]);
  return gridSample(seen, grid, "border");
}

/**
 * Pixels as a network takes them.
 * @param pixels uint8 [n, height, width, bands]
 * @param isGrey their mean alone is seen: what comes after is a third of the work
 * @returns [n, bands, height, width], or one band, from 0 to 1
 */
export function planes(pixels: Tensor, isGrey = false): Tensor {
  if (isGrey) {
    const [n, height, width, bands] = pixels.shape as [number, number, number, number];
    const grey = matMul(reshape(cast(pixels, "float32"), [n * height * width, bands]), meanOf(bands));
    return reshape(grey, [n, 1, height, width]);
  }
  // Moved while they are bytes: a third of the time.
  return mul(cast(transpose(pixels, [0, 3, 1, 2]), "float32"), 1 / 255);
}

/** A product with one column: over an axis this short, ONNX Runtime's mean is several times slower. */
function meanOf(bands: number): Tensor {
  return constant(new Float32Array(bands).fill(1 / (255 * bands)), [bands, 1]);
}

export interface Augmentation {
  /** Smallest and largest share of the image's side that is seen. */
  zoom: readonly [number, number];
  /** Largest ratio by which one axis is stretched over the other. */
  stretch: number;
  /** Largest shift of the centre, as a share of the image's side. */
  shift: number;
  /** Mirror images count as the same: not where clockwise and anticlockwise are told apart. */
  flips: boolean;
}

/** Any rotation, and Zoobot's spread of scales (Walmsley+ 2022) round the share of the side seen when predicting. */
export function augmentationRound(zoom: number, flips: boolean): Augmentation {
  return { zoom: [0.8 * zoom, 1.25 * zoom], stretch: 1.1, shift: 0.04, flips };
}

/** Whether images are seen as they are, at random by `augmentationRound`, or turned and mirrored alone. */
export type Augment = boolean | "turns";

/** @returns theta, [count, 2, 3], as `augment` says */
export function viewsBy(
  augment: Augment,
  stream: RandomStream,
  count: number,
  { zoom, flips }: { zoom: number; flips: boolean },
): Float32Array {
  if (!augment) return steadyViews(count, zoom);
  const turned = { zoom: [zoom, zoom], stretch: 1, shift: 0, flips } as const;
  return randomViews(stream, count, augment === "turns" ? turned : augmentationRound(zoom, flips));
}

/** @returns theta, [count, 2, 3], of random views */
export function randomViews(
  stream: RandomStream,
  count: number,
  { zoom, stretch, shift, flips }: Augmentation,
): Float32Array {
  const theta = new Float32Array(count * 6);
  for (let i = 0; i < count; i++) {
    const angle = 2 * Math.PI * stream.uniform();
    const side = zoom[0] + (zoom[1] - zoom[0]) * stream.uniform();
    const ratio = stretch ** (stream.uniform() - 0.5);
    const mirror = stream.uniform() < 0.5 && flips ? -1 : 1;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const [across, along] = [side * ratio * mirror, side / ratio];
    const moved = () => 2 * shift * (2 * stream.uniform() - 1);
    theta.set([cosine * across, -sine * along, moved(), sine * across, cosine * along, moved()], i * 6);
  }
  return theta;
}

/** @returns theta, [count, 2, 3], of images seen as they are: their middle, `zoom` of the side wide */
export function steadyViews(count: number, zoom: number): Float32Array {
  const theta = new Float32Array(count * 6);
  for (let i = 0; i < count; i++) theta.set([zoom, 0, 0, 0, zoom, 0], i * 6);
  return theta;
}
