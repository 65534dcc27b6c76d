/** A simulated galaxy on pixels: light of old and young stars, dust, the atmosphere, the noise, and an RGB picture. */

import { type RandomStream, randomStream } from "../random.ts";
import { clamp, type GalaxyModel } from "./galaxyModel.ts";
import { luptonRgb } from "./lupton.ts";

/** Brightness of each population in g, r and i for the same light in r: an old one is red, a young one blue. */
const colours = { old: [0.62, 1, 1.28], young: [1.2, 1, 0.86] } as const;

/** Extinction in g, r and i over that in r. */
const reddening = [1.38, 1, 0.74] as const;

/** @returns uint8 [size, size, 3] */
export function renderGalaxy(model: GalaxyModel, size: number): Uint8Array {
  const stream = randomStream(model.seed, "render");
  const { old, young, absorbed } = stellarLight(model, size, stream);
  for (const map of [old, young, absorbed]) blur(map, size, model.seeing * size);
  const bands = [0, 1, 2].map((band) =>
    Float32Array.from(
      old,
      (light, i) =>
        light * (colours.old[band] ?? 1) +
        (young[i] ?? 0) * (colours.young[band] ?? 1) -
        (absorbed[i] ?? 0) * (reddening[band] ?? 1),
    ),
  );
  addField(bands, size, model, stream);
  if (model.type === "artifact") addArtefact(bands, size, stream);
  addNoise(bands, size, stream);
  return luptonRgb(bands, { stretch: 9, q: 6 });
}

interface Light {
  old: Float32Array;
  young: Float32Array;
  /** What dust takes away, in r. */
  absorbed: Float32Array;
}

/** Intensities over the noise of one pixel, before the atmosphere. */
function stellarLight(model: GalaxyModel, size: number, stream: RandomStream): Light {
  const light: Light = {
    old: new Float32Array(size * size),
    young: new Float32Array(size * size),
    absorbed: new Float32Array(size * size),
  };
  if (model.type === "artifact") return light;
  addGalaxy(light, model, size, { x: 0, y: 0, scale: 1, brightness: 1 });
  if (model.type === "irregular" || model.arms) addClumps(light, model, size);
  const { companion } = model;
  if (companion) {
    const [x, y] = [Math.cos(companion.angle), Math.sin(companion.angle)].map(
      (c) => c * companion.distance * model.radius,
    );
    const second: GalaxyModel = {
      ...model,
      positionAngle: model.positionAngle + 1.3,
      arms: undefined,
      bar: undefined,
      companion: undefined,
      bulgeFraction: Math.min(1, model.bulgeFraction + 0.3),
    };
    addGalaxy(light, second, size, {
      x: x ?? 0,
      y: y ?? 0,
      scale: companion.size,
      brightness: 0.4 + 0.6 * companion.size,
    });
    addTails(light, model, size, stream);
  }
  return light;
}

interface Placement {
  x: number;
  y: number;
  scale: number;
  brightness: number;
}

