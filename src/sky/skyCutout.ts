/** One object cut out of a mosaic: the same square of sky in every band. */

import type { BandImage, Footprint, OpenMosaic } from "./mosaics.ts";
import { type Piece, type Placement, reachOf, resample } from "./resample.ts";
import type { Pair, WorldCoordinates } from "./worldCoordinates.ts";

export interface CutoutShape {
  /** Pixels of a side. */
  size: number;
  /** Of the square's side in the sky; undefined for the mosaic's own pixels, as they are. */
  sideArcsec?: number;
  /** North up and east to the left; else the directions of the mosaic. */
  isNorthUp: boolean;
}

export interface Cutout {
  /** [size, size] a band, the mosaic's values, in FITS's order of rows; NaN where there are none. */
  bands: Float32Array[];
  /** Where the object lies on the first band, pixels from 0 at the centre of the first. */
  x: number;
  y: number;
  arcsecPerPixel: number;
  /** Share of pixels that have a value in every band. */
  covered: number;
  /** The square reaches over the mosaic's edge. */
  isAtEdge: boolean;
  /** Pixels inside of the mosaic have no value. */
  hasHoles: boolean;
  /** The linear part of its own world coordinates: the object's place lies at `centre`, pixels of the cutout from 0. */
  centre: Pair;
  /** Degrees east and north for a pixel across and for one up. */
  matrix: [Pair, Pair];
}

/** A larger piece of a mosaic is not read for one picture. */
const mostPixels = 64e6;

/** @returns undefined where no pixel of the square lies on the mosaic, or it is too large a piece of it to be read */
export function cutObject(
  { bands }: Pick<OpenMosaic, "bands">,
  [ra, dec]: Pair,
  shape: CutoutShape,
): Cutout | undefined {
  const [first] = bands;
  if (!first) return undefined;
  const { size } = shape;
  const [x, y] = first.sky.toPixel(ra, dec);
  if (!Number.isFinite(x) || !Number.isFinite(y)) return undefined;
  const step = steps(first.sky, [ra, dec], [x, y], shape);
  const isPlain = shape.sideArcsec === undefined && !shape.isNorthUp;
  const middle = (size - 1) / 2;
  // Whole pixels: the object lies up to half a pixel from the middle.
  const [left, bottom] = [Math.round(x - middle), Math.round(y - middle)];
  const placement: Placement = isPlain
    ? { x: left + middle, y: bottom + middle, across: [1, 0], up: [0, 1] }
    : { x, y, ...step };
  const planes: Float32Array[] = [];
  for (const band of bands) {
    const place = band === first ? placement : followed(first.sky, band.sky, placement, size);
    const plane = planeOf(band, place, size);
    if (!plane) return undefined;
    planes.push(plane);
  }
  const inside = share(first, placement, size);
  const valued = countValued(planes, size * size);
  if (valued === 0) return undefined;
  const covered = valued / (size * size);
  const perPixel = Math.sqrt(Math.abs(placement.across[0] * placement.up[1] - placement.across[1] * placement.up[0]));
  return {
    bands: planes,
    x,
    y,
    arcsecPerPixel: shape.sideArcsec === undefined ? first.sky.pixelArcsec * perPixel : shape.sideArcsec / size,
    covered,
    isAtEdge: inside < 1 - 1e-9,
    hasHoles: covered < inside - 1e-9,
    centre: isPlain ? [x - left, y - bottom] : [middle, middle],
    matrix: matrixAt(first.sky, [ra, dec], [x, y], placement),
  };
}

/** Pixels that are a number in every band. */
function countValued([first, ...others]: readonly Float32Array[], pixels: number): number {
  if (!first) return 0;
  // A sum is NaN where one of its parts is; of infinities too, which are no values either.
  const sum = others.length === 0 ? first : Float32Array.from(first);
  for (const plane of others) for (let i = 0; i < pixels; i++) sum[i] = (sum[i] as number) + (plane[i] as number);
  let count = 0;
  for (let i = 0; i < pixels; i++) {
    const value = sum[i] as number;
    if (!Number.isNaN(value)) count++;
  }
  return count;
}

/** How much of the square lies on the mosaic, as if its sides ran along the mosaic's. */
export function share(
  { width, height }: Pick<Footprint, "width" | "height">,
  { x, y, across, up }: Placement,
  size: number,
): number {
  const wide = size * Math.hypot(across[0], up[0]);
  const high = size * Math.hypot(across[1], up[1]);
  const overlap = (place: number, length: number, end: number) =>
    Math.max(0, Math.min(end - 0.5, place + length / 2) - Math.max(-0.5, place - length / 2)) / length;
  return overlap(x, wide, width) * overlap(y, high, height);
}

