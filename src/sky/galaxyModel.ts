/** What a simulated galaxy is: drawn from a seed, before anything is drawn on pixels. */

import { type RandomStream, randomStream } from "../random.ts";

export type GalaxyType = "elliptical" | "lenticular" | "spiral" | "irregular" | "merger" | "artifact";

/** Lengths are shares of the image's side, angles are radians. */
export interface GalaxyModel {
  type: GalaxyType;
  /** Half-light radius. */
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
  arms:
    | { count: number; pitch: number; strength: number; width: number; phase: number; handedness: 1 | -1 }
    | undefined;
  /** Length in half-light radii. */
  bar: { strength: number; length: number; angle: number } | undefined;
  /** Radius in half-light radii. */
  ring: { strength: number; radius: number } | undefined;
  /** Optical depth of the lane through an edge-on disc. */
  dust: number;
  /** A second galaxy and the tails between them. */
  companion: { distance: number; angle: number; size: number; tail: number } | undefined;
  /** 0 all old and red, 1 all young and blue. */
  youth: number;
  /** Peak of the smooth light over the noise of one pixel. */
  signal: number;
  /** Full width at half maximum of the point-spread function. */
  seeing: number;
  seed: number;
}

/** Shares of the kinds in the field, near those of a bright SDSS sample. */
const mixture: readonly [GalaxyType, number][] = [
  ["elliptical", 0.36],
  ["lenticular", 0.1],
  ["spiral", 0.42],
  ["irregular", 0.04],
  ["merger", 0.06],
  ["artifact", 0.02],
];

/** Galaxy `index` of a survey, whatever the number of others. */
export function drawGalaxy(seed: number, index: number): GalaxyModel {
  const stream = randomStream(seed, "galaxy", index);
  const type = pick(stream, mixture);
  const isDisc = type === "spiral" || type === "lenticular";
  const inclination = Math.acos(stream.uniform());
  const isBarred = type === "spiral" && stream.uniform() < 0.35;
  return {
    type,
    radius: clamp(0.09 * Math.exp(0.33 * stream.normal()), 0.04, 0.2),
    positionAngle: Math.PI * stream.uniform(),
    inclination: isDisc ? inclination : type === "merger" ? 1.1 * stream.uniform() : 0,
    axisRatio: type === "irregular" ? range(stream, 0.5, 0.9) : range(stream, 0.45, 1),
    bulgeFraction: bulge(type, stream),
    sersicIndex: type === "elliptical" ? range(stream, 2.5, 4.5) : range(stream, 1, 3),
    arms: type === "spiral" || (type === "merger" && stream.uniform() < 0.5) ? drawArms(stream) : undefined,
    bar: isBarred
      ? { strength: range(stream, 0.5, 1.6), length: range(stream, 0.5, 1.1), angle: Math.PI * stream.uniform() }
      : undefined,
    ring:
      isDisc && stream.uniform() < 0.1 ? { strength: range(stream, 0.6, 2), radius: range(stream, 1, 1.8) } : undefined,
    dust: isDisc ? range(stream, 0.2, 1.6) : 0,
    companion:
      type === "merger"
        ? {
            distance: range(stream, 1.2, 2.8),
            angle: 2 * Math.PI * stream.uniform(),
            size: range(stream, 0.4, 0.9),
            tail: range(stream, 0.3, 1),
          }
        : undefined,
    youth: youth(type, stream),
    signal: 14 * Math.exp(0.65 * stream.normal()),
    seeing: range(stream, 0.022, 0.036),
    seed: stream.below(2 ** 31),
  };
}

function drawArms(stream: RandomStream): NonNullable<GalaxyModel["arms"]> {
  const counts: readonly [number, number][] = [
    [1, 0.06],
    [2, 0.6],
    [3, 0.16],
    [4, 0.1],
    [5, 0.05],
    [6, 0.03],
  ];
  return {
    count: pick(stream, counts),
    pitch: (Math.PI / 180) * range(stream, 8, 35),
    strength: range(stream, 0.6, 2.6),
    width: range(stream, 0.35, 0.75),
    phase: 2 * Math.PI * stream.uniform(),
    handedness: stream.uniform() < 0.5 ? 1 : -1,
  };
}

function bulge(type: GalaxyType, stream: RandomStream): number {
  if (type === "elliptical") return 1;
  if (type === "lenticular") return range(stream, 0.35, 0.7);
  return type === "irregular" ? 0 : clamp(0.12 + 0.15 * Math.abs(stream.normal()), 0.02, 0.6);
}

function youth(type: GalaxyType, stream: RandomStream): number {
  const middle = { elliptical: 0.05, lenticular: 0.15, spiral: 0.55, irregular: 0.9, merger: 0.5, artifact: 0.4 }[type];
  return clamp(middle + 0.15 * stream.normal(), 0, 1);
}

function pick<T>(stream: RandomStream, choices: readonly (readonly [T, number])[]): T {
  let left = stream.uniform() * choices.reduce((sum, [, share]) => sum + share, 0);
  for (const [choice, share] of choices) {
    left -= share;
    if (left < 0) return choice;
  }
  throw new Error("nothing to choose from");
}

function range(stream: RandomStream, low: number, high: number): number {
  return low + (high - low) * stream.uniform();
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