function addGalaxy({ old, young, absorbed }: Light, model: GalaxyModel, size: number, at: Placement): void {
  const radius = model.radius * at.scale;
  // An exponential disc's half-light radius is 1.678 scale lengths.
  const length = radius / 1.678;
  const [cosine, sine] = [Math.cos(model.positionAngle), Math.sin(model.positionAngle)];
  const flattening = Math.max(0.18, Math.cos(model.inclination));
  const isEdgeOn = model.inclination > 1.4;
  const height = 0.16 * length;
  const bulgeRatio = model.type === "elliptical" ? model.axisRatio : Math.max(0.6, flattening);
  const bulgeRadius = model.type === "elliptical" ? radius : 0.35 * radius;
  const b = 2 * model.sersicIndex - 1 / 3;
  const peak = model.signal * at.brightness * (model.type === "elliptical" ? 0.55 : 1.5);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const dx = (column + 0.5) / size - 0.5 - at.x;
      const dy = (row + 0.5) / size - 0.5 - at.y;
      const along = dx * cosine + dy * sine;
      const across = dy * cosine - dx * sine;
      const i = row * size + column;
      // A tenth of a pixel of softening: the cusp of a Sersic profile has no value at its centre.
      const r = Math.hypot(along, across / bulgeRatio, 0.1 / size) / bulgeRadius;
      const bulgeLight =
        model.bulgeFraction > 0 && r < 12
          ? 0.77 * model.bulgeFraction * Math.exp(-b * (r ** (1 / model.sersicIndex) - 1))
          : 0;
      let disc = 0;
      let fresh = 0;
      if (model.type !== "elliptical") {
        if (isEdgeOn) {
          const vertical = 1 / Math.cosh(across / height);
          disc = 1.6 * Math.exp(-Math.abs(along) / length) * vertical * vertical;
          const lane = 1 - Math.exp(-model.dust / Math.cosh(across / (0.3 * height)) ** 2);
          absorbed[i] = (absorbed[i] ?? 0) + peak * 0.6 * disc * lane * Math.exp(-Math.abs(along) / (2.5 * length));
        } else {
          const R = Math.hypot(along, across / flattening);
          if (R > 8 * length) continue;
          disc = Math.exp(-R / length);
          fresh = disc * armLight(model, R / radius, along, across / flattening) + disc * ringLight(model, R / radius);
          disc += disc * barLight(model, along / radius, across / flattening / radius);
        }
      }
      const discShare = 1 - model.bulgeFraction;
      old[i] = (old[i] ?? 0) + peak * (bulgeLight + discShare * disc * (1 - 0.7 * model.youth));
      young[i] = (young[i] ?? 0) + peak * discShare * (disc * 0.7 * model.youth + fresh * (0.4 + 0.6 * model.youth));
    }
  }
}

/** Logarithmic spirals, each arm a ridge as wide in phase as `width` (Davis+ 2012 for the pitch angle's meaning). */
function armLight({ arms }: GalaxyModel, r: number, x: number, y: number): number {
  if (!arms || r < 0.25 || r > 3.2) return 0;
  const theta = Math.atan2(y, x);
  const winding = Math.log(r) / Math.tan(arms.pitch);
  const phase = arms.count * (theta - arms.handedness * winding) + arms.phase;
  const ridge = Math.exp((Math.cos(phase) - 1) / arms.width ** 2);
  // They begin at the bulge and fade at the edge, where the disc itself is faint.
  return arms.strength * ridge * clamp((r - 0.25) * 3, 0, 1) * (1 + 0.6 * r) * clamp(3.2 - r, 0, 1);
}

function ringLight({ ring }: GalaxyModel, r: number): number {
  return ring ? ring.strength * 2 * Math.exp(-(((r - ring.radius) / 0.16) ** 2)) : 0;
}

function barLight({ bar }: GalaxyModel, x: number, y: number): number {
  if (!bar) return 0;
  const along = x * Math.cos(bar.angle) + y * Math.sin(bar.angle);
  const across = y * Math.cos(bar.angle) - x * Math.sin(bar.angle);
  return bar.strength * Math.exp(-(Math.abs(along / bar.length) ** 3) - Math.abs(across / (0.22 * bar.length)) ** 2);
}

/** Star-forming regions: on the arms where there are arms, anywhere in an irregular galaxy. */
function addClumps({ young }: Light, model: GalaxyModel, size: number): void {
  const { arms, radius, positionAngle, inclination, signal } = model;
  const isIrregular = model.type === "irregular";
  const stream = randomStream(model.seed, "clumps");
  const [cosine, sine] = [Math.cos(positionAngle), Math.sin(positionAngle)];
  for (let clump = 0; clump < (isIrregular ? 9 : 16); clump++) {
    const r = 0.3 + 1.6 * stream.uniform();
    const arm = arms ? stream.below(arms.count) : 0;
    const onArm = arms
      ? arms.handedness * (Math.log(r) / Math.tan(arms.pitch)) + (2 * Math.PI * arm - arms.phase) / arms.count
      : 2 * Math.PI * stream.uniform();
    const theta = onArm + 0.15 * stream.normal();
    const along = r * radius * Math.cos(theta);
    const across = r * radius * Math.sin(theta) * Math.max(0.18, Math.cos(inclination));
    const [x, y] = [along * cosine - across * sine, along * sine + across * cosine];
    const width = radius * (isIrregular ? 0.2 + 0.3 * stream.uniform() : 0.08 + 0.08 * stream.uniform());
    addSpot(young, size, x, y, width, signal * (isIrregular ? 1.1 : 1) * Math.exp(-0.8 * r) * stream.uniform());
  }
}

