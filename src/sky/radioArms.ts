/** One side of a radio galaxy as a row of Gaussian blobs: a jet that fades (FR I), or a lobe with a hot spot (FR II). */

import { between, type RandomStream } from "../random.ts";

/** Light of one place. Arcseconds from the host, x to the right and y upwards; `sigma` of a Gaussian; flux in any unit. */
export interface Blob {
  x: number;
  y: number;
  flux: number;
  sigma: number;
}

export type ArmKind = "jet" | "lobe";

export interface Arm {
  kind: ArmKind;
  /** From the host to its end, arcseconds, before it is bent. */
  length: number;
  /** Radians, anticlockwise from the x axis. */
  angle: number;
  /** How far its end lies to the left of that direction, over its length: grows as the square of the way. */
  bend: number;
  flux: number;
}

const steps = 48;
/** Arms are knotty: the spread of ln flux from place to place, and the places over which it hangs together. */
const [knottiness, knotLength] = [0.9, 1.5];

/** @returns blobs whose flux adds up to the arm's */
export function armBlobs({ kind, length, angle, bend, flux }: Arm, stream: RandomStream): Blob[] {
  const profile = kind === "jet" ? jetProfile(length, stream) : lobeProfile(length, stream);
  const knots = knotty(stream);
  const places = Array.from({ length: steps }, (_, i) => (i + 0.5) / steps);
  const light = places.map((t, i) => profile.light(t) * (knots[i] as number));
  const total = light.reduce((sum, each) => sum + each, 0);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const at = (t: number) => {
    const [along, across] = [length * t, bend * length * t * t];
    return { x: along * cosine - across * sine, y: along * sine + across * cosine };
  };
  const spread = flux * (1 - profile.hotSpot);
  const blobs = places.map((t, i) => ({
    ...at(t),
    flux: (spread * (light[i] as number)) / total,
    sigma: profile.sigma(t),
  }));
  if (profile.hotSpot > 0) blobs.push({ ...at(0.98), flux: flux * profile.hotSpot, sigma: 0.06 * length });
  return blobs.filter((blob) => blob.flux > 0);
}

interface Profile {
  light: (t: number) => number;
  sigma: (t: number) => number;
  /** Share of the flux in a spot at the end. */
  hotSpot: number;
}

function jetProfile(length: number, stream: RandomStream): Profile {
  const scale = between(stream, 0.4, 2);
  const start = between(stream, 0, 0.3);
  const opening = Math.tan((between(stream, 5, 14) * Math.PI) / 180);
  return {
    light: (t) => (t < start ? 0 : Math.exp(-t / scale)),
    sigma: (t) => length * (0.05 + t * opening),
    hotSpot: 0,
  };
}

function lobeProfile(length: number, stream: RandomStream): Profile {
  const scale = between(stream, 0.15, 0.6);
  const width = between(stream, 0.14, 0.38);
  return {
    light: (t) => (t <= 0.05 ? 0 : Math.exp(-(1 - t) / scale)),
    // Widest a little beyond its middle.
    sigma: (t) => length * width * Math.sqrt(Math.max(0.1, Math.min(1, 1 - (2 * t - 1.15) ** 2))),
    hotSpot: between(stream, 0.05, 0.5),
  };
}

/** Factors along an arm: exp of noise that is smoothed and has unit variance again. */
function knotty(stream: RandomStream): number[] {
  const reach = Math.ceil(3 * knotLength);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * knotLength ** 2)));
  const norm = Math.sqrt(kernel.reduce((sum, each) => sum + each * each, 0));
  const white = Array.from({ length: steps + 2 * reach }, () => stream.normal());
  return Array.from({ length: steps }, (_, i) =>
    Math.exp((knottiness * kernel.reduce((sum, each, k) => sum + each * (white[i + k] as number), 0)) / norm),
  );
}
