/** Mosaics of galaxies that never were, in g, r and i, with a catalogue of where they lie: the truth that cutouts are held to. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, Fault, fileFault } from "../fault.ts";
import { randomStream } from "../random.ts";
import { writeWhole } from "../wholeFile.ts";
import { fitsCutout } from "./cutoutPicture.ts";
import { drawGalaxy } from "./galaxyModel.ts";
import { renderBands } from "./renderGalaxy.ts";

export interface MosaicOptions {
  /** Galaxies, all tiles together. */
  count: number;
  seed: number;
  /** Tiles from west to east; the first begins at right ascension 0, so that the second crosses it. */
  tiles: number;
  /** Side of a tile, pixels. */
  side: number;
  folder: string;
  onProgress?: (done: number, total: number) => void;
}

const galaxySide = 64;
const arcsecPerPixel = 0.4;
const centreDec = 20;
/** Of a tile's side, that its neighbour shows too. */
const overlap = 0.1;
const bandNames = ["g", "r", "i"] as const;

/** @returns paths of the catalogue (written last) and a pattern of the mosaics */
export async function simulateMosaic({
  count,
  seed,
  tiles,
  side,
  folder,
  onProgress = () => {},
}: MosaicOptions): Promise<{
  catalogue: string;
  mosaics: string;
}> {
  if (side < 2 * galaxySide || side > 20_000)
    throw new Fault("usage", `a tile is ${2 * galaxySide} to 20000 pixels wide, not ${side}`, {
      exitCode: exitCodes.usage,
    });
  if (count < 1 || tiles < 1)
    throw new Fault("usage", "at least 1 galaxy and 1 tile are simulated", { exitCode: exitCodes.usage });
  const mosaics = join(folder, "tiles");
  await mkdir(mosaics, { recursive: true }).catch((error) => {
    throw fileFault(error, "make the folder", mosaics);
  });
  const degrees = arcsecPerPixel / 3600;
  const lines = ["id_str,ra,dec,radius_arcsec,truth_type"];
  const step = side * (1 - overlap);
  // One plane for all tiles, whose middle is at right ascension 0: x grows to the west.
  const plane = { width: Math.round(step * (tiles - 1) + side), height: side };
  const stream = randomStream(seed, "mosaic");
  const placed = Array.from({ length: count }, (_, i) => ({
    i,
    x: Math.floor(stream.uniform() * plane.width),
    y: Math.floor(stream.uniform() * plane.height),
  }));
  for (const { i, x, y } of placed) {
    const model = drawGalaxy(seed, i);
    const [ra, dec] = skyOf((x - plane.width / 2) * -degrees, (y - plane.height / 2) * degrees);
    const radius = model.radius * galaxySide * arcsecPerPixel;
    lines.push(
      `M${seed}-${String(i).padStart(6, "0")},${ra.toFixed(7)},${dec.toFixed(7)},${radius.toFixed(2)},${model.type}`,
    );
  }
  for (let tile = 0; tile < tiles; tile++) {
    const left = Math.round(tile * step);
    const noise = randomStream(seed, "sky", tile);
    const bands = bandNames.map(() => Float32Array.from({ length: side * side }, () => noise.normal()));
    for (const { i, x, y } of placed) {
      if (x < left - galaxySide || x > left + side + galaxySide) continue;
      const light = renderBands(drawGalaxy(seed, i), galaxySide);
      light.forEach((plate, b) => {
        for (let row = 0; row < galaxySide; row++)
          for (let column = 0; column < galaxySide; column++) {
            const [atX, atY] = [x - left - galaxySide / 2 + column, y - galaxySide / 2 + row];
            if (atX < 0 || atY < 0 || atX >= side || atY >= side) continue;
            // A picture's first row is its top one.
            const at = atY * side + atX;
            const band = bands[b] as Float32Array;
            band[at] = (band[at] as number) + (plate[(galaxySide - 1 - row) * galaxySide + column] as number);
          }
      });
    }
    for (const [b, band] of bands.entries()) {
      const bytes = fitsCutout(
        {
          bands: [band],
          centre: [plane.width / 2 - left, plane.height / 2],
          matrix: [
            [-degrees, 0],
            [0, degrees],
          ],
        },
        side,
        [0, centreDec],
        { id: "simulated", mosaic: `tile ${tile}`, names: [bandNames[b] as string] },
      );
      await writeWhole(join(mosaics, `tile-${tile}-${bandNames[b]}.fits`), bytes);
    }
    onProgress(tile + 1, tiles);
  }
  const catalogue = join(folder, "catalogue.csv");
  await writeWhole(catalogue, `${lines.join("\n")}\n`);
  return { catalogue, mosaics: join(mosaics, "*.fits") };
}

/** From degrees east and north on the plane that touches the sky at the mosaics' reference point. */
function skyOf(east: number, north: number): [number, number] {
  const radians = Math.PI / 180;
  const [xi, eta] = [east * radians, north * radians];
  const [sin, cos] = [Math.sin(centreDec * radians), Math.cos(centreDec * radians)];
  const out = cos - eta * sin;
  const ra = Math.atan2(xi, out) / radians;
  return [(ra + 360) % 360, Math.atan2(sin + eta * cos, Math.hypot(xi, out)) / radians];
}
