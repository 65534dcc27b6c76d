/** A map of vectors in the plane on which neighbours stay neighbours: UMAP (McInnes, Healy & Melville 2018). */

import { randomStream } from "../../random.ts";
import { scaledPoints } from "../hdbscan/chunkMinima.ts";
import { type Neighbours, nearestNeighbours } from "../hdbscan/nearestNeighbours.ts";
import type { Points } from "../hdbscan/points.ts";
import { fuzzyGraph } from "./fuzzyGraph.ts";
import { layOut } from "./layout.ts";

export interface UmapOptions {
  /** Each point's, itself among them: few for fine structure, many for the broad one. */
  neighbours?: number;
  /** How near points may come, in units of the map. */
  minDistance?: number;
  seed?: number;
  onProgress?: (fraction: number, text: string) => void;
  signal?: AbortSignal;
}

/** Of the first two numbers of the points, which the map begins as. */
const firstExtent = 10;

/** Between finding neighbours and laying out. */
const neighboursShare = 0.4;

/**
 * @param points along principal components, the one of most variance first: the first two are where the map begins
 * @returns [count x 2]
 */
export async function umap(points: Points, options: UmapOptions = {}): Promise<Float64Array> {
  return (await umapWithNeighbours(points, options)).places;
}

/** As `umap`, with what it found on the way. @returns no neighbours where there are fewer than two points */
export async function umapWithNeighbours(
  points: Points,
  { neighbours = 15, minDistance = 0.1, seed = 1, onProgress = () => {}, signal }: UmapOptions = {},
): Promise<{ places: Float64Array; near?: Neighbours }> {
  const places = beginning(points, seed);
  const size = Math.min(neighbours, points.count);
  if (size < 2) return { places };
  const near = await nearestNeighbours(
    scaledPoints(points),
    size,
    (fraction) => onProgress(fraction * neighboursShare, "finding neighbours"),
    signal,
  );
  await layOut(fuzzyGraph(near), places, {
    epochs: points.count <= 10_000 ? 500 : 200,
    minDistance,
    seed,
    onProgress: (fraction) => onProgress(neighboursShare + fraction * (1 - neighboursShare), "laying out"),
    signal,
  });
  return { places, near };
}

function beginning({ values, count, dimension }: Points, seed: number): Float64Array {
  const stream = randomStream(seed, "umap", "beginning");
  const places = new Float64Array(count * 2);
  let most = 0;
  for (let point = 0; point < count; point++)
    for (let axis = 0; axis < Math.min(2, dimension); axis++)
      most = Math.max(most, Math.abs(values[point * dimension + axis] as number));
  for (let at = 0; at < places.length; at++) {
    const [point, axis] = [Math.floor(at / 2), at % 2];
    const value = axis < dimension ? (values[point * dimension + axis] as number) : 0;
    // Points that are the same must be able to part.
    places[at] = (most > 0 ? (value / most) * firstExtent : 0) + 1e-4 * stream.normal();
  }
  return places;
}
