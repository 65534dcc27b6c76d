/** The zenithal projections by their names in FITS (Calabretta & Greisen 2002, section 5.1): how far from the middle a place is drawn. */

import type { Fault } from "../fault.ts";
import type { FitsHeader } from "./fitsHeader.ts";

/** theta is the native latitude: 90 degrees in the middle. Radii in radians. */
export interface Projection {
  /** @returns NaN for a place it cannot show */
  fromNative(sinTheta: number, cosTheta: number): number;
  /** @returns undefined outside of what it shows */
  toNative(radius: number): { sinTheta: number; cosTheta: number } | undefined;
}

/** From the angle to the middle. */
const byAngle = (radiusOf: (angle: number) => number, angleOf: (radius: number) => number): Projection => ({
  fromNative: (sinTheta, cosTheta) => radiusOf(Math.atan2(cosTheta, sinTheta)),
  toNative: (radius) => {
    const angle = angleOf(radius);
    return angle >= 0 && angle <= Math.PI ? { sinTheta: Math.cos(angle), cosTheta: Math.sin(angle) } : undefined;
  },
});

const gnomonic: Projection = {
  fromNative: (sinTheta, cosTheta) => (sinTheta > 0 ? cosTheta / sinTheta : Number.NaN),
  toNative: (radius) => {
    const length = Math.hypot(1, radius);
    return { sinTheta: 1 / length, cosTheta: radius / length };
  },
};

const orthographic: Projection = {
  fromNative: (sinTheta, cosTheta) => (sinTheta >= 0 ? cosTheta : Number.NaN),
  toNative: (radius) => (radius <= 1 ? { sinTheta: Math.sqrt(1 - radius * radius), cosTheta: radius } : undefined),
};

const projections: Record<string, Projection> = {
  TAN: gnomonic,
  TPV: gnomonic,
  SIN: orthographic,
  STG: byAngle(
    (angle) => 2 * Math.tan(angle / 2),
    (radius) => 2 * Math.atan(radius / 2),
  ),
  ARC: byAngle(
    (angle) => angle,
    (radius) => radius,
  ),
  ZEA: byAngle(
    (angle) => 2 * Math.sin(angle / 2),
    (radius) => 2 * Math.asin(radius / 2),
  ),
};

/** @param fault made of the reason, where it is not known or has parameters that are not */
export function projectionOf(
  header: FitsHeader,
  code: string,
  { lonAxis, latAxis }: { lonAxis: number; latAxis: number },
  fault: (why: string) => Fault,
): Projection {
  if (code === "ZPN") return zenithalPolynomial(header, latAxis, fault);
  const found = projections[code];
  if (!found)
    throw fault(`its projection is "${code}"; read are ${[...Object.keys(projections), "ZPN"].join(", ")} and TAN-SIP`);
  if (code === "SIN" && (header.number(`PV${latAxis}_1`, 0) !== 0 || header.number(`PV${latAxis}_2`, 0) !== 0))
    throw fault("its projection is a slanted SIN (PV parameters), which is not read");
  const isMoved = [1, 2].some((m) => header.number(`PV${lonAxis}_${m}`, m === 2 ? 90 : 0) !== (m === 2 ? 90 : 0));
  if (isMoved && code !== "TPV" && code !== "TAN")
    throw fault("its reference point is moved (PV parameters), which is not read");
  return found;
}

/** R = sum of P_m angle^m, up to its first maximum (5.1.7 of the paper). */
function zenithalPolynomial(header: FitsHeader, latAxis: number, fault: (why: string) => Fault): Projection {
  const factors = Array.from({ length: 21 }, (_, m) => header.number(`PV${latAxis}_${m}`, 0));
  const radiusOf = (angle: number) => factors.reduceRight((sum, factor) => sum * angle + factor, 0);
  const slope = (angle: number) =>
    factors.reduceRight((sum, factor, m) => (m === 0 ? sum : sum * angle + m * factor), 0);
  if (!(slope(0) > 0)) throw fault("its projection is ZPN without PV parameters that grow from the middle");
  let furthest = 0;
  while (furthest < Math.PI && slope(furthest) > 0) furthest += 0.001;
  return byAngle(
    (angle) => (angle <= furthest ? radiusOf(angle) : Number.NaN),
    (radius) => {
      if (radius > radiusOf(furthest)) return Number.NaN;
      let [low, high] = [0, furthest];
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2;
        if (radiusOf(middle) < radius) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    },
  );
}
