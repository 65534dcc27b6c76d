/** A simulated galaxy on pixels: its light, the atmosphere, what is around it, the noise, and an RGB picture. */

import { randomStream } from "../random.ts";
import { addArtefact } from "./artefacts.ts";
import { type Bands, emptyBands } from "./bands.ts";
import { addGalaxy, edgeOnInclination } from "./galaxyLight.ts";
import type { GalaxyModel } from "./galaxyModel.ts";
import { luptonRgb } from "./lupton.ts";
import { blur } from "./pointSpread.ts";
import { addBackground, addKnots, addStars, addTails } from "./surroundings.ts";
import { addNoise } from "./surveyNoise.ts";

/** @returns uint8 RGB [size, size, 3] */
export function renderGalaxy(model: GalaxyModel, size: number): Uint8Array {
  return luptonRgb(renderBands(model, size), { stretch: 15, q: 6 });
}

/** The same before it is a picture: light in g, r and i over the noise of r's sky in a camera pixel. */
export function renderBands(model: GalaxyModel, size: number): Bands {
  const bands = emptyBands(size);
  const stream = randomStream(model.seed, "render");
  if (model.type !== "artifact") addGalaxies(bands, model, size);
  // Seen from the edge, knots lie behind the dust.
  if (model.inclination < edgeOnInclination && (model.type === "irregular" || model.arms))
    addKnots(bands, size, model, stream);
  addTails(bands, size, model, stream);
  addBackground(bands, size, model, stream);
  blur(bands, size, model.seeing * size);
  addStars(bands, size, model, stream);
  if (model.type === "artifact") addArtefact(bands, size, model.seeing, stream);
  addNoise(bands, size, model.cameraPixels, model.seed);
  return bands;
}

function addGalaxies(bands: Bands, model: GalaxyModel, size: number): void {
  addGalaxy(bands, size, model, 0, 0);
  const { companion, radius } = model;
  if (!companion) return;
  const second: GalaxyModel = {
    ...model,
    type: companion.bulgeFraction > 0.8 ? "elliptical" : "lenticular",
    radius: radius * companion.size,
    axisRatio: companion.axisRatio,
    inclination: Math.acos(companion.axisRatio),
    positionAngle: companion.positionAngle,
    bulgeFraction: companion.bulgeFraction,
    youth: companion.youth * 0.5,
    arms: undefined,
    bar: undefined,
    ring: undefined,
  };
  const [x, y] = [Math.cos(companion.angle), Math.sin(companion.angle)];
  addGalaxy(bands, size, second, x * companion.distance * radius, y * companion.distance * radius);
}
