/** What is in a cutout besides its galaxy: star-forming knots, tidal tails, stars before it and galaxies behind it. */

import type { RandomStream } from "../random.ts";
import { type Bands, knotTint, oldTint, type Tint, tintOf, youngTint } from "./bands.ts";
import { discRatio } from "./galaxyLight.ts";
import { clamp, type GalaxyModel } from "./galaxyModel.ts";
import { addStar } from "./pointSpread.ts";

/** HII regions: along the arms where there are arms, anywhere in an irregular galaxy. */
export function addKnots(bands: Bands, size: number, model: GalaxyModel, stream: RandomStream): void {
  const { arms, radius, signal, type } = model;
  const count = type === "irregular" ? 6 + stream.below(14) : Math.round(26 * model.youth * (arms?.strength ?? 0));
  const q = discRatio(model.inclination);
  const [cosine, sine] = [Math.cos(model.positionAngle), Math.sin(model.positionAngle)];
  for (let knot = 0; knot < count; knot++) {
    const r = arms ? arms.from + (arms.to - arms.from) * stream.uniform() : 1.6 * Math.sqrt(stream.uniform());
    const theta = arms
      ? (2 * Math.PI * stream.below(arms.count) - arms.phase + 0.5 * arms.width * stream.normal()) / arms.count +
        (arms.handedness * Math.log(r)) / Math.tan(arms.pitch)
      : 2 * Math.PI * stream.uniform();
    const [along, across] = [r * radius * Math.cos(theta), q * r * radius * Math.sin(theta)];
    const light = signal * Math.exp(-1.2 * r) * (type === "irregular" ? 18 : 12) * stream.uniform() ** 2;
    const tint = stream.uniform() < 0.4 ? knotTint : youngTint;
    const width = radius * (0.05 + 0.06 * stream.uniform());
    addSpot(bands, size, along * cosine - across * sine, along * sine + across * cosine, width, light, tint);
  }
}

/** A bridge and a tail from each of two galaxies: they bend the way the pair turns, and widen and fade outwards. */
export function addTails(bands: Bands, size: number, model: GalaxyModel, stream: RandomStream): void {
  const { companion, radius, signal } = model;
  if (!companion) return;
  const turn = (stream.uniform() < 0.5 ? 1 : -1) * (0.8 + 0.9 * stream.uniform());
  const [px, py] = [Math.cos(companion.angle), Math.sin(companion.angle)].map((c) => c * companion.distance * radius);
  const tails = [
    { x: 0, y: 0, start: companion.angle + Math.PI, reach: radius * (2 + 2.5 * companion.tail), light: 1 },
    { x: 0, y: 0, start: companion.angle, reach: radius * companion.distance, light: 0.7 },
    { x: px ?? 0, y: py ?? 0, start: companion.angle, reach: radius * companion.size * 3 * companion.tail, light: 0.7 },
  ];
  const steps = 36;
  for (const { x, y, start, reach, light } of tails) {
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      const angle = start + turn * t * (0.4 + t);
      const distance = 0.4 * radius + reach * t;
      const width = radius * (0.16 + 0.2 * t);
      const brightness = 0.14 * signal * companion.tail * light * (1 - t) * (0.6 + 0.8 * stream.uniform());
      const [sx, sy] = [x + distance * Math.cos(angle), y + distance * Math.sin(angle)];
      addSpot(bands, size, sx, sy, width, brightness * (1 - 0.6 * model.youth), oldTint);
      addSpot(bands, size, sx, sy, width, brightness * 0.6 * model.youth, youngTint);
    }
  }
}

/** Foreground stars of the Milky Way: as many red dwarfs as stars like the Sun; ten times fainter, six times as many. */
export function addStars(
  bands: Bands,
  size: number,
  { seeing, cameraPixels }: GalaxyModel,
  stream: RandomStream,
): void {
  const count = poisson(stream, Math.min(14, 3 * (cameraPixels / 140) ** 2));
  for (let star = 0; star < count; star++) {
    const isDwarf = stream.uniform() < 0.5;
    const tint = isDwarf
      ? tintOf(1.4, 0.5 + 0.9 * stream.uniform())
      : tintOf(0.25 + 0.5 * stream.uniform(), 0.05 + 0.25 * stream.uniform());
    const peak = Math.min(3000, 3 * (1 - stream.uniform()) ** (-1 / 0.8)) * (isDwarf ? 0.35 : 1);
    const [x, y] = [stream.uniform(), stream.uniform()];
    addStar(bands, size, x, y, seeing, peak, tint);
    if (peak > 500) addSpikes(bands, size, x, y, peak, tint);
  }
}

