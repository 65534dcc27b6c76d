/** What a simulated galaxy is: drawn from a seed, before anything is drawn on pixels. */

import { between, type RandomStream, randomStream } from "../random.ts";

export type GalaxyType = "elliptical" | "lenticular" | "spiral" | "irregular" | "merger" | "artifact";

/** Lengths are shares of the picture's side or, where it says so, of the half-light radius; angles are radians. */
export interface GalaxyModel {
  type: GalaxyType;
  /** Half-light radius along the major axis. */
  radius: number;
  /** Of the major axis. */
  positionAngle: number;
  /** 0 face-on to pi/2 edge-on. */
  inclination: number;
  /** Of an elliptical, minor over major. */
  axisRatio: number;
  /** Share of the light in the bulge, and its Sersic index. */
  bulgeFraction: number;
  sersicIndex: number;
  arms: Arms | undefined;
  /** Length in half-light radii; `angle` in the plane of the disc; `share` of the disc's light. */
  bar: { share: number; length: number; angle: number } | undefined;
  /** Radius in half-light radii; brightness in those of the disc there. */
  ring: { strength: number; radius: number } | undefined;
  /** Optical depth in r through an edge-on disc; a fraction of it inside the arms. */
  dust: number;
  /** One side brighter and wider than the other, 0 to 1. */
  lopsidedness: number;
  /** A second galaxy, and the tails between the two. */
  companion: Companion | undefined;
  /** 0 all old and red, 1 all young and blue. */
  youth: number;
  /** Mean light within the half-light radius over the sky's noise in one camera pixel, in r. */
  signal: number;
  /** The picture's side in camera pixels: few for the small and distant, whose cutouts are enlarged. */
  cameraPixels: number;
  /** Full width at half maximum of the point-spread function. */
  seeing: number;
  redshift: number;
  seed: number;
}

export interface Arms {
  count: number;
  pitch: number;
  /** Light of a ridge over that of the disc under it. */
  strength: number;
  /** Of a ridge, in radians of its phase. */
  width: number;
  phase: number;
  handedness: 1 | -1;
  /** 0 for a grand design, 1 for patches that only hint at arms. */
  flocculence: number;
  /** Where they begin and end, in half-light radii. */
  from: number;
  to: number;
}

export interface Companion {
  /** In half-light radii. */
  distance: number;
  angle: number;
  /** Its radius over the first one's. */
  size: number;
  tail: number;
  axisRatio: number;
  positionAngle: number;
  youth: number;
  bulgeFraction: number;
}

/** Shares of the kinds in the field, near those of a bright SDSS sample. */
const mixture: readonly [GalaxyType, number][] = [
  ["elliptical", 0.34],
  ["lenticular", 0.11],
  ["spiral", 0.42],
  ["irregular", 0.05],
  ["merger", 0.06],
  ["artifact", 0.02],
];

/** SDSS: arcseconds of a camera pixel. */
const pixelScale = 0.396;

/** Galaxy `index` of a survey, whatever the number of others. */
export function drawGalaxy(seed: number, index: number): GalaxyModel {
  const stream = randomStream(seed, "galaxy", index);
  const type = pick(stream, mixture);
  const isDisc = type === "spiral" || type === "lenticular";
  const inclination = Math.acos(stream.uniform());
  const radius = clamp((isDisc ? 0.09 : 0.078) * Math.exp(0.3 * stream.normal()), 0.04, 0.17);
  const cameraPixels = clamp(150 * Math.exp(0.4 * stream.normal()), 55, 420);
  const bar = type === "spiral" && stream.uniform() < 0.4 ? drawBar(stream) : undefined;
  const hasArms = type === "spiral" || (type === "merger" && stream.uniform() < 0.5);
  const kiloparsecs = 4.2 * Math.exp(0.35 * stream.normal());
  const ring = isDisc && stream.uniform() < 0.1;
  return {
    type,
    radius,
    positionAngle: Math.PI * stream.uniform(),
    inclination: isDisc ? inclination : type === "merger" || type === "irregular" ? 1.1 * stream.uniform() : 0,
    axisRatio: clamp(0.78 + 0.16 * stream.normal(), 0.4, 1),
    bulgeFraction: bulge(type, stream),
    sersicIndex: type === "elliptical" ? clamp(3.8 + 0.8 * stream.normal(), 2, 6) : between(stream, 1, 3.5),
    arms: hasArms ? drawArms(stream, bar) : undefined,
    bar,
    ring: ring ? { strength: between(stream, 0.8, 2.5), radius: bar?.length ?? between(stream, 0.9, 1.7) } : undefined,
    dust: isDisc || type === "merger" ? between(stream, type === "spiral" ? 1 : 0.2, type === "spiral" ? 6 : 1.5) : 0,
    lopsidedness: type === "irregular" ? between(stream, 0.3, 1) : Math.abs(0.1 * stream.normal()),
    companion: type === "merger" ? drawCompanion(stream) : undefined,
    youth: youth(type, stream),
    signal: (type === "irregular" ? 5 : 10) * Math.exp(0.65 * stream.normal()),
    cameraPixels,
    seeing: between(stream, 2.8, 4) / cameraPixels,
    redshift: redshift(kiloparsecs, radius * cameraPixels * pixelScale),
    seed: stream.below(2 ** 31),
  };
}

