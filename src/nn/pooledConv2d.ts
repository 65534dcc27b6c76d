/** A convolution and the maximum over its windows of two by two pixels, in one. */

import { conv } from "../tensor/operators/convolution.ts";
import { groupMax } from "../tensor/operators/groupMax.ts";
import { concat, pad } from "../tensor/operators/movement.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type ParameterTensors, parameter } from "./parameters.ts";

/** Of four times as many channels the blocked layout has whole blocks. */
const multiple = 4;

/**
 * What a 2 x 2 maximum over a convolution with strides of 1 is. The four places of a window are channels of one convolution
 * with strides of 2, whose kernel is larger by one: a quarter of the windows to unfold for the weight's gradient, and no places
 * of maxima to look up. Two networks on two cores take four fifths of the time.
 * @param parameters weight [out, channels, size, size], and bias
 * @param x [batch, channels or more, side, side]: those beyond the weight's channels are not looked at
 * @param border of zeros
 * @returns [batch, out or more, side / 2, side / 2]: filled up to a multiple of four with channels of zeros
 */
export function pooledConv2d(parameters: ParameterTensors, x: Tensor, border: number): Tensor {
  const [weight, bias] = [parameter(parameters, "weight"), parameter(parameters, "bias")];
  const [out, channels] = weight.shape as [number, number];
  const given = x.shape[1] as number;
  const fill = Math.ceil(out / multiple) * multiple - out;
  const full = pad(pad(weight, 0, 0, fill), 1, 0, given - channels);
  const places = [0, 1].flatMap((down) =>
    [0, 1].map((across) => pad(pad(full, 2, down, 1 - down), 3, across, 1 - across)),
  );
  const biases = places.map(() => pad(bias, 0, 0, fill));
  const pads = [border, border, border, border] as const;
  return groupMax(conv(x, concat(places, 0), { strides: [2, 2], pads }, concat(biases, 0)), places.length);
}