/** What the struts of the telescope do to a bright star. */
export function addSpikes(bands: Bands, size: number, x: number, y: number, peak: number, tint: Tint): void {
  const length = 0.035 * Math.log10(peak / 100) * size;
  // As wide as a pixel at least, with the same light in all.
  const width = Math.max(0.7, 0.006 * size);
  const brightness = (0.012 * peak * 0.006 * size) / width;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [dx, dy] = [column + 0.5 - x * size, row + 0.5 - y * size];
      const [along, across] = [
        Math.max(Math.abs(dx + dy), Math.abs(dx - dy)),
        Math.min(Math.abs(dx + dy), Math.abs(dx - dy)),
      ];
      if (across > 4 * width || along > 12 * length) continue;
      const value = brightness * Math.exp(-along / length - (across * across) / (2 * width * width));
      const i = row * size + column;
      for (let band = 0; band < 3; band++) {
        const map = bands[band] as Float32Array;
        map[i] = (map[i] as number) + value * (tint[band] as number);
      }
    }
}

/** Small, faint and mostly redder than the galaxy before them; now and then one nearly as large. */
export function addBackground(bands: Bands, size: number, model: GalaxyModel, stream: RandomStream): void {
  const count = poisson(stream, Math.min(16, 4 * (model.cameraPixels / 140) ** 2));
  for (let galaxy = 0; galaxy < count; galaxy++) {
    const tint = tintOf(clamp(0.8 + 0.4 * stream.normal(), 0.1, 1.6), clamp(0.35 + 0.15 * stream.normal(), 0, 0.8));
    const [x, y] = [stream.uniform() - 0.5, stream.uniform() - 0.5];
    const width = (1 + 1.5 * stream.uniform() ** 2 + (stream.uniform() < 0.06 ? 4 : 0)) / model.cameraPixels;
    const stretch = 0.4 + 0.6 * stream.uniform();
    addSpot(bands, size, x, y, width, 1.6 * Math.exp(0.8 * stream.normal()), tint, {
      ratio: stretch,
      angle: Math.PI * stream.uniform(),
    });
  }
}

const round = { ratio: 1, angle: 0 };

/** A Gaussian of `peak` in its middle, narrowest at half a pixel, its light then kept. */
function addSpot(
  bands: Bands,
  size: number,
  x: number,
  y: number,
  width: number,
  peak: number,
  tint: Tint,
  { ratio, angle } = round,
): void {
  const [cx, cy, wide] = [(x + 0.5) * size, (y + 0.5) * size, width * size];
  const w = Math.max(0.5, wide);
  const light = peak * Math.min(1, (wide / w) ** 2);
  const reach = Math.ceil(2.6 * w);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  for (let row = Math.max(0, Math.floor(cy - reach)); row < Math.min(size, cy + reach); row++)
    for (let column = Math.max(0, Math.floor(cx - reach)); column < Math.min(size, cx + reach); column++) {
      const [dx, dy] = [column + 0.5 - cx, row + 0.5 - cy];
      const [along, across] = [dx * cosine + dy * sine, (dy * cosine - dx * sine) / ratio];
      const value = light * Math.exp(-(along * along + across * across) / (w * w));
      const i = row * size + column;
      for (let band = 0; band < 3; band++) {
        const map = bands[band] as Float32Array;
        map[i] = (map[i] as number) + value * (tint[band] as number);
      }
    }
}

function poisson(stream: RandomStream, mean: number): number {
  const limit = Math.exp(-mean);
  let [product, count] = [stream.uniform(), 0];
  while (product > limit) {
    product *= stream.uniform();
    count++;
  }
  return count;
}