function drawBar(stream: RandomStream): NonNullable<GalaxyModel["bar"]> {
  return { share: between(stream, 0.06, 0.35), length: between(stream, 0.5, 1.1), angle: Math.PI * stream.uniform() };
}

function drawArms(stream: RandomStream, bar: GalaxyModel["bar"]): Arms {
  const count = pick(stream, [
    [1, 0.06],
    [2, 0.58],
    [3, 0.17],
    [4, 0.1],
    [5, 0.05],
    [6, 0.04],
  ] as const);
  const handedness = stream.uniform() < 0.5 ? 1 : -1;
  const pitch = (Math.PI / 180) * clamp(19 + 7 * stream.normal(), 7, 40);
  const from = bar ? bar.length * 0.95 : between(stream, 0.2, 0.4);
  return {
    count,
    pitch,
    strength: between(stream, 0.7, 3.2),
    width: between(stream, 0.3, 0.65),
    // Arms of a barred galaxy begin at the bar's ends.
    phase: bar
      ? -count * (bar.angle - (handedness * Math.log(from)) / Math.tan(pitch))
      : 2 * Math.PI * stream.uniform(),
    handedness,
    flocculence: clamp(0.15 * count + 0.3 * stream.normal(), 0.1, 0.9),
    from,
    to: between(stream, 1.8, 3),
  };
}

function drawCompanion(stream: RandomStream): Companion {
  return {
    distance: between(stream, 0.9, 2.6),
    angle: 2 * Math.PI * stream.uniform(),
    size: between(stream, 0.45, 1),
    tail: between(stream, 0.2, 1),
    axisRatio: between(stream, 0.4, 1),
    positionAngle: Math.PI * stream.uniform(),
    youth: stream.uniform(),
    bulgeFraction: between(stream, 0.2, 1),
  };
}

function bulge(type: GalaxyType, stream: RandomStream): number {
  if (type === "elliptical") return 1;
  if (type === "lenticular") return between(stream, 0.35, 0.7);
  return type === "irregular" ? 0 : clamp(0.06 + 0.18 * Math.abs(stream.normal()), 0.02, 0.6);
}

function youth(type: GalaxyType, stream: RandomStream): number {
  const middle = { elliptical: 0.02, lenticular: 0.12, spiral: 0.5, irregular: 0.9, merger: 0.45, artifact: 0.4 }[type];
  const spread = { elliptical: 0.05, lenticular: 0.1, spiral: 0.2, irregular: 0.1, merger: 0.25, artifact: 0.2 }[type];
  return clamp(middle + spread * stream.normal(), 0, 1);
}

/** By the angle that so many kiloparsecs fill, near enough to us for Hubble's law. */
function redshift(kiloparsecs: number, arcseconds: number): number {
  const megaparsecs = (kiloparsecs / 1000) * (206_265 / arcseconds);
  return (70 * megaparsecs) / 299_792;
}

function pick<T>(stream: RandomStream, choices: readonly (readonly [T, number])[]): T {
  let left = stream.uniform() * choices.reduce((sum, [, share]) => sum + share, 0);
  for (const [choice, share] of choices) {
    left -= share;
    if (left < 0) return choice;
  }
  throw new Error("nothing to choose from");
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
