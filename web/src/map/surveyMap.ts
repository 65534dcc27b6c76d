/** A survey's map as the server sent it, and the same places between -1 and 1 for the GPU. */

export interface SurveyMap {
  run: string;
  ids: string[];
  /** [objects, 2], x and y. */
  places: Float32Array;
  /** The same, from the middle of the map, in halves of its longer side. */
  normalised: Float32Array;
  middle: { x: number; y: number };
  /** Half of the longer side, in the map's own units; never 0. */
  half: number;
}

/** @param bytes a header's length (uint32), the header (JSON), then float32 x and y by turns; little-endian */
export function mapFrom(bytes: ArrayBuffer): SurveyMap {
  const length = new DataView(bytes).getUint32(0, true);
  const { run, ids } = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as {
    run: string;
    ids: string[];
  };
  return surveyMap(run, ids, new Float32Array(bytes, 4 + length));
}

export function surveyMap(run: string, ids: string[], places: Float32Array): SurveyMap {
  const [low, high] = [
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ] as [[number, number], [number, number]];
  for (let i = 0; i < places.length; i++) {
    const axis = (i % 2) as 0 | 1;
    const value = places[i] as number;
    if (value < low[axis]) low[axis] = value;
    if (value > high[axis]) high[axis] = value;
  }
  const isEmpty = places.length === 0;
  const middle = isEmpty ? { x: 0, y: 0 } : { x: (low[0] + high[0]) / 2, y: (low[1] + high[1]) / 2 };
  const half = isEmpty ? 1 : Math.max(high[0] - low[0], high[1] - low[1]) / 2 || 1;
  // In double precision before it is rounded: far from 0 float32 has no digits left for the differences that a zoom shows.
  const normalised = Float32Array.from(places, (value, i) => (value - (i % 2 === 0 ? middle.x : middle.y)) / half);
  return { run, ids, places, normalised, middle, half };
}
