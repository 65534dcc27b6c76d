/**
 * Where a pixel of an image lies in the sky, and the other way round: Calabretta & Greisen 2002 (A&A 395, 1077) for the
 * zenithal projections, with the distortions SIP (Shupe+ 2005) and TPV (SCAMP's).
 */

import { Fault } from "../fault.ts";
import { distortionsOf, type Plane } from "./distortions.ts";
import type { FitsHeader } from "./fitsHeader.ts";
import { projectionOf } from "./zenithal.ts";

/** Two numbers: pixels (x, y), or degrees (right ascension, declination). */
export type Pair = readonly [number, number];

export interface WorldCoordinates {
  /** @param x, y from 0 at the centre of the first pixel. @returns right ascension and declination, degrees; NaN where the image shows no sky */
  toSky(x: number, y: number): Pair;
  /** @returns from 0 at the centre of the first pixel; NaN for what this projection cannot show */
  toPixel(ra: number, dec: number): Pair;
  /** Side of a square of a pixel's area at the reference point, arcsec. */
  pixelArcsec: number;
}

const radians = Math.PI / 180;

/**
 * @param name what to call the image in a message
 * @throws Fault "no-wcs" where the header places it nowhere; "wcs" for a projection or a frame that is not known here
 */
export function worldCoordinates(header: FitsHeader, name: string): WorldCoordinates {
  const { lonAxis, latAxis, code } = axesOf(header, name);
  requireEquatorial(header, name);
  const projection = projectionOf(header, code, { lonAxis, latAxis }, (why) => wcsFault(name, why));
  const [[a, b], [c, d]] = matrixOf(header);
  const determinant = a * d - b * c;
  if (!(Math.abs(determinant) > 0)) throw wcsFault(name, "its CD or CDELT leave its pixels no size");
  const [x0, y0] = [header.number("CRPIX1", 0) - 1, header.number("CRPIX2", 0) - 1];
  const isSwapped = lonAxis === 2;
  const [pole, latitude] = [header.number(`CRVAL${lonAxis}`, 0), header.number(`CRVAL${latAxis}`, 0)];
  // 6.1.3 and 2.4 of the paper: the native pole is the reference point; the sky's pole lies at LONPOLE in native longitude.
  const phiPole = header.number("LONPOLE", latitude >= 90 ? 0 : 180) * radians;
  const [sinPole, cosPole] = [Math.sin(latitude * radians), Math.cos(latitude * radians)];
  const { onPixels, onPlane } = distortionsOf(header, code, lonAxis);

  const toSky = (x: number, y: number): Pair => {
    const [u, v] = onPixels ? onPixels.distort(x - x0, y - y0) : [x - x0, y - y0];
    const [first, second]: Plane = [a * u + b * v, c * u + d * v];
    const straight: Plane = isSwapped ? [second, first] : [first, second];
    const [xi, eta] = onPlane ? onPlane.distort(...straight) : straight;
    const native = projection.toNative(Math.hypot(xi, eta) * radians);
    if (!native) return [Number.NaN, Number.NaN];
    const { sinTheta, cosTheta } = native;
    const phi = Math.atan2(xi, -eta) - phiPole;
    const [along, across] = [cosTheta * Math.cos(phi), cosTheta * Math.sin(phi)];
    const east = -across;
    const north = sinTheta * cosPole - along * sinPole;
    const up = sinTheta * sinPole + along * cosPole;
    const ra = pole + Math.atan2(east, north) / radians;
    return [((ra % 360) + 360) % 360, Math.atan2(up, Math.hypot(east, north)) / radians];
  };

  const toPixel = (ra: number, dec: number): Pair => {
    const [alpha, delta] = [(ra - pole) * radians, dec * radians];
    const [sinDec, cosDec] = [Math.sin(delta), Math.cos(delta)];
    const east = -cosDec * Math.sin(alpha);
    const north = sinDec * cosPole - cosDec * sinPole * Math.cos(alpha);
    const sinTheta = sinDec * sinPole + cosDec * cosPole * Math.cos(alpha);
    const cosTheta = Math.hypot(east, north);
    const radius = projection.fromNative(sinTheta, cosTheta) / radians;
    const phi = phiPole + Math.atan2(east, north);
    const seen: Plane = [radius * Math.sin(phi), -radius * Math.cos(phi)];
    const straight = onPlane ? onPlane.straighten(...seen) : seen;
    const [first, second] = isSwapped ? [straight[1], straight[0]] : straight;
    const [u, v]: Plane = [(d * first - b * second) / determinant, (a * second - c * first) / determinant];
    const [p, q] = onPixels ? onPixels.straighten(u, v) : [u, v];
    return [p + x0, q + y0];
  };

  return { toSky, toPixel, pixelArcsec: 3600 * Math.sqrt(Math.abs(determinant)) };
}

