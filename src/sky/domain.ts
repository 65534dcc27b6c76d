/** What a domain does to a picture: blur, and noise that grows with its mean light (SIDDA, arXiv 2501.14048). */

import type { RandomStream } from "../random.ts";
import { blurGaussian } from "./pointSpread.ts";
import { poisson } from "./poisson.ts";

export interface Domain {
  /** Of a Gaussian, pixels; 0 for none. */
  blur: number;
  /** A picture's mean light over that with its noise: 1 without any. */
  signalShare: number;
}

/** Light in place, seen in a domain. @param light [size, size] */
export function seenIn({ blur, signalShare }: Domain, light: Float32Array, size: number, stream: RandomStream): void {
  if (blur > 0) blurGaussian([light], size, blur);
  if (signalShare >= 1) return;
  const mean = light.reduce((sum, each) => sum + each, 0) / light.length;
  const expected = mean * (1 / signalShare - 1);
  const draw = poisson(expected);
  for (let i = 0; i < light.length; i++) light[i] = (light[i] as number) + draw(stream.uniform());
}