/** Two curved tails, away from the companion and towards it. */
function addTails({ old, young }: Light, model: GalaxyModel, size: number, stream: RandomStream): void {
  const { companion, radius, signal } = model;
  if (!companion) return;
  const bend = 1.2 * stream.normal();
  for (const side of [1, -1]) {
    for (let step = 0; step < 40; step++) {
      const t = step / 40;
      const angle = companion.angle + (side < 0 ? Math.PI : 0) + bend * t;
      const distance = radius * (0.6 + 2.6 * t);
      const [x, y] = [distance * Math.cos(angle), distance * Math.sin(angle)];
      const width = radius * (0.12 + 0.2 * t);
      const light = 0.12 * signal * companion.tail * (1 - t);
      addSpot(old, size, x, y, width, light * 0.6);
      addSpot(young, size, x, y, width, light * 0.5 * model.youth);
    }
  }
}

function addSpot(map: Float32Array, size: number, x: number, y: number, width: number, light: number): void {
  const [cx, cy, w] = [(x + 0.5) * size, (y + 0.5) * size, Math.max(0.5, width * size)];
  const reach = Math.ceil(2.5 * w);
  for (let row = Math.max(0, Math.floor(cy - reach)); row < Math.min(size, cy + reach); row++)
    for (let column = Math.max(0, Math.floor(cx - reach)); column < Math.min(size, cx + reach); column++) {
      const i = row * size + column;
      map[i] = (map[i] ?? 0) + light * Math.exp(-((column + 0.5 - cx) ** 2 + (row + 0.5 - cy) ** 2) / (w * w));
    }
}

/**
 * A Moffat profile's core and wings as two Gaussians, which can be applied to rows and columns one after the other.
 * @param fwhm pixels
 */
function blur(map: Float32Array, size: number, fwhm: number): void {
  const sigma = fwhm / 2.355;
  const wings = gaussianBlurred(map, size, 2.1 * sigma);
  const core = gaussianBlurred(map, size, 0.92 * sigma);
  for (let i = 0; i < map.length; i++) map[i] = 0.84 * (core[i] ?? 0) + 0.16 * (wings[i] ?? 0);
}

function gaussianBlurred(map: Float32Array, size: number, sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(3 * sigma));
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const sum = kernel.reduce((a, b) => a + b, 0);
  for (let k = 0; k < kernel.length; k++) kernel[k] = (kernel[k] ?? 0) / sum;
  const rows = new Float32Array(map.length);
  const both = new Float32Array(map.length);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let light = 0;
      const [from, to] = [Math.max(0, column - reach), Math.min(size - 1, column + reach)];
      for (let c = from; c <= to; c++)
        light += (map[row * size + c] as number) * (kernel[c - column + reach] as number);
      rows[row * size + column] = light;
    }
  for (let row = 0; row < size; row++) {
    const [from, to] = [Math.max(0, row - reach), Math.min(size - 1, row + reach)];
    for (let r = from; r <= to; r++) {
      const weight = kernel[r - row + reach] as number;
      for (let column = 0; column < size; column++)
        both[row * size + column] =
          (both[row * size + column] as number) + weight * (rows[r * size + column] as number);
    }
  }
  return both;
}

