/** How dense a map's points lie, as lines of equal density (d3-contour), in the map's normalised units. */

import { contourDensity } from "d3-contour";
import type { SurveyMap } from "./surveyMap.ts";

const side = 512;
/** Each 1.6 times as dense as the one outside of it. */
const factor = 1.6;
const levels = 6;
/** So that the lines of what lies at the rim are closed. */
const margin = 24;

export interface DensityLine {
  /** 0 outside to 1 inside. */
  depth: number;
  /** An SVG path; x to the right and y up, both from -1 to 1. */
  path: string;
}

export function densityLines({ normalised }: Pick<SurveyMap, "normalised">): DensityLine[] {
  const count = normalised.length / 2;
  if (count < 3) return [];
  const scale = side / 2 - margin;
  const places = Uint32Array.from({ length: count }, (_, i) => i);
  // Few points need a wide kernel: lines round each of them would say nothing.
  const bandwidth = Math.max(4, Math.min(20, 50 / count ** 0.22));
  const density = contourDensity()
    .x((i) => side / 2 + scale * (normalised[2 * i] as number))
    .y((i) => side / 2 + scale * (normalised[2 * i + 1] as number))
    .size([side, side])
    .cellSize(4)
    .bandwidth(bandwidth);
  const top = Math.max(
    0,
    ...density
      .thresholds(20)(places)
      .map(({ value }) => value),
  );
  if (top === 0) return [];
  const values = Array.from({ length: levels }, (_, i) => top / factor ** (levels - 1 - i));
  const back = (value: number) => ((value - side / 2) / scale).toFixed(4);
  return density
    .thresholds(values)(places)
    .map(({ coordinates }, level) => ({
      depth: level / (levels - 1),
      path: coordinates
        .flat()
        .map((ring) => `M${ring.map(([x, y]) => `${back(x)},${back(y)}`).join("L")}Z`)
        .join(""),
    }))
    .filter(({ path }) => path !== "");
}
