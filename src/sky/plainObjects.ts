/** Ellipticals, spirals and fields of stars: the second data set of SIDDA (arXiv 2501.14048), as DeepBench draws it. */

import { between, type RandomStream } from "../random.ts";
import { sersicB } from "./lightProfiles.ts";

export const objectClasses = ["elliptical", "spiral", "stars"] as const;
export type ObjectClass = (typeof objectClasses)[number];

/** Lengths below are in pixels of a picture of this side. */
const publishedSize = 100;

/** @returns light [size, size]: about 1 where a galaxy has its half-light radius, and on a spiral's arms; stars reach 50 */
export function drawObject(kind: ObjectClass, size: number, stream: RandomStream): Float32Array {
  const lightAt = { elliptical, spiral, stars }[kind](stream);
  const scale = publishedSize / size;
  return Float32Array.from({ length: size * size }, (_, i) =>
    lightAt(((i % size) + 0.5) * scale, (Math.floor(i / size) + 0.5) * scale),
  );
}

type Light = (x: number, y: number) => number;

/** A Sersic profile anywhere in the picture. */
function elliptical(stream: RandomStream): Light {
  const radius = between(stream, 10, 99);
  const index = between(stream, 0.5, 1.5);
  const ratio = 1 - between(stream, 0.1, 0.9);
  const angle = between(stream, -1.5, 1.5);
  const [cx, cy] = [publishedSize * stream.uniform(), publishedSize * stream.uniform()];
  const [cosine, sine, b] = [Math.cos(angle), Math.sin(angle), sersicB(index)];
  return (x, y) => {
    const along = (x - cx) * cosine + (y - cy) * sine;
    const across = ((y - cy) * cosine - (x - cx) * sine) / ratio;
    return Math.exp(-b * ((Math.hypot(along, across) / radius) ** (1 / index) - 1));
  };
}

/** Logarithmic arms from the picture's middle, each a pixel wide. */
function spiral(stream: RandomStream): Light {
  const arms = 2 + stream.below(7);
  const pitch = 1 + stream.below(3);
  const middle = publishedSize / 2;
  return (x, y) => {
    const [dx, dy] = [x - middle, y - middle];
    const radius = Math.hypot(dx, dy);
    const theta = Math.atan2(dy, dx) + Math.PI;
    let light = 0;
    for (let arm = 0; arm < arms; arm++) {
      const ridge = (50 / (2 * Math.PI)) * Math.exp((theta - (2 * Math.PI * arm) / arms) / Math.tan(pitch));
      light += Math.exp(-((radius - ridge) ** 2) / 2);
    }
    return light;
  };
}

/** One to nine Moffat profiles, as bright and as wide as one another. */
function stars(stream: RandomStream): Light {
  const [peak, width] = [1 + stream.below(50), 1 + stream.below(9)];
  const places = Array.from({ length: 1 + stream.below(9) }, () => ({
    x: publishedSize * stream.uniform(),
    y: publishedSize * stream.uniform(),
  }));
  return (x, y) =>
    places.reduce((light, at) => light + peak / (1 + ((x - at.x) ** 2 + (y - at.y) ** 2) / width ** 2), 0);
}