/** Steps on the mosaic for a pixel of the cutout across and up. */
export function steps(
  sky: WorldCoordinates,
  place: Pair,
  pixel: Pair,
  { size, sideArcsec, isNorthUp }: CutoutShape,
): Pick<Placement, "across" | "up"> {
  const scale = sideArcsec === undefined ? 1 : sideArcsec / size / sky.pixelArcsec;
  if (!isNorthUp) return { across: [scale, 0], up: [0, scale] };
  const degrees = (scale * sky.pixelArcsec) / 3600;
  const away = (east: number, north: number): Pair => {
    const [x, y] = sky.toPixel(...beside(place, east, north));
    return [x - pixel[0], y - pixel[1]];
  };
  // East is left in a picture of the sky.
  return { across: away(-degrees, 0), up: away(0, degrees) };
}

/** The place so many degrees east and north of another, on the plane that touches the sky there. */
function beside([ra, dec]: Pair, east: number, north: number): Pair {
  const radians = Math.PI / 180;
  const [sin, cos] = [Math.sin(dec * radians), Math.cos(dec * radians)];
  const [xi, eta] = [east * radians, north * radians];
  const out = cos - eta * sin;
  return [ra + Math.atan2(xi, out) / radians, Math.atan2(sin + eta * cos, Math.hypot(xi, out)) / radians];
}

/** The same square on another band, whose pixels may lie otherwise: straight lines through its middle. */
function followed(
  from: WorldCoordinates,
  to: WorldCoordinates,
  { x, y, across, up }: Placement,
  size: number,
): Placement {
  const there = (a: number, b: number) =>
    to.toPixel(...from.toSky(x + a * across[0] + b * up[0], y + a * across[1] + b * up[1]));
  const half = Math.max(1, size / 4);
  const centre = there(0, 0);
  const [right, left, above, below] = [there(half, 0), there(-half, 0), there(0, half), there(0, -half)];
  return {
    x: centre[0],
    y: centre[1],
    across: [(right[0] - left[0]) / (2 * half), (right[1] - left[1]) / (2 * half)],
    up: [(above[0] - below[0]) / (2 * half), (above[1] - below[1]) / (2 * half)],
  };
}

/** Less than this of a pixel is the same place. */
const same = 2e-3;

function planeOf(image: BandImage, placement: Placement, size: number): Float32Array | undefined {
  const { x, y, across, up } = placement;
  const middle = (size - 1) / 2;
  const [left, bottom] = [Math.round(x - middle), Math.round(y - middle)];
  const bend = (Math.abs(across[0] - 1) + Math.abs(across[1]) + Math.abs(up[0]) + Math.abs(up[1] - 1)) * middle;
  const isPlain = Math.abs(x - middle - left) + Math.abs(y - middle - bottom) + bend < same;
  const wanted = isPlain ? { x: left, y: bottom, width: size, height: size } : reachOf(placement, size);
  if (!(wanted.width * wanted.height <= mostPixels)) return undefined;
  const piece = pieceOf(image, wanted);
  if (!piece) return new Float32Array(size * size).fill(Number.NaN);
  return isPlain ? padded(piece, wanted) : resample(piece, placement, size);
}

/** What the image has of a window. */
function pieceOf(image: BandImage, wanted: { x: number; y: number; width: number; height: number }): Piece | undefined {
  const [x, y] = [Math.max(0, wanted.x), Math.max(0, wanted.y)];
  const width = Math.min(image.width, wanted.x + wanted.width) - x;
  const height = Math.min(image.height, wanted.y + wanted.height) - y;
  if (width <= 0 || height <= 0) return undefined;
  return { x, y, width, height, pixels: image.read({ x, y, width, height }) };
}

function padded(piece: Piece, wanted: { x: number; y: number; width: number; height: number }): Float32Array {
  if (piece.width === wanted.width && piece.height === wanted.height) return piece.pixels;
  const result = new Float32Array(wanted.width * wanted.height).fill(Number.NaN);
  for (let row = 0; row < piece.height; row++)
    result.set(
      piece.pixels.subarray(row * piece.width, (row + 1) * piece.width),
      (piece.y - wanted.y + row) * wanted.width + piece.x - wanted.x,
    );
  return result;
}

/** Degrees east and north of the object for a pixel across and up. */
function matrixAt(sky: WorldCoordinates, place: Pair, [x, y]: Pair, { across, up }: Placement): [Pair, Pair] {
  const along = ([dx, dy]: readonly [number, number]): Pair => {
    const [a, b] = [tangent(place, sky.toSky(x + dx, y + dy)), tangent(place, sky.toSky(x - dx, y - dy))];
    return [(a[0] - b[0]) / 2, (a[1] - b[1]) / 2];
  };
  return [along(across), along(up)];
}

/** Degrees east and north of a place, on the plane that touches the sky there. */
function tangent([ra, dec]: Pair, [otherRa, otherDec]: Pair): Pair {
  const radians = Math.PI / 180;
  const alpha = (otherRa - ra) * radians;
  const [sin, cos] = [Math.sin(dec * radians), Math.cos(dec * radians)];
  const [sinOther, cosOther] = [Math.sin(otherDec * radians), Math.cos(otherDec * radians)];
  const depth = sinOther * sin + cosOther * cos * Math.cos(alpha);
  return [
    (cosOther * Math.sin(alpha)) / depth / radians,
    (sinOther * cos - cosOther * sin * Math.cos(alpha)) / depth / radians,
  ];
}