function wcsFault(name: string, why: string): Fault {
  return new Fault("wcs", `${name}: ${why}`);
}

function axesOf(header: FitsHeader, name: string): { lonAxis: 1 | 2; latAxis: 1 | 2; code: string } {
  const types = [header.text("CTYPE1") ?? "", header.text("CTYPE2") ?? ""];
  if (types.every((type) => type === ""))
    throw new Fault(
      "no-wcs",
      `${name} has no world coordinates (no CTYPE1, CTYPE2 in its header): it does not say where in the sky it lies`,
    );
  const lon = types.findIndex((type) => /^(RA--|GLON|ELON|.LON|..LN)/.test(type));
  const lat = types.findIndex((type) => /^(DEC-|GLAT|ELAT|.LAT|..LT)/.test(type));
  if (lon < 0 || lat < 0)
    throw new Fault("no-wcs", `${name} is no image of the sky: its axes are ${types.join(" and ")}`);
  if (!types[lon]?.startsWith("RA") || !types[lat]?.startsWith("DEC"))
    throw wcsFault(name, `its axes are ${types.join(" and ")}, and only right ascension and declination are read`);
  const code = /^RA---?(\w{3})(-SIP)?$/.exec(types[lon] ?? "")?.[1] ?? (types[lon] ?? "").slice(5, 8);
  return { lonAxis: lon === 0 ? 1 : 2, latAxis: lat === 0 ? 1 : 2, code };
}

/** B1950's equator lies half a degree from today's. */
function requireEquatorial(header: FitsHeader, name: string): void {
  const equinox = header.number("EQUINOX", header.number("EPOCH", 2000));
  const frame = (header.text("RADESYS") ?? header.text("RADECSYS") ?? (equinox < 1984 ? "FK4" : "ICRS")).trim();
  if (!["ICRS", "FK5", "GAPPT", ""].includes(frame) || (frame === "FK5" && equinox !== 2000))
    throw wcsFault(name, `its coordinates are ${frame}, equinox ${equinox}; only ICRS and FK5 of J2000 are read`);
}

type Matrix = [[number, number], [number, number]];

/** Degrees (along the two axes) for a step of a pixel. */
function matrixOf(header: FitsHeader): Matrix {
  if (["CD1_1", "CD1_2", "CD2_1", "CD2_2"].some((keyword) => header.has(keyword)))
    return [
      [header.number("CD1_1", 0), header.number("CD1_2", 0)],
      [header.number("CD2_1", 0), header.number("CD2_2", 0)],
    ];
  const [across, up] = [header.number("CDELT1", 1), header.number("CDELT2", 1)];
  if (["PC1_1", "PC1_2", "PC2_1", "PC2_2"].some((keyword) => header.has(keyword)))
    return [
      [across * header.number("PC1_1", 1), across * header.number("PC1_2", 0)],
      [up * header.number("PC2_1", 0), up * header.number("PC2_2", 1)],
    ];
  const turn = header.number("CROTA2", 0) * radians;
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  return [
    [across * cos, -up * sin],
    [across * sin, up * cos],
  ];
}
