/** Where in the sky a survey's objects stand: counts in cells of about one area. */

type Numbers = Float32Array | Float64Array;

/** Degrees, ICRS. From west to east; where west is the larger one, it goes over right ascension 0. */
export interface SkyExtent {
  ra: [west: number, east: number];
  dec: [south: number, north: number];
}

/** Bands of declination, each cut into cells of about its own height. */
export interface SkyGrid {
  /** Of a band, degrees. */
  height: number;
  extent: SkyExtent;
}

/** Cells in the extent: as many as a small picture shows. */
const cellsShown = 6000;
const highest = 3;
/** Lower ones would be more than 32 bits can number. */
const lowest = 0.005;

const degree = Math.PI / 180;

/**
 * A grid that suits a survey, from a field of a degree to the whole sky; undefined where no object has a place.
 * @param ra degrees, NaN where there is none
 */
export function skyGrid(ra: Numbers, dec: Numbers): SkyGrid | undefined {
  const extent = skyExtent(ra, dec);
  if (!extent) return undefined;
  const [[west, east], [south, north]] = [extent.ra, extent.dec];
  const width = (east - west + 360) % 360 || (east > west ? 360 : 0);
  const across = width * Math.cos(((south + north) / 2) * degree);
  // A stripe is as long as it is: at least so many cells lie along it.
  const height = Math.max(Math.sqrt((across * (north - south)) / cellsShown), Math.max(across, north - south) / 1000);
  return { height: Math.min(highest, Math.max(lowest, height)), extent };
}

/** Of each object its cell, -1 for none. */
export function cellsOf(ra: Numbers, dec: Numbers, { height }: SkyGrid): Int32Array {
  const perBand = cellsPerBand(height);
  const starts = startsOf(perBand);
  return Int32Array.from(ra as ArrayLike<number>, (across, i) => {
    const up = dec[i] as number;
    if (!Number.isFinite(across) || !Number.isFinite(up)) return -1;
    const band = Math.min(perBand.length - 1, Math.max(0, Math.floor((up + 90) / height)));
    const own = perBand[band] as number;
    return (starts[band] as number) + (Math.floor((across / 360) * own) % own);
  });
}

export interface SkyCells {
  /** Middles, degrees. */
  ra: number[];
  dec: number[];
  /** Objects in each, all and selected. */
  all: number[];
  selected: number[];
}

/** The cells that hold anything. @param cells of each object, by `cellsOf` */
export function countedCells(cells: Int32Array, mask: Uint8Array, { height }: SkyGrid): SkyCells {
  const all = new Map<number, number>();
  const selected = new Map<number, number>();
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] as number;
    if (cell < 0) continue;
    all.set(cell, (all.get(cell) ?? 0) + 1);
    if (mask[i] === 1) selected.set(cell, (selected.get(cell) ?? 0) + 1);
  }
  const perBand = cellsPerBand(height);
  const starts = startsOf(perBand);
  const found: SkyCells = { ra: [], dec: [], all: [], selected: [] };
  let band = 0;
  for (const cell of [...all.keys()].sort((a, b) => a - b)) {
    while (band + 1 < starts.length && (starts[band + 1] as number) <= cell) band++;
    const own = perBand[band] as number;
    found.ra.push(short(((cell - (starts[band] as number) + 0.5) * 360) / own));
    found.dec.push(short(Math.min(90, -90 + (band + 0.5) * height)));
    found.all.push(all.get(cell) as number);
    found.selected.push(selected.get(cell) ?? 0);
  }
  return found;
}

/** The smallest part that holds all objects, whole degrees of right ascension apart. */
function skyExtent(ra: Numbers, dec: Numbers): SkyExtent | undefined {
  const isTaken = new Uint8Array(360);
  let [south, north] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < ra.length; i++) {
    const [across, up] = [ra[i] as number, dec[i] as number];
    if (!Number.isFinite(across) || !Number.isFinite(up)) continue;
    isTaken[Math.floor(across) % 360] = 1;
    south = Math.min(south, up);
    north = Math.max(north, up);
  }
  if (north < south) return undefined;
  const gap = widestGap(isTaken);
  if (gap.length < 30) return { ra: [0, 360], dec: [south, north] };
  return { ra: ends(ra, dec, (gap.from + gap.length) % 360), dec: [south, north] };
}

/** First and last right ascension, counted from a degree on before which nothing lies. */
function ends(ra: Numbers, dec: Numbers, from: number): [number, number] {
  let [first, last] = [360, 0];
  for (let i = 0; i < ra.length; i++) {
    if (!Number.isFinite(ra[i]) || !Number.isFinite(dec[i])) continue;
    const along = ((ra[i] as number) - from + 360) % 360;
    first = Math.min(first, along);
    last = Math.max(last, along);
  }
  return [(from + first) % 360, (from + last) % 360];
}

function widestGap(isTaken: Uint8Array): { from: number; length: number } {
  let widest = { from: 0, length: 0 };
  let length = 0;
  for (let i = 0; i < 720; i++) {
    length = isTaken[i % 360] === 1 ? 0 : length + 1;
    if (length > widest.length) widest = { from: (i - length + 1) % 360, length };
  }
  return widest;
}

function cellsPerBand(height: number): Int32Array {
  return Int32Array.from({ length: Math.ceil(180 / height) }, (_, band) => {
    const middle = Math.min(90, -90 + (band + 0.5) * height);
    return Math.max(1, Math.round((360 * Math.cos(middle * degree)) / height));
  });
}

function startsOf(perBand: Int32Array): Float64Array {
  const starts = new Float64Array(perBand.length);
  for (let band = 1; band < perBand.length; band++)
    starts[band] = (starts[band - 1] as number) + (perBand[band - 1] as number);
  return starts;
}

/** To a tenth of an arcsecond. */
function short(degrees: number): number {
  return Number(degrees.toFixed(5));
}