/** Foreground stars and small galaxies behind. */
function addField(bands: Float32Array[], size: number, { seeing }: GalaxyModel, stream: RandomStream): void {
  const stars = poisson(stream, 1.6);
  for (let i = 0; i < stars; i++) {
    const warmth = stream.uniform();
    const tint = [0.6 + 0.7 * (1 - warmth), 1, 0.7 + 0.8 * warmth];
    const light = 4 * Math.exp(1.4 * Math.abs(stream.normal()));
    addMoffat(bands, size, stream.uniform(), stream.uniform(), seeing, light, tint);
  }
  const galaxies = poisson(stream, 2.5);
  for (let i = 0; i < galaxies; i++) {
    const tint = [0.5 + 0.5 * stream.uniform(), 1, 1.1 + 0.5 * stream.uniform()];
    const [x, y] = [stream.uniform() - 0.5, stream.uniform() - 0.5];
    const [width, light] = [seeing * (0.6 + stream.uniform()), 1.2 * Math.exp(0.7 * stream.normal())];
    bands.forEach((map, band) => {
      addSpot(map, size, x, y, width, light * (tint[band] ?? 1));
    });
  }
}

/** Moffat (1969) with beta 3. */
function addMoffat(
  bands: Float32Array[],
  size: number,
  x: number,
  y: number,
  fwhm: number,
  light: number,
  tint: readonly number[],
): void {
  const beta = 3;
  const alpha = (fwhm * size) / (2 * Math.sqrt(2 ** (1 / beta) - 1));
  const reach = Math.ceil(fwhm * size * Math.min(8, 2 + Math.sqrt(light)));
  const [cx, cy] = [x * size, y * size];
  for (let row = Math.max(0, Math.floor(cy - reach)); row < Math.min(size, cy + reach); row++)
    for (let column = Math.max(0, Math.floor(cx - reach)); column < Math.min(size, cx + reach); column++) {
      const d = ((column + 0.5 - cx) ** 2 + (row + 0.5 - cy) ** 2) / alpha ** 2;
      const value = light * (1 + d) ** -beta;
      for (const [band, map] of bands.entries()) {
        const i = row * size + column;
        map[i] = (map[i] as number) + value * (tint[band] ?? 1);
      }
    }
}

/** A satellite's trail, a saturated star or a bad column. */
function addArtefact(bands: Float32Array[], size: number, stream: RandomStream): void {
  const kind = stream.below(3);
  const angle = Math.PI * stream.uniform();
  if (kind === 1) {
    addMoffat(bands, size, 0.5, 0.5, 0.09, 400, [1, 1, 1]);
    return;
  }
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [x, y] = [column / size - 0.5, row / size - 0.5];
      const distance =
        kind === 0 ? Math.abs(x * Math.sin(angle) - y * Math.cos(angle)) * size : Math.abs(column - size / 2);
      if (distance > 2.5) continue;
      for (const [band, map] of bands.entries()) {
        const tint = kind === 0 ? 1 : stream.below(3) === band ? 2 : 0.2;
        const i = row * size + column;
        map[i] = (map[i] as number) + 25 * Math.exp(-distance) * tint;
      }
    }
}

/** Of the sky, 1 a pixel in r, and of the photons; a little alike in neighbouring pixels, as in resampled images. */
function addNoise(bands: Float32Array[], size: number, stream: RandomStream): void {
  const skies = [0.8, 1, 1.3];
  bands.forEach((map, band) => {
    const draws = Float32Array.from(
      { length: size * size },
      () => stream.uniform() + stream.uniform() + stream.uniform() - 1.5,
    );
    for (let i = 0; i < map.length; i++) {
      // The sum of three uniform numbers has variance 1/4.
      const noise =
        2 *
        (0.8 * (draws[i] as number) +
          0.35 * ((draws[i + 1] ?? 0) as number) +
          0.35 * ((draws[i + size] ?? 0) as number));
      const deviation = Math.sqrt((skies[band] ?? 1) ** 2 + 0.08 * Math.max(0, map[i] as number));
      map[i] = (map[i] as number) + noise * deviation;
    }
  });
}

function poisson(stream: RandomStream, mean: number): number {
  let [product, count] = [stream.uniform(), 0];
  while (product > Math.exp(-mean)) {
    product *= stream.uniform();
    count++;
  }
  return count;
}
