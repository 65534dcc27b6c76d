/** The light and dust of spiral arms, by place in the plane of the disc. */

import { type RandomStream, randomStream } from "../random.ts";
import type { Arms } from "./galaxyModel.ts";
import { smoothstep, texture, texturePeriod } from "./texture.ts";

export interface ArmLight {
  /** Over that of the disc at the same place. */
  light: number;
  /** 0 to 1: lanes lie along the arms' inner edges. */
  dust: number;
}

/**
 * Logarithmic spirals, theta = ln(r) / tan(pitch), bent and broken up by a texture that is sheared along them.
 * @returns light by radius (in half-light radii) and azimuth; one object, overwritten by each call
 */
export function spiralArms(arms: Arms, seed: number): (radius: number, theta: number) => ArmLight {
  const stream = randomStream(seed, "arms");
  const patchiness = texture(stream);
  const wobble = 0.35 * (0.4 + arms.flocculence);
  const [bend, waves] = [2 * Math.PI * stream.uniform(), 2 + 2 * stream.uniform()];
  const uneven = strengths(arms, stream);
  const winding = arms.handedness / Math.tan(arms.pitch);
  const answer = { light: 0, dust: 0 };
  return (radius, theta) => {
    answer.light = 0;
    answer.dust = 0;
    if (radius < 0.6 * arms.from || radius > arms.to + 0.6) return answer;
    const logarithm = Math.log(radius);
    const spiral = theta - winding * logarithm;
    const phase = arms.count * spiral + arms.phase + wobble * Math.sin(waves * logarithm + bend);
    const ridge = Math.exp((Math.cos(phase) - 1) / (arms.width * arms.width));
    const lane = Math.exp((Math.cos(phase + arms.handedness * 1.1 * arms.width) - 1) / (0.3 * arms.width * arms.width));
    const patch = patchiness((spiral / (2 * Math.PI)) * texturePeriod, 3.2 * logarithm);
    const whole = Math.floor((phase / (2 * Math.PI) + 0.5) % arms.count);
    const strength = uneven[(whole + arms.count) % arms.count] ?? 1;
    const begun = smoothstep((radius - 0.6 * arms.from) / (0.6 * arms.from + 0.1));
    const left = smoothstep((arms.to + 0.6 - radius) / 1.4);
    const f = arms.flocculence;
    const pattern = ridge * (1 - f + 2 * f * patch) * strength + f * 0.7 * patch * patch;
    // Discs fade faster than their arms.
    const envelope = begun * left * (0.5 + 0.55 * radius);
    answer.light = arms.strength * pattern * envelope;
    answer.dust = lane * begun * left * (0.6 + 0.4 * patch);
    return answer;
  };
}

/** The first arm of a galaxy is often its best. */
function strengths({ count, flocculence }: Arms, stream: RandomStream): number[] {
  return Array.from({ length: count }, () => 1 - (0.2 + 0.4 * flocculence) * stream.uniform());
}
