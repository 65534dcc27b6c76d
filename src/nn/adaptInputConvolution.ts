/** A first convolution trained on colour images, for images of other channels: timm's `adapt_input_conv`. */

import type { ParameterArray } from "./parameters.ts";

/** Channels of images that encoders are published for. */
const publishedChannels = [1, 3];

/**
 * To one channel the weights are summed, so that a grey image gives what it gave as three equal channels. To more they
 * are repeated in turn (RGBR...) and scaled, so that the sum over channels, and with it the activations, stay as they were.
 * @param stored [out, channels, height, width]
 * @param channels of the images to come
 * @returns [out, `channels`, height, width]; undefined where `stored` is of no published number of channels
 * @see timm 1.0, models/_manipulate.py
 */
export function adaptInputConvolution(stored: ParameterArray, channels: number): ParameterArray | undefined {
  const [out, from, height, width] = stored.shape;
  if (out === undefined || from === undefined || height === undefined || width === undefined) return undefined;
  if (stored.shape.length !== 4 || !publishedChannels.includes(from)) return undefined;
  const plane = height * width;
  const data = new Float32Array(out * channels * plane);
  for (let o = 0; o < out; o++)
    for (let i = 0; i < plane; i++) {
      const at = (channel: number) => stored.data[(o * from + channel) * plane + i] as number;
      if (channels === 1) {
        let sum = 0;
        for (let channel = 0; channel < from; channel++) sum += at(channel);
        data[o * plane + i] = sum;
      } else
        for (let channel = 0; channel < channels; channel++)
          data[(o * channels + channel) * plane + i] = (at(channel % from) * from) / channels;
    }
  return { shape: [out, channels, height, width], data };
}
