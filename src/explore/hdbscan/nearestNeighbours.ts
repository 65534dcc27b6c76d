/** Each point's nearest neighbours, exactly: single precision says where they can be, double precision which they are. */

import { chunkSize, chunksInBlock, columnsOf, eachRowBlock, type ScaledPoints } from "./chunkMinima.ts";
import { pointsAt } from "./points.ts";
import { spatialOrder } from "./spatialOrder.ts";

export interface Neighbours {
  /** How many each point has, itself the first of them. */
  size: number;
  /** [count x size], nearest first; of equally near points the one with the lower number first. */
  places: Int32Array;
  /** [count x size] */
  distances: Float64Array;
}

/** @param size 1 to the number of points */
export async function nearestNeighbours(
  scaled: ScaledPoints,
  size: number,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<Neighbours> {
  const order = spatialOrder(scaled.points, chunkSize);
  return nearestAmong(scaled, { of: order, among: order }, size, onProgress, signal);
}

/** Places of points; quick where those of `among` that lie together in space lie together in the list. */
interface Asked {
  of: Int32Array;
  among: Int32Array;
}

/**
 * Of some points the nearest among some, the point itself where it is one of these.
 * @param size 1 to as many as there are in `among`
 * @returns nothing but zeros for points that were not asked for
 */
export async function nearestAmong(
  scaled: ScaledPoints,
  { of, among }: Asked,
  size: number,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<Neighbours> {
  const { points, lengths, error } = scaled;
  const columns = columnsOf(scaled, among);
  const places = new Int32Array(points.count * size);
  const distances = new Float64Array(points.count * size);
  const least = new Float64Array(Math.min(size, Math.ceil(among.length / chunkSize)));
  const nearest = nearestList(size);
  const { values, dimension } = points;
  const sorted = pointsAt(points, among).values;

  await eachRowBlock(
    scaled,
    of,
    columns,
    (first, count, minima) => {
      for (let row = 0; row < count; row++) {
        const place = of[first + row] as number;
        const length = lengths[place] as number;
        const limit = reachOf(least, row, minima, size, length, error);
        nearest.clear();
        for (let block = 0; block < minima.length; block++) {
          const own = minima[block] as Float32Array;
          for (let chunk = 0; chunk < chunksInBlock; chunk++) {
            if ((own[row * chunksInBlock + chunk] as number) > limit) continue;
            const start = (block * chunksInBlock + chunk) * chunkSize;
            const end = Math.min(start + chunkSize, among.length);
            for (let at = start; at < end; at++) {
              const other = among[at] as number;
              const most = nearest.worst();
              const squared = other === place ? -1 : squaredBelow(values, place, sorted, at, dimension, most);
              if (squared <= most) nearest.offer(other, squared);
            }
          }
        }
        nearest.write(places, distances, place * size);
      }
      onProgress((first + count) / of.length);
    },
    { signal },
  );
  return { size, places, distances };
}

/**
 * The single precision below which every neighbour that is wanted stays.
 *
 * As many chunks as neighbours are wanted hold a point each at least so near as the largest of their minima. By then that
 * is the farthest a neighbour can be, up to the error of single precision; and that error once more bounds what single
 * precision makes of a point that near.
 */
function reachOf(
  least: Float64Array,
  row: number,
  minima: readonly Float32Array[],
  size: number,
  length: number,
  error: number,
): number {
  // Fewer chunks than neighbours: nothing can be left out.
  if (least.length < size) return Number.POSITIVE_INFINITY;
  least.fill(Number.POSITIVE_INFINITY);
  let worst = Number.POSITIVE_INFINITY;
  for (const own of minima)
    for (let at = row * chunksInBlock; at < (row + 1) * chunksInBlock; at++) {
      const value = own[at] as number;
      if (value >= worst) continue;
      let i = size - 1;
      while (i > 0 && (least[i - 1] as number) > value) {
        least[i] = least[i - 1] as number;
        i--;
      }
      least[i] = value;
      worst = least[size - 1] as number;
    }
  const far = farthest(worst, length, error);
  return far * far + error * (2 * length + far) ** 2;
}

/**
 * The largest distance of a point that single precision puts at `squared`, from one of this length. The other's length is at
 * most length + distance, so distance^2 <= squared + error (2 length + distance)^2, which is solved for the distance.
 */
function farthest(squared: number, length: number, error: number): number {
  const [a, b, c] = [1 - error, 4 * error * length, Math.max(0, squared) + 4 * error * length * length];
  return (b + Math.sqrt(b * b + 4 * a * c)) / (2 * a);
}

/** The few nearest of many that are offered, in order. */
interface NearestList {
  clear(): void;
  /** What a point has to beat to be among them, squared. */
  worst(): number;
  offer(place: number, squared: number): void;
  write(places: Int32Array, distances: Float64Array, from: number): void;
}

function nearestList(size: number): NearestList {
  const places = new Int32Array(size);
  const squares = new Float64Array(size);
  return {
    clear() {
      places.fill(-1);
      squares.fill(Number.POSITIVE_INFINITY);
    },
    worst: () => squares[size - 1] as number,
    offer(place, squared) {
      let at = size - 1;
      const last = squares[at] as number;
      if (squared > last || (squared === last && place > (places[at] as number))) return;
      while (at > 0) {
        const before = squares[at - 1] as number;
        if (before < squared || (before === squared && (places[at - 1] as number) < place)) break;
        squares[at] = before;
        places[at] = places[at - 1] as number;
        at--;
      }
      squares[at] = squared;
      places[at] = place;
    },
    write(intoPlaces, intoDistances, from) {
      for (let i = 0; i < size; i++) {
        intoPlaces[from + i] = places[i] as number;
        intoDistances[from + i] = Math.sqrt(Math.max(0, squares[i] as number));
      }
    },
  };
}

/**
 * `squaredDistance` of two rows, the same sum in the same order; given up, as infinite, where half of it is too much.
 */
function squaredBelow(
  values: Float64Array,
  place: number,
  others: Float64Array,
  at: number,
  dimension: number,
  most: number,
): number {
  let sum = 0;
  let i = place * dimension;
  let j = at * dimension;
  const half = i + (dimension >> 1);
  for (; i < half; i++, j++) {
    const difference = (values[i] as number) - (others[j] as number);
    sum += difference * difference;
  }
  if (sum > most) return Number.POSITIVE_INFINITY;
  const end = (place + 1) * dimension;
  for (; i < end; i++, j++) {
    const difference = (values[i] as number) - (others[j] as number);
    sum += difference * difference;
  }
  return sum;
}
