/** What goes wrong on a telescope, and ends up in a catalogue as a galaxy. */

import type { RandomStream } from "../random.ts";
import { type Bands, tintOf } from "./bands.ts";
import { addStar } from "./pointSpread.ts";
import { addSpikes } from "./surroundings.ts";

/** A satellite's trail, a saturated star, a bad column or the edge of the field. */
export function addArtefact(bands: Bands, size: number, seeing: number, stream: RandomStream): void {
  const kinds = [addTrail, addSaturatedStar, addBadColumns, addEdge] as const;
  kinds[stream.below(kinds.length)]?.(bands, size, seeing, stream);
}

type Artefact = (bands: Bands, size: number, seeing: number, stream: RandomStream) => void;

/** In one band: the sky is seen in one after the other, and the satellite has left. */
const addTrail: Artefact = (bands, size, seeing, stream) => {
  const angle = Math.PI * stream.uniform();
  const map = bands[stream.below(3)] as Float32Array;
  const [light, width] = [4 + 14 * stream.uniform(), 0.5 * seeing];
  for (let i = 0; i < map.length; i++) {
    const [x, y] = [((i % size) + 0.5) / size - 0.5, (Math.floor(i / size) + 0.5) / size - 0.5];
    const distance = (x * Math.sin(angle) - y * Math.cos(angle)) / width;
    map[i] = (map[i] as number) + light * Math.exp(-distance * distance);
  }
};

/** Its charge bleeds along the column. */
const addSaturatedStar: Artefact = (bands, size, seeing, stream) => {
  const tint = tintOf(0.2 + stream.uniform(), 0.1 + 0.5 * stream.uniform());
  const peak = 3000 * (1 + 3 * stream.uniform());
  addStar(bands, size, 0.5, 0.5, 2 * seeing, peak, tint);
  addSpikes(bands, size, 0.5, 0.5, 2 * peak, tint);
  const band = bands[stream.below(3)] as Float32Array;
  const half = Math.max(1, Math.round(0.012 * size));
  for (let row = Math.floor(0.2 * size); row < 0.8 * size; row++)
    for (let column = size / 2 - half; column < size / 2 + half; column++) {
      const i = row * size + Math.floor(column);
      band[i] = (band[i] as number) + 25 * Math.exp(-Math.abs(row / size - 0.5) / 0.12);
    }
};

const addBadColumns: Artefact = (bands, size, _seeing, stream) => {
  for (let line = 0; line < 1 + stream.below(3); line++) {
    const map = bands[stream.below(3)] as Float32Array;
    const column = Math.floor(size * (0.3 + 0.4 * stream.uniform()));
    const width = Math.max(1, Math.round(size / 64));
    for (let row = 0; row < size; row++)
      for (let k = column; k < column + width; k++) map[row * size + k] = (map[row * size + k] as number) + 12;
  }
};

/** Nothing past it, in every band or in one. */
const addEdge: Artefact = (bands, size, _seeing, stream) => {
  const angle = 2 * Math.PI * stream.uniform();
  const only = stream.below(4);
  for (const [band, map] of bands.entries()) {
    if (only < 3 && band !== only) continue;
    for (let i = 0; i < map.length; i++) {
      const [x, y] = [(i % size) / size - 0.5, Math.floor(i / size) / size - 0.5];
      if (x * Math.cos(angle) + y * Math.sin(angle) > 0.04) map[i] = only < 3 ? (map[i] as number) + 2.5 : -2;
    }
  }
};
