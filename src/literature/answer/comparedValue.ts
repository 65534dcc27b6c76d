/** What a value with its error says of a claimed one: inside the error it supports, far off it contradicts, else it is left open. */

import type { Measured } from "./measured.ts";

/** unclear: it gives a value that lies between, or a bound that leaves both open. */
export type ByValue = "supports" | "contradicts" | "unclear" | "says nothing";

/** How many errors away a value contradicts, and how exact it must be (of its size) to support what lies two errors away. */
const farErrors = 3;
const exactAtTwo = 0.1;
/** An error larger than this share of its value supports nothing. */
const loosest = 0.25;
/** Of a value without an error, and of "about": what may be meant by it. */
const meant = 0.1;
/** As much larger or smaller, it is of something else, unless it stands beside its subject. */
const elsewhere = 10;

/** Of what is claimed the value: inside its error it supports, three errors away it contradicts, what lies between is left open. */
export function compared(claim: Measured, value: Measured, isBound = true): ByValue {
  const isEquality = claim.kind === "value";
  const middle = (claim.low + claim.high) / 2;
  const half = isEquality
    ? Math.max(
        claim.error?.up ?? 0,
        claim.isAbout ? meant * Math.abs(middle) : 0,
        claim.error ? 0 : roundingMeant(claim, middle),
      )
    : 0;
  const [low, high] = [claim.low - half, claim.high + half];
  const touches = (from: number, to: number) => nearly(from, high) && nearly(low, to);
  const isInside = (from: number, to: number) => nearly(low, from) && nearly(to, high);
  const down = value.error?.down ?? 0;
  const up = value.error?.up ?? 0;
  const slack = Math.max(value.error ? 0 : value.rounding, value.isAbout ? meant * Math.abs(value.low) : 0);
  const around = (errors: number, least = 0): [number, number] => [
    value.low - Math.max(errors * down, slack, least),
    value.high + Math.max(errors * up, slack, least),
  ];
  if (value.kind === "above" || value.kind === "below") {
    if (!touches(value.low, value.high) || (claim.kind !== "value" && claim.kind !== "range" && onlyEnd(claim, value)))
      return "contradicts";
    return !isEquality && isInside(value.low, value.high) ? "supports" : "unclear";
  }
  const size = Math.abs(value.low + value.high) / 2;
  if (isEquality) {
    // Without an error nobody knows how far it may be off.
    const far = value.error ? 0 : Math.max(meant * size, farErrors * slack);
    const ratio = size / Math.abs(middle || Number.NaN);
    if (!isBound && (ratio > elsewhere || ratio < 1 / elsewhere)) return "says nothing";
    if (value.kind === "range") {
      const width = value.high - value.low;
      if (touches(...around(1))) return width <= 0.5 * size || size === 0 ? "supports" : "unclear";
      return touches(...around(farErrors, far)) ? "unclear" : "contradicts";
    }
    const error = Math.max(down, up);
    const isExact = (share: number) => middle === 0 || size === 0 || error <= share * size;
    if (touches(...around(1)) && isExact(loosest)) return "supports";
    if (value.error && touches(...around(2)) && isExact(exactAtTwo / 2)) return "supports";
    return touches(...around(farErrors, far)) ? "unclear" : "contradicts";
  }
  const [from, to] = around(2);
  if (isInside(from, to)) return "supports";
  return nearly(to, low) || nearly(high, from) ? "contradicts" : "unclear";
}

/** Of "-1" not half of 1. */
const finest = 0.02;

function roundingMeant({ rounding, isPower }: Measured, size: number): number {
  return isPower ? rounding : Math.min(rounding, finest * Math.abs(size) || rounding);
}

/** "> 70" and "< 70" touch in one point, which neither means. */
function onlyEnd(claim: Measured, value: Measured): boolean {
  if (claim.kind === value.kind) return false;
  return claim.kind === "above" ? value.high <= claim.low : value.low >= claim.high;
}

function nearly(a: number, b: number): boolean {
  return a <= b || (Number.isFinite(a - b) && a - b <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)));
}
