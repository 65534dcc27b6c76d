/** What optics do to straight lines, as headers tell it: SIP (Shupe+ 2005) on pixels, TPV (SCAMP's) on the projection's plane. */

import type { FitsHeader } from "./fitsHeader.ts";

export type Plane = readonly [number, number];

export interface Distortion {
  /** As the header has it: towards the sky. */
  distort(x: number, y: number): Plane;
  /** Its inverse, by iteration on the same polynomial: inverses in headers are fits, and some are bad ones. */
  straighten(x: number, y: number): Plane;
}

export function distortionsOf(
  header: FitsHeader,
  code: string,
  lonAxis: 1 | 2,
): { onPixels?: Distortion; onPlane?: Distortion } {
  const sip = sipOf(header);
  // SCAMP writes the same parameters under the plain name TAN. With SIP beside them they are its leftover.
  const isTpv = code === "TPV" || (code === "TAN" && !sip && hasTpvTerms(header));
  return { onPixels: sip, onPlane: isTpv ? tpvOf(header, lonAxis) : undefined };
}

function sipOf(header: FitsHeader): Distortion | undefined {
  if (!header.has("A_ORDER") || !header.has("B_ORDER")) return undefined;
  const [across, up] = [polynomial(header, "A"), polynomial(header, "B")];
  return inverted((u, v) => [u + across(u, v), v + up(u, v)]);
}

function polynomial(header: FitsHeader, letter: "A" | "B"): (u: number, v: number) => number {
  const order = header.number(`${letter}_ORDER`, 0);
  // Row p: the factors of u^p by powers of v, highest power last.
  const factors = Array.from({ length: order + 1 }, (_, p) =>
    Array.from({ length: order + 1 - p }, (_, q) => header.number(`${letter}_${p}_${q}`, 0)),
  );
  return (u, v) =>
    factors.reduceRight((sum, row) => sum * u + row.reduceRight((inner, factor) => inner * v + factor, 0), 0);
}

/** Powers of (xi, eta, r) that PV_0, PV_1, ... multiply. */
const tpvTerms: readonly (readonly [number, number, number])[] = terms();

function terms(): [number, number, number][] {
  const all: [number, number, number][] = [];
  for (let degree = 0; degree <= 7; degree++) {
    for (let second = 0; second <= degree; second++) all.push([degree - second, second, 0]);
    if (degree % 2 === 1) all.push([0, 0, degree]);
  }
  return all;
}

function hasTpvTerms(header: FitsHeader): boolean {
  return header.keywords().some((keyword) => {
    const [, axis, term] = /^PV([12])_(\d+)$/.exec(keyword)?.map(Number) ?? [];
    // PV1_1 to PV1_4 have another meaning beside TAN.
    return term !== undefined && (axis === 2 || term > 4);
  });
}

function tpvOf(header: FitsHeader, lonAxis: 1 | 2): Distortion {
  const factorsOf = (axis: number) =>
    tpvTerms.flatMap((term, m) => {
      const factor = header.number(`PV${axis}_${m}`, m === 1 ? 1 : 0);
      return factor === 0 ? [] : [{ term, factor }];
    });
  const [across, up] = [factorsOf(lonAxis), factorsOf(3 - lonAxis)];
  const sum = (list: typeof across, first: number, second: number) => {
    const radius = Math.hypot(first, second);
    let total = 0;
    for (const { term, factor } of list) total += factor * first ** term[0] * second ** term[1] * radius ** term[2];
    return total;
  };
  return inverted((xi, eta) => [sum(across, xi, eta), sum(up, eta, xi)]);
}

/** Newton's method, its derivatives taken once where it begins: distortions bend little. */
function inverted(distort: (x: number, y: number) => Plane): Distortion {
  const straighten = (wantedX: number, wantedY: number): Plane => {
    let [x, y] = [wantedX, wantedY];
    if (Number.isNaN(x) || Number.isNaN(y)) return [x, y];
    const step = Math.max(1e-6, Math.hypot(x, y) * 1e-6);
    const here = distort(x, y);
    const [dx, dy] = [distort(x + step, y), distort(x, y + step)];
    const [a, c] = [(dx[0] - here[0]) / step, (dx[1] - here[1]) / step];
    const [b, d] = [(dy[0] - here[0]) / step, (dy[1] - here[1]) / step];
    const determinant = a * d - b * c;
    const enough = 1e-12 * Math.max(1, Math.hypot(x, y));
    for (let i = 0; i < 50; i++) {
      const [atX, atY] = distort(x, y);
      const [offX, offY] = [wantedX - atX, wantedY - atY];
      const [moveX, moveY] = [(d * offX - b * offY) / determinant, (a * offY - c * offX) / determinant];
      [x, y] = [x + moveX, y + moveY];
      if (Math.abs(moveX) + Math.abs(moveY) < enough) return [x, y];
    }
    // Far from the image a polynomial may fold back on itself: no pixel shows that place.
    const [atX, atY] = distort(x, y);
    return Math.hypot(atX - wantedX, atY - wantedY) < 1e-6 * Math.max(1, Math.hypot(wantedX, wantedY))
      ? [x, y]
      : [Number.NaN, Number.NaN];
  };
  return { distort, straighten };
}
